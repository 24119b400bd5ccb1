using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protocols.Smtp.Server;

/// <summary>The fields that final delivery puts on top of a message (RFC 5321 §4.4).</summary>
internal static class TraceFields
{
    public static void Write(IBufferWriter<byte> output, SmtpSender sender, string hostName, IReadOnlyList<string> recipients, DateTimeOffset now)
    {
        StringBuilder text = new();
        text.Append("Return-Path: <").Append(Clean(sender.ReversePath)).Append(">\r\n");
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

        text.Append(";\r\n\t").Append(now.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture))
            .Append(now.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)).Append("\r\n");
        Encoding.UTF8.GetBytes(text.ToString(), output);
    }

    private static string Literal(IPAddress address) =>
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) is { AddressFamily: AddressFamily.InterNetworkV6 } v6 ? $"[IPv6:{v6}]" : $"[{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}]";

    // What a client calls itself may be anything: only what cannot be mistaken for other parts of the field is kept.
    private static string Word(string name) =>
        name.Length <= 255 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '[' or ']' || c >= 0x80) && name.Length > 0 ? name : "unknown";

    // The session has read the address by its grammar; controls cannot be in it, and would be taken out here.
    private static string Clean(string address) => address.Any(char.IsControl) ? string.Concat(address.Where(static c => !char.IsControl(c))) : address;
}
