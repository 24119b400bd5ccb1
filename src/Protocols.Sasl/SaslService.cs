namespace Protocols.Sasl;

/// <summary>What is logged in to: some mechanisms bind the exchange to it (RFC 2831 §2.1.2, digest-uri).</summary>
/// <param name="Name">The registered name of the service: <c>smtp</c>, <c>imap</c>, <c>pop</c>, <c>sieve</c>.</param>
/// <param name="Host">The server's name in ASCII.</param>
public sealed record SaslService(string Name, string Host);
