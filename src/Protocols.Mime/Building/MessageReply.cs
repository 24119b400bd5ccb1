using System.Text;

namespace Protocols.Mime;

/// <summary>Makes replies.</summary>
public static class MessageReply
{
    /// <summary>Makes a reply to a message, to be finished by whoever writes it.</summary>
    /// <param name="original">The message.</param>
    /// <param name="options">Who answers, when and how.</param>
    /// <exception cref="InvalidOperationException">The reply is for the list, and the message names none to which one can post.</exception>
    public static MessageBuilder Create(MimeDocument original, ReplyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        MimePart message = original.Root;
        MessageBuilder reply = new()
        {
            Date = options.Date,
            From = { options.From },
            Subject = SubjectPrefix.Put("Re:", OriginalMessage.GetLine(message, HeaderId.Subject), options.ReplyPrefixes),
            Text = options.Quote ? options.Text + Quote(original, options) : options.Text,
            IsFlowed = options.IsFlowed,
        };
        SetThread(reply, message, options);
        SetRecipients(reply, message, options);
        return reply;
    }

    /// <summary>
    /// Makes an answer by a program, such as a vacation notice (RFC 3834 §3). Whether one may be sent at all is the caller's to know:
    /// not to a list, not to another automatic message, not twice.
    /// </summary>
    /// <param name="original">The message.</param>
    /// <param name="recipient">Whom it is for: the envelope sender of the message (RFC 3834 §4), never empty.</param>
    /// <param name="options">Who answers, when and how; nothing is quoted.</param>
    /// <exception cref="MimeValueException">This is no address.</exception>
    public static MessageBuilder CreateAutomatic(MimeDocument original, string recipient, ReplyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        MimeValueException.ThrowUnlessOk(new MailboxAddress(recipient).Check(options.Mode), nameof(recipient));
        MessageBuilder reply = new()
        {
            Date = options.Date,
            From = { options.From },
            To = { recipient },
            Subject = $"Auto: {OriginalMessage.GetLine(original.Root, HeaderId.Subject)}".TrimEnd(),
            Text = options.Text,
            IsFlowed = options.IsFlowed,
            AutoSubmitted = "auto-replied",
        };
        SetThread(reply, original.Root, options);
        return reply;
    }

    /// <summary>Finds the address for posts to the list that a message came by (RFC 2369 §3.4); false where there is none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="address">The address, or an empty string.</param>
    public static bool TryGetListPost(MimePart message, out string address)
    {
        const string Scheme = "mailto:";
        address = "";
        ReadOnlySpan<char> value = OriginalMessage.GetLine(message, HeaderId.ListPost);
        while (value.IndexOf('<') is var start && start >= 0)
        {
            value = value[(start + 1)..];
            int end = value.IndexOf('>');
            if (end < 0)
            {
                return false;
            }

            ReadOnlySpan<char> uri = value[..end].Trim();
            value = value[(end + 1)..];
            if (uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            {
                // RFC 6068 §2: one or more addresses, percent-encoded, then header fields, which nobody needs here.
                uri = uri[Scheme.Length..];
                int query = uri.IndexOf('?');
                address = Uri.UnescapeDataString(query < 0 ? uri : uri[..query]);
                if (new MailboxAddress(address).Check(MimeOutputMode.SmtpUtf8) == WriteStatus.Ok)
                {
                    return true;
                }

                address = "";
            }
        }

        return false;
    }

    // RFC 5322 §3.6.4
    private static void SetThread(MessageBuilder reply, MimePart message, ReplyOptions options)
    {
        List<string> id = [.. OriginalMessage.GetIds(message, HeaderId.MessageId, options.Mode).Take(1)];
        List<string> parents = [.. OriginalMessage.GetIds(message, HeaderId.References, options.Mode)];
        if (parents.Count == 0)
        {
            List<string> inReplyTo = [.. OriginalMessage.GetIds(message, HeaderId.InReplyTo, options.Mode)];
            parents = inReplyTo.Count == 1 ? inReplyTo : [];
        }

        // The first one is the conversation's: readers that know no other put the reply there all the same.
        List<string> references = [.. parents.Where(parent => !id.Contains(parent)), .. id];
        if (references.Count > options.MaxReferences)
        {
            references.RemoveRange(1, references.Count - options.MaxReferences);
        }

        id.ForEach(reply.InReplyTo.Add);
        references.ForEach(reply.References.Add);
    }

    private static void SetRecipients(MessageBuilder reply, MimePart message, ReplyOptions options)
    {
        if (options.Kind == ReplyKind.List)
        {
            reply.To.Add(TryGetListPost(message, out string address) ? address : throw new InvalidOperationException("The message names no list to which one can post."));
            return;
        }

        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        if (options.Kind == ReplyKind.All && message.TryGetHeader("Mail-Followup-To"u8, out HeaderField followUp))
        {
            // Who sets it left out those who read the list anyway: they would get two copies.
            MailboxCollection wanted = MailboxCollection.Read(followUp, options.Mode);
            if (wanted.Count > 0)
            {
                reply.To.AddRange(wanted.Where(mailbox => !options.IsOwn(mailbox.Address) && seen.Add(mailbox.Address)));
                return;
            }
        }

        MailboxCollection replyTo = OriginalMessage.GetMailboxes(message, HeaderId.ReplyTo, options.Mode);
        MailboxCollection from = OriginalMessage.GetMailboxes(message, HeaderId.From, options.Mode);
        MailboxCollection to = OriginalMessage.GetMailboxes(message, HeaderId.To, options.Mode);
        MailboxCollection authors = replyTo.Count > 0 ? replyTo : from;

        // An answer to what one wrote oneself goes on to those it was for.
        bool isOwn = replyTo.Count == 0 && from.Count > 0 && from.All(mailbox => options.IsOwn(mailbox.Address)) && to.Count > 0;
        reply.To.AddRange((isOwn ? to : authors).Where(mailbox => (options.Kind == ReplyKind.Author || !options.IsOwn(mailbox.Address)) && seen.Add(mailbox.Address)));
        if (options.Kind == ReplyKind.All)
        {
            IEnumerable<MailboxAddress> others = to.Concat(OriginalMessage.GetMailboxes(message, HeaderId.Cc, options.Mode));
            List<MailboxAddress> copies = [.. others.Where(mailbox => !options.IsOwn(mailbox.Address) && seen.Add(mailbox.Address))];
            (reply.To.Count > 0 ? reply.Cc : reply.To).AddRange(copies);
        }
    }

    private static string Quote(MimeDocument original, ReplyOptions options)
    {
        string text = OriginalMessage.GetText(original).TrimEnd();
        text = text.Length > options.MaxQuotedLength ? text[..options.MaxQuotedLength] : text;
        StringBuilder output = new(text.Length + (text.Length / 16) + 64);
        output.Append(options.Text.Length == 0 ? "" : "\n\n").Append(options.Attribute(original.Root)).Append('\n');
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            // RFC 3676 §4.5 has no space between marks.
            output.Append(line is ['>', ..] ? ">" : line.IsEmpty ? ">" : "> ").Append(line).Append('\n');
        }

        return output.ToString();
    }
}
