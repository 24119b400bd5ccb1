using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Protocols.MailAuth;
using Protocols.Mime;

namespace Protocols.Samples.SpamCheck;

/// <summary>The messages of files, and what their own headers say of how they came.</summary>
internal static class MessageSource
{
    /// <summary>
    /// Gives the messages one after the other; each is over when the next is asked for. A message alone in its file is never in memory whole; a mailbox is, since
    /// a Content-Length in it is believed only where a separator is where it says.
    /// </summary>
    public static async IAsyncEnumerable<(string Name, Stream Message)> ReadAsync(IReadOnlyList<string> files)
    {
        foreach (string file in files.Count > 0 ? files : [""])
        {
            using Stream stream = Open(file);
            string name = file.Length > 0 ? file : "standard input";
            PipeReader input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
            ReadResult start = await input.ReadAtLeastAsync("From "u8.Length).ConfigureAwait(false);
            bool isMailbox = start.Buffer.Length >= "From "u8.Length && start.Buffer.Slice(0, "From "u8.Length).ToArray().AsSpan().SequenceEqual("From "u8);
            input.AdvanceTo(start.Buffer.Start);
            if (!isMailbox)
            {
                yield return (name, new CrLfStream(input.AsStream()));
                continue;
            }

            using MemoryStream whole = new();
            await input.CopyToAsync(whole).ConfigureAwait(false);
            byte[] mailbox = whole.ToArray();
            int number = 0;
            foreach ((int offset, int length, MboxQuoting quoting) in Split(mailbox))
            {
                ArrayBufferWriter<byte> message = new(length + 1);
                MboxReader.Unquote(mailbox.AsSpan(offset, length), quoting, message);
                yield return ($"{name}, message {++number}", new CrLfStream(new MemoryStream(message.WrittenMemory.ToArray())));
            }
        }
    }

    /// <summary>What the command line says, and what the header says for the rest.</summary>
    public static SmtpFacts Facts(MimePart header, CheckSettings settings)
    {
        IPAddress? client = settings.Client;
        string helo = settings.Helo ?? "";
        if (header.TryGetHeader(HeaderId.Received, out HeaderField received))
        {
            ReceivedTrace trace = received.Received;
            client ??= trace.TryGetFromAddress(out IPAddress address) ? address : null;
            helo = helo.Length > 0 ? helo : Encoding.ASCII.GetString(trace.From);
        }

        string mailFrom = settings.MailFrom ?? (header.TryGetHeader(HeaderId.ReturnPath, out HeaderField path) ? Encoding.UTF8.GetString(path.Value).Trim('<', '>', ' ') : "");
        return new SmtpFacts(client, helo, mailFrom);
    }

    private static Stream Open(string file)
    {
        try
        {
            return file.Length == 0 ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
    }

    private static List<(int Offset, int Length, MboxQuoting Quoting)> Split(byte[] mailbox)
    {
        List<(int, int, MboxQuoting)> messages = [];
        MboxReader reader = new(mailbox);
        while (reader.Read())
        {
            // Where a length says where a message ends, nothing in it had to be quoted, and a signature is over what is there.
            messages.Add((reader.Offset, reader.Message.Length, reader.HasContentLength ? MboxQuoting.None : MboxQuoting.Mboxrd));
        }

        return messages;
    }
}
