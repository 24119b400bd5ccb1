using System.Collections.Immutable;
using System.Text;
using Protocols.Mime;

namespace Protocols.Storage;

/// <summary>
/// What a message is sorted and threaded by (RFC 5256, RFC 5957), learned once at filing so that neither parses anything again. Texts are in Unicode as
/// they stand; whoever compares them folds them by the collation in use.
/// </summary>
public sealed record MessageKeys
{
    // A subject or a name of this length says nothing that its beginning does not.
    private const int MostCharacters = 4000;
    private const int MostReferences = 256;

    /// <summary>The keys of a message without a header.</summary>
    public static MessageKeys None { get; } = new();

    /// <summary>The base subject (RFC 5256 §2.1); may be empty.</summary>
    public string BaseSubject { get; init; } = "";

    /// <summary>Whether the subject is marked as that of a reply or a forward.</summary>
    public bool IsReplyOrForward { get; init; }

    /// <summary>What stands before the at sign in the first From address, or its group's name; may be empty.</summary>
    public string FromMailbox { get; init; } = "";

    /// <summary>The same of To.</summary>
    public string ToMailbox { get; init; } = "";

    /// <summary>The same of Cc.</summary>
    public string CcMailbox { get; init; } = "";

    /// <summary>What the first From address is shown as: its name, or else the address (RFC 5957 §3).</summary>
    public string FromDisplay { get; init; } = "";

    /// <summary>The same of To.</summary>
    public string ToDisplay { get; init; } = "";

    /// <summary>The Message-ID without brackets and quotes, or null where there is no valid one.</summary>
    public string? MessageId { get; init; }

    /// <summary>
    /// The messages that this one descends from, oldest first: those of References, or else the first of In-Reply-To (RFC 5256 §3, REFERENCES). Of very long
    /// lists the first and the last ones are kept.
    /// </summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>Learns the keys of a message from its header.</summary>
    /// <param name="message">The message, perhaps of an outline.</param>
    public static MessageKeys Read(MimePart message)
    {
        string subject = Mime.BaseSubject.Extract(message.GetHeaderText(HeaderId.Subject), out bool isReplyOrForward);
        (string fromMailbox, string fromDisplay) = First(message, HeaderId.From);
        (string toMailbox, string toDisplay) = First(message, HeaderId.To);
        ImmutableArray<string> references = Ids(message, HeaderId.References, MostReferences);
        return new MessageKeys
        {
            BaseSubject = Shorten(subject),
            IsReplyOrForward = isReplyOrForward,
            FromMailbox = fromMailbox,
            FromDisplay = fromDisplay,
            ToMailbox = toMailbox,
            ToDisplay = toDisplay,
            CcMailbox = First(message, HeaderId.Cc).Mailbox,
            MessageId = Ids(message, HeaderId.MessageId, 1) is [string id, ..] ? id : null,
            References = references.IsEmpty ? Ids(message, HeaderId.InReplyTo, 1) : references,
        };
    }

    private static (string Mailbox, string Display) First(MimePart message, HeaderId id)
    {
        if (!message.TryGetHeader(id, out HeaderField field))
        {
            return ("", "");
        }

        foreach (Address address in field.Addresses)
        {
            if (address.Kind == AddressKind.GroupStart)
            {
                // In an envelope a group begins with its name in the place of the mailbox (RFC 9051 §7.5.2).
                string group = Shorten(address.GetDisplayName());
                return (group, group);
            }

            string mailbox = Shorten(address.GetLocalPart());
            string name = Shorten(address.GetDisplayName());
            string domain = address.GetDomain();
            return (mailbox, name.Length > 0 ? name : domain.Length > 0 ? Shorten(mailbox + "@" + domain) : mailbox);
        }

        return ("", "");
    }

    private static ImmutableArray<string> Ids(MimePart message, HeaderId id, int most)
    {
        if (!message.TryGetHeader(id, out HeaderField field) || !field.RawValue.Contains((byte)'<'))
        {
            return [];
        }

        ImmutableArray<string>.Builder ids = ImmutableArray.CreateBuilder<string>();
        MessageIdList list = field.MessageIds;
        while (list.MoveNext())
        {
            // RFC 5322 §3.6.4: without an at sign it is none.
            if (!list.Current.Contains((byte)'@') || Normalize(list.GetString()) is not { Length: > 1 and <= MostCharacters } found)
            {
                continue;
            }

            if (ids.Count == most && most > 1)
            {
                // The first is where it all began; of the others the later ones are the nearer.
                ids.RemoveAt(most / 2);
            }

            ids.Add(found);
            if (most == 1)
            {
                break;
            }
        }

        return ids.DrainToImmutable();
    }

    // RFC 5256 §3: the same identifier may be written with quotes or without.
    private static string Normalize(string id)
    {
        if (id.AsSpan().IndexOfAny('"', '\n') < 0)
        {
            return id;
        }

        StringBuilder plain = new(id.Length);
        bool isQuoted = false;
        for (int i = 0; i < id.Length; i++)
        {
            if (id[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (id[i] == '\\' && isQuoted && i + 1 < id.Length)
            {
                plain.Append(id[++i]);
            }
            else if (id[i] != '\n')
            {
                plain.Append(id[i]);
            }
        }

        return plain.ToString();
    }

    private static string Shorten(string text)
    {
        if (text.Length <= MostCharacters)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)];
    }
}
