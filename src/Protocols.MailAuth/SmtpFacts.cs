using System.Net;

namespace Protocols.MailAuth;

/// <summary>What the SMTP session tells of where a message comes from.</summary>
/// <param name="Client">The address of the client; null where it is not known, so that SPF and iprev cannot be asked.</param>
/// <param name="Helo">What it called itself; empty where that is not known.</param>
/// <param name="MailFrom">The return path without angle brackets; empty for the null path.</param>
public sealed record SmtpFacts(IPAddress? Client, string Helo, string MailFrom);
