namespace Protocols.Sasl;

/// <summary>A host's answer to a question of an exchange.</summary>
public readonly record struct SaslAnswer
{
    /// <summary>Whether what was asked about is right, and why not.</summary>
    public SaslFailure Verdict { get; private init; }

    /// <summary>The keys that were asked for, or null.</summary>
    public ScramKeys? Keys { get; private init; }

    /// <summary>What was asked about is right.</summary>
    public static SaslAnswer Right => default;

    /// <summary>It is wrong, or cannot be told.</summary>
    /// <param name="failure">Why.</param>
    public static SaslAnswer Wrong(SaslFailure failure) => new() { Verdict = failure };

    /// <summary>The keys of a user; of nobody where there is no such user (<see cref="ScramKeys.OfNobody"/>).</summary>
    /// <param name="keys">The keys.</param>
    public static SaslAnswer With(ScramKeys keys) => new() { Keys = keys };
}
