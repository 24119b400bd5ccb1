namespace Protocols.Sasl;

/// <summary>What a password mechanism carries: who logs in, as whom, with what.</summary>
/// <param name="AuthenticationIdentity">The user whose password it is.</param>
/// <param name="AuthorizationIdentity">The user to act as; empty where it is the same (RFC 4422 §3.4.1).</param>
/// <param name="Password">The password in UTF-8, without NUL.</param>
public sealed record SaslCredentials(string AuthenticationIdentity, string AuthorizationIdentity, ReadOnlyMemory<byte> Password);
