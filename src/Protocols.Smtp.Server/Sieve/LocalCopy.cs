using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>A copy of a message for one account, or for a mailbox of it that a detail names.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Detail">The detail of the address (RFC 5233 §4); empty for none.</param>
/// <param name="Recipient">The first of the addresses by which it comes.</param>
internal sealed record LocalCopy(Account Account, string Detail, SmtpRecipient Recipient);
