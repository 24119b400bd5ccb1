using Protocols.Sieve;

namespace Protocols.Smtp.Server;

/// <summary>What a script wants done with a message.</summary>
/// <param name="Actions">What, in order.</param>
/// <param name="Seen">The identifiers that it asked after and that are to be remembered once the message is delivered (RFC 7352 §3).</param>
internal sealed record ScriptDecision(IReadOnlyList<SieveAction> Actions, IReadOnlyList<SeenIdentifier> Seen);

/// <summary>An identifier to be remembered.</summary>
/// <param name="Key">What it is remembered by.</param>
/// <param name="Expires">Until when.</param>
/// <param name="Renew">Whether one that is remembered gets the new time.</param>
internal readonly record struct SeenIdentifier(byte[] Key, DateTimeOffset Expires, bool Renew);
