namespace Protocols.Sasl;

/// <summary>A host's answer to a question of an exchange.</summary>
public readonly record struct SaslAnswer
{
    /// <summary>Whether what was asked about is right, and why not.</summary>
    public SaslFailure Verdict { get; private init; }

    /// <summary>The keys that were asked for, or null.</summary>
    public ScramKeys? Keys { get; private init; }

    /// <summary>The key of DIGEST-MD5 that was asked for, or null.</summary>
    public ReadOnlyMemory<byte>? DigestKey { get; private init; }

    /// <summary>What was asked about is right.</summary>
    public static SaslAnswer Right => default;

    /// <summary>It is wrong, or cannot be told.</summary>
    /// <param name="failure">Why.</param>
    public static SaslAnswer Wrong(SaslFailure failure) => new() { Verdict = failure };

    /// <summary>The keys of a user; of nobody where there is no such user (<see cref="ScramKeys.OfNobody"/>).</summary>
    /// <param name="keys">The keys.</param>
    public static SaslAnswer With(ScramKeys keys) => new() { Keys = keys };

    /// <summary>The key of a user for DIGEST-MD5; one of chance where there is no such user.</summary>
    /// <param name="key">The MD5 of <c>user:realm:password</c>: 16 octets (RFC 2831 §2.1.2.1).</param>
    /// <exception cref="ArgumentException">The key is of another length.</exception>
    public static SaslAnswer WithDigestKey(ReadOnlyMemory<byte> key) =>
        key.Length == 16 ? new() { DigestKey = key } : throw new ArgumentException("A key of DIGEST-MD5 has 16 octets.", nameof(key));
}
