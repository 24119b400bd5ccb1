using Protocols.Sasl;

namespace Protocols.Storage;

/// <summary>The keys by which a user's password can be proved.</summary>
/// <param name="Status">
/// <see cref="AuthenticationStatus.Success"/> where there are keys, be they of nobody; else why there are none. Nothing is proved by it yet.
/// </param>
/// <param name="Account">The account, or null where there is no such user.</param>
/// <param name="Keys">The keys; those of nobody where there is no such user (<see cref="ScramKeys.OfNobody"/>).</param>
/// <param name="Reason">What was found, in words for an operator; never shown to the peer.</param>
public sealed record ScramLookup(AuthenticationStatus Status, Account? Account, ScramKeys? Keys, string Reason);
