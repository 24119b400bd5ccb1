using System.Buffers;
using System.Net;
using System.Text;
using Protocols.MailAuth;
using Protocols.Mime;

namespace Protocols.Samples.SpamCheck;

/// <summary>The messages of files, and what their own headers say of how they came.</summary>
internal static class MessageSource
{
    public static async Task<List<(string Name, byte[] Message)>> ReadAsync(IReadOnlyList<string> files)
    {
        List<(string, byte[])> messages = [];
        if (files.Count == 0)
        {
            using MemoryStream input = new();
            await Console.OpenStandardInput().CopyToAsync(input).ConfigureAwait(false);
            Add("standard input", input.ToArray(), messages);
        }

        foreach (string file in files)
        {
            try
            {
                Add(file, await File.ReadAllBytesAsync(file).ConfigureAwait(false), messages);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException(e.Message);
            }
        }

        return messages;
    }

    /// <summary>What the command line says, and what the header says for the rest.</summary>
    public static SmtpFacts Facts(MimeDocument message, CheckSettings settings)
    {
        IPAddress? client = settings.Client;
        string helo = settings.Helo ?? "";
        if (message.Root.TryGetHeader(HeaderId.Received, out HeaderField received))
        {
            ReceivedTrace trace = received.Received;
            client ??= trace.TryGetFromAddress(out IPAddress address) ? address : null;
            helo = helo.Length > 0 ? helo : Encoding.ASCII.GetString(trace.From);
        }

        string mailFrom = settings.MailFrom ?? (message.Root.TryGetHeader(HeaderId.ReturnPath, out HeaderField path) ? Encoding.UTF8.GetString(path.Value).Trim('<', '>', ' ') : "");
        return new SmtpFacts(client ?? IPAddress.Any, helo.Length > 0 ? helo : "unknown", mailFrom);
    }

    private static void Add(string name, byte[] octets, List<(string, byte[])> messages)
    {
        if (!octets.AsSpan().StartsWith("From "u8))
        {
            messages.Add((name, WithCrLf(octets)));
            return;
        }

        MboxReader mailbox = new(octets);
        for (int number = 1; mailbox.Read(); number++)
        {
            ArrayBufferWriter<byte> message = new();
            mailbox.WriteMessage(MboxQuoting.Mboxrd, message);
            messages.Add(($"{name}, message {number}", WithCrLf(message.WrittenSpan)));
        }
    }

    // Signatures are made over lines that end in CRLF; files mostly have LF alone.
    private static byte[] WithCrLf(ReadOnlySpan<byte> octets)
    {
        ArrayBufferWriter<byte> output = new(octets.Length + 16);
        while (octets.IndexOf((byte)'\n') is >= 0 and int end)
        {
            output.Write(octets[..end].TrimEnd((byte)'\r'));
            output.Write("\r\n"u8);
            octets = octets[(end + 1)..];
        }

        output.Write(octets);
        return output.WrittenSpan.ToArray();
    }
}
