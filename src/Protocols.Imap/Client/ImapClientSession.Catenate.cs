using System.Buffers;

namespace Protocols.Imap;

/// <content>APPEND of a message that is put together (RFC 4469).</content>
public sealed partial class ImapClientSession
{
    /// <summary>
    /// Sends an APPEND of a message that the server puts together of parts (RFC 4469 §3). The session asks for each text in turn with
    /// <see cref="ImapClientEventKind.SendMessage"/>; a URL that is of no use is told of by the code BADURL.
    /// </summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="flags">The flags.</param>
    /// <param name="date">The date it is to have arrived, or null for now.</param>
    /// <param name="parts">The parts in order, at least one.</param>
    /// <param name="output">Where it goes.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="ArgumentException">There is no part, or a flag, a URL or the name cannot be written; nothing was sent.</exception>
    public string Catenate(string mailbox, IReadOnlyCollection<string> flags, DateTimeOffset? date, IReadOnlyList<ImapCatenatePart> parts, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("A message has at least one part.", nameof(parts));
        }

        return Send("APPEND", writer => Write(writer, mailbox, flags, date, parts), output);
    }

    private static void Write(ImapCommandWriter writer, string mailbox, IReadOnlyCollection<string> flags, DateTimeOffset? date, IReadOnlyList<ImapCatenatePart> parts)
    {
        writer.Space();
        writer.Mailbox(mailbox);
        if (flags.Count > 0)
        {
            writer.Space();
            writer.Flags(flags);
        }

        if (date is { } arrived)
        {
            writer.Space();
            writer.DateTime(arrived);
        }

        writer.Space();
        writer.Atom("CATENATE");
        for (int i = 0; i < parts.Count; i++)
        {
            writer.Space();
            if (i == 0)
            {
                writer.Open();
            }

            if (parts[i] is ImapCatenateUrl url)
            {
                writer.Atom("URL");
                writer.Space();
                writer.String(url.Url.AsSpan());
            }
            else
            {
                writer.Atom("TEXT");
                writer.Space();
                writer.Message(((ImapCatenateText)parts[i]).Length);
            }
        }

        writer.Close();
    }
}
