using System.Buffers;
using Protocols.Mime;

namespace Protocols.Imap.Server;

/// <summary>ENVELOPE (RFC 9051 §7.5.2): date, subject, from, sender, reply-to, to, cc, bcc, in-reply-to, message-id.</summary>
internal static class EnvelopeWriter
{
    // RFC 5322 §3.2.3, atext and the dot
    private static readonly SearchValues<byte> s_plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~."u8);

    public static void Write(ImapResponseWriter writer, MimePart message)
    {
        writer.Open();
        Text(writer, message, HeaderId.Date);
        writer.Space();
        Text(writer, message, HeaderId.Subject);
        writer.Space();
        AddressesOrNil(writer, message, HeaderId.From, HeaderId.From);
        writer.Space();

        // RFC 9051 §7.5.2: an absent Sender or Reply-To is that of From.
        AddressesOrNil(writer, message, HeaderId.Sender, HeaderId.From);
        writer.Space();
        AddressesOrNil(writer, message, HeaderId.ReplyTo, HeaderId.From);
        writer.Space();
        AddressesOrNil(writer, message, HeaderId.To, HeaderId.To);
        writer.Space();
        AddressesOrNil(writer, message, HeaderId.Cc, HeaderId.Cc);
        writer.Space();
        AddressesOrNil(writer, message, HeaderId.Bcc, HeaderId.Bcc);
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

    private static void AddressesOrNil(ImapResponseWriter writer, MimePart message, HeaderId id, HeaderId otherwise)
    {
        if (!TryAddresses(writer, message, id) && (otherwise == id || !TryAddresses(writer, message, otherwise)))
        {
            writer.Nil();
        }
    }

    // Writes nothing where there are none.
    private static bool TryAddresses(ImapResponseWriter writer, MimePart message, HeaderId id)
    {
        if (!message.TryGetHeader(id, out HeaderField field))
        {
            return false;
        }

        bool any = false;
        foreach (Address address in field.Addresses)
        {
            if (!any)
            {
                writer.Open();
                any = true;
            }

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

        if (any)
        {
            writer.Close();
        }

        return any;
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
        if (IsPlain(address.LocalPart))
        {
            writer.String(address.LocalPart);
        }
        else
        {
            writer.String(address.GetLocalPart().AsSpan());
        }

        writer.Space();

        // NIL in the place of the host would make it the start of a group.
        if (IsPlain(address.Domain))
        {
            writer.String(address.Domain);
        }
        else
        {
            writer.String(address.GetDomain().AsSpan());
        }
    }

    // Without quotes, comments and white space an address means what it says.
    private static bool IsPlain(ReadOnlySpan<byte> part) => !part.ContainsAnyExcept(s_plain);
}
