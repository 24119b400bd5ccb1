using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protocols.Smtp.Server;

/// <summary>The fields that are put on top of a message where it comes in and where it is delivered (RFC 5321 §4.4).</summary>
internal static class TraceFields
{
    public static byte[] ReturnPath(string reversePath) => Encoding.UTF8.GetBytes($"Return-Path: <{Clean(reversePath)}>\r\n");

    public static byte[] Received(SmtpSender sender, string hostName, IReadOnlyList<string> recipients, DateTimeOffset now)
    {
        StringBuilder text = new();
        text.Append("Received: from ").Append(Word(sender.ClientName));
        if (sender.ClientAddress is { } address)
        {
            text.Append(" (").Append(Literal(address)).Append(')');
        }

        text.Append("\r\n\tby ").Append(Word(hostName)).Append(" with ").Append(sender.WithProtocol);

        // RFC 5321 §7.2: several recipients are not told of one another.
        if (recipients.Count == 1)
        {
            text.Append("\r\n\tfor <").Append(Clean(recipients[0])).Append('>');
        }

        // RFC 6710 §4.1, §7
        if (sender.Parameters.Priority is { } priority)
        {
            text.Append(CultureInfo.InvariantCulture, $"\r\n\tPRIORITY {priority}");
        }

        text.Append(";\r\n\t").Append(Date(now)).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A date as RFC 5322 §3.3 writes it.</summary>
    public static string Date(DateTimeOffset time) =>
        time.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    private static string Literal(IPAddress address) =>
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) is { AddressFamily: AddressFamily.InterNetworkV6 } v6 ? $"[IPv6:{v6}]" : $"[{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}]";

    // What a client calls itself may be anything: only what cannot be mistaken for other parts of the field is kept.
    private static string Word(string name) =>
        name.Length <= 255 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '[' or ']' || c >= 0x80) && name.Length > 0 ? name : "unknown";

    // The session has read the address by its grammar; controls cannot be in it, and would be taken out here.
    private static string Clean(string address) => address.Any(char.IsControl) ? string.Concat(address.Where(static c => !char.IsControl(c))) : address;
}
