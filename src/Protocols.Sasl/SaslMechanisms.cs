namespace Protocols.Sasl;

/// <summary>The names of the mechanisms, by what a host needs to serve them; strongest first.</summary>
public static class SaslMechanisms
{
    /// <summary>How the name of a mechanism ends that is bound to the connection.</summary>
    public const string PlusSuffix = "-PLUS";

    /// <summary>Those that show the server a password: PLAIN (RFC 4616) and LOGIN.</summary>
    public static IReadOnlyList<string> Password { get; } = ["PLAIN", "LOGIN"];

    /// <summary>Those that prove a password by stored keys (RFC 5802, RFC 7677); each has a form with <see cref="PlusSuffix"/>.</summary>
    public static IReadOnlyList<string> Scram { get; } = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"];

    /// <summary>Those that show a token that another server gave out (RFC 7628, and its forerunner XOAUTH2).</summary>
    public static IReadOnlyList<string> Token { get; } = ["OAUTHBEARER", "XOAUTH2"];

    /// <summary>The one that proves a password by a hash of it and a realm (RFC 2831), which is historic (RFC 6331).</summary>
    public const string Digest = "DIGEST-MD5";

    /// <summary>The one that takes who somebody is from the connection (RFC 4422 Appendix A).</summary>
    public const string External = "EXTERNAL";

    /// <summary>Those that can be offered on a connection.</summary>
    /// <param name="mechanisms">The mechanisms.</param>
    /// <param name="hasBinding">Whether it has a channel binding, without which the bound ones cannot.</param>
    /// <param name="hasIdentity">Whether it tells who the client is, without which <see cref="External"/> cannot.</param>
    public static IEnumerable<string> Offered(IEnumerable<string> mechanisms, bool hasBinding, bool hasIdentity = false) =>
        mechanisms.Where(m => (hasBinding || !IsBound(m)) && (hasIdentity || !m.Equals(External, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a mechanism is bound to the connection.</summary>
    /// <param name="mechanism">The name.</param>
    public static bool IsBound(ReadOnlySpan<char> mechanism) => mechanism.EndsWith(PlusSuffix, StringComparison.OrdinalIgnoreCase);
}
