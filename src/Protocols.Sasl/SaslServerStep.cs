namespace Protocols.Sasl;

/// <summary>What the server has to do next in an exchange.</summary>
public enum SaslServerStepKind
{
    /// <summary>Send <see cref="SaslServerStep.Challenge"/>, which may be empty, and pass the client's response to <see cref="SaslServerExchange.Respond"/>.</summary>
    Challenge,

    /// <summary>Check <see cref="SaslServerStep.Credentials"/> and call <see cref="SaslServerExchange.Resume(SaslFailure)"/> with the verdict.</summary>
    VerifyPassword,

    /// <summary>
    /// Find the keys of the user in <see cref="SaslServerStep.Credentials"/> for <see cref="SaslServerStep.Mechanism"/>, and call
    /// <see cref="SaslServerExchange.Resume(SaslAnswer)"/> with them; where there is no such user, with those of nobody.
    /// </summary>
    FindScramKeys,

    /// <summary>
    /// Check the token in the place of <see cref="SaslServerStep.Credentials"/>' password, and that it is the named user's where one is named; then call
    /// <see cref="SaslServerExchange.Resume(SaslFailure)"/> with the verdict.
    /// </summary>
    VerifyToken,

    /// <summary>
    /// Tell whether who the connection says it is may act as whom <see cref="SaslServerStep.Credentials"/> name, or is anybody where they name no one; then
    /// call <see cref="SaslServerExchange.Resume(SaslFailure)"/> with the verdict.
    /// </summary>
    VerifyExternal,

    /// <summary>
    /// Find the key of the user in <see cref="SaslServerStep.Credentials"/>, which is the MD5 of <c>user:realm:password</c> (RFC 2831 §2.1.2.1), and call
    /// <see cref="SaslServerExchange.Resume(SaslAnswer)"/> with it; where there is no such user, with one of chance.
    /// </summary>
    FindDigestKey,

    /// <summary>The client is who it says: <see cref="SaslServerStep.Credentials"/> tells whom.</summary>
    Succeeded,

    /// <summary>It failed, for <see cref="SaslServerStep.Failure"/>.</summary>
    Failed,
}

/// <summary>Why an exchange failed.</summary>
public enum SaslFailure
{
    /// <summary>It did not fail.</summary>
    None,

    /// <summary>A response was not of the mechanism's form.</summary>
    MalformedResponse,

    /// <summary>A response, a name or a password was longer than the options allow.</summary>
    TooLong,

    /// <summary>The credentials are wrong.</summary>
    InvalidCredentials,

    /// <summary>The credentials are right, and the user may not act as whom it asked to.</summary>
    NotAuthorized,

    /// <summary>The client gave up.</summary>
    Aborted,

    /// <summary>The credentials could not be checked now.</summary>
    TemporaryFailure,
}

/// <summary>One step of a server's exchange.</summary>
public readonly record struct SaslServerStep
{
    /// <summary>What to do.</summary>
    public SaslServerStepKind Kind { get; init; }

    /// <summary>Whether the host has to answer a question now.</summary>
    public bool IsQuestion => Kind is SaslServerStepKind.VerifyPassword or SaslServerStepKind.FindScramKeys or SaslServerStepKind.VerifyToken or SaslServerStepKind.VerifyExternal
        or SaslServerStepKind.FindDigestKey;

    /// <summary>The mechanism whose keys are wanted, without its suffix, for <see cref="SaslServerStepKind.FindScramKeys"/>.</summary>
    public string? Mechanism { get; init; }

    /// <summary>The bytes to send, before any base64, for <see cref="SaslServerStepKind.Challenge"/>.</summary>
    public ReadOnlyMemory<byte> Challenge { get; init; }

    /// <summary>The credentials to check, or those that were found right.</summary>
    public SaslCredentials? Credentials { get; init; }

    /// <summary>Why it failed.</summary>
    public SaslFailure Failure { get; init; }

    /// <summary>Why it failed, in words for a log; never the peer's text.</summary>
    public string? Reason { get; init; }

    internal static SaslServerStep Fail(SaslFailure failure, string reason) =>
        new() { Kind = SaslServerStepKind.Failed, Failure = failure, Reason = reason };
}
