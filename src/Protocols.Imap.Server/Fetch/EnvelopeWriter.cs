using Protocols.Mime;

namespace Protocols.Imap.Server;

/// <summary>ENVELOPE (RFC 9051 §7.5.2): date, subject, from, sender, reply-to, to, cc, bcc, in-reply-to, message-id.</summary>
internal static class EnvelopeWriter
{
    public static void Write(ImapResponseWriter writer, MimePart message)
    {
        writer.Open();
        Text(writer, message, HeaderId.Date);
        writer.Space();
        Text(writer, message, HeaderId.Subject);
        writer.Space();
        Addresses(writer, message, HeaderId.From);
        writer.Space();

        // RFC 9051 §7.5.2: an absent Sender or Reply-To is that of From.
        Addresses(writer, message, HasAddresses(message, HeaderId.Sender) ? HeaderId.Sender : HeaderId.From);
        writer.Space();
        Addresses(writer, message, HasAddresses(message, HeaderId.ReplyTo) ? HeaderId.ReplyTo : HeaderId.From);
        writer.Space();
        Addresses(writer, message, HeaderId.To);
        writer.Space();
        Addresses(writer, message, HeaderId.Cc);
        writer.Space();
        Addresses(writer, message, HeaderId.Bcc);
        writer.Space();
        Text(writer, message, HeaderId.InReplyTo);
        writer.Space();
        Text(writer, message, HeaderId.MessageId);
        writer.Close();
    }

    private static void Text(ImapResponseWriter writer, MimePart message, HeaderId id)
    {
        if (message.TryGetHeader(id, out HeaderField field))
        {
            HeaderOctets.WriteUnfolded(writer, field.RawValue);
        }
        else
        {
            writer.Nil();
        }
    }

    private static bool HasAddresses(MimePart message, HeaderId id)
    {
        if (!message.TryGetHeader(id, out HeaderField field))
        {
            return false;
        }

        foreach (Address _ in field.Addresses)
        {
            return true;
        }

        return false;
    }

    private static void Addresses(ImapResponseWriter writer, MimePart message, HeaderId id)
    {
        if (!HasAddresses(message, id))
        {
            writer.Nil();
            return;
        }

        message.TryGetHeader(id, out HeaderField field);
        writer.Open();
        foreach (Address address in field.Addresses)
        {
            writer.Open();
            switch (address.Kind)
            {
                // A group begins with its name in the place of the mailbox and ends with nothing but NIL.
                case AddressKind.GroupStart:
                    writer.Nil();
                    writer.Space();
                    writer.Nil();
                    writer.Space();
                    HeaderOctets.WriteUnquoted(writer, address.DisplayName);
                    writer.Space();
                    writer.Nil();
                    break;
                case AddressKind.GroupEnd:
                    writer.Nil();
                    writer.Space();
                    writer.Nil();
                    writer.Space();
                    writer.Nil();
                    writer.Space();
                    writer.Nil();
                    break;
                default:
                    Mailbox(writer, address);
                    break;
            }

            writer.Close();
        }

        writer.Close();
    }

    private static void Mailbox(ImapResponseWriter writer, Address address)
    {
        if (address.DisplayName.IsEmpty)
        {
            writer.Nil();
        }
        else
        {
            HeaderOctets.WriteUnquoted(writer, address.DisplayName);
        }

        writer.Space();
        if (address.Route.IsEmpty)
        {
            writer.Nil();
        }
        else
        {
            writer.String(address.Route);
        }

        writer.Space();
        writer.String(address.GetLocalPart().AsSpan());
        writer.Space();

        // NIL in the place of the host would make it the start of a group.
        writer.String(address.GetDomain().AsSpan());
    }
}
