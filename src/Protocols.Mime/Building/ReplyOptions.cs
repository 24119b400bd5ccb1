using System.Globalization;

namespace Protocols.Mime;

/// <summary>Who gets a reply.</summary>
public enum ReplyKind
{
    /// <summary>Where the author wants replies: Reply-To, else From (RFC 5322 §3.6.2).</summary>
    Author,

    /// <summary>All who got the message: Mail-Followup-To where it has one, else as for the author, and To and Cc.</summary>
    All,

    /// <summary>The mailing list: List-Post (RFC 2369 §3.4).</summary>
    List,
}

/// <summary>How <see cref="MessageReply"/> and <see cref="MessageForward"/> make a message out of another.</summary>
public sealed record ReplyOptions
{
    private static readonly string[] s_replyPrefixes = ["Re", "Aw", "Antw", "Sv", "Vs", "Rif", "Res", "Odp", "Ynt", "回复", "答复"];
    private static readonly string[] s_forwardPrefixes = ["Fwd", "Fw", "Wg", "Tr", "Doorst", "Enc", "转发"];

    /// <summary>Who answers or forwards.</summary>
    public required MailboxAddress From { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Addresses of the same person beside <see cref="From"/>: they get no copy of their own reply.</summary>
    public IReadOnlyList<string> OwnAddresses { get; init; } = [];

    /// <summary>Who gets the reply.</summary>
    public ReplyKind Kind { get; init; }

    /// <summary>What the message says, before what it quotes.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the text of the original is quoted behind <see cref="Text"/>: its plain text, if it has one. HTML is not made into text here.</summary>
    public bool Quote { get; init; } = true;

    /// <summary>Whether the text is written in <c>format=flowed</c>.</summary>
    public bool IsFlowed { get; init; }

    /// <summary>Makes the line before a quotation; null for one in English.</summary>
    public Func<MimePart, string>? Attribution { get; init; }

    /// <summary>Words that are the prefix of a reply in a subject; those of several languages unless set.</summary>
    public IReadOnlyList<string> ReplyPrefixes { get; init; } = s_replyPrefixes;

    /// <summary>Words that are the prefix of a forward in a subject; those of several languages unless set.</summary>
    public IReadOnlyList<string> ForwardPrefixes { get; init; } = s_forwardPrefixes;

    /// <summary>What the way of the message can carry: addresses and identifiers that it cannot are left out.</summary>
    public MimeOutputMode Mode { get; init; }

    /// <summary>How many identifiers References may have; the oldest and the newest stay. From 2; 100 unless set.</summary>
    public int MaxReferences
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2, nameof(MaxReferences));
            field = value;
        }
    } = 100;

    /// <summary>How many UTF-16 units of the original are quoted. From 0; a mebi unless set.</summary>
    public int MaxQuotedLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxQuotedLength));
            field = value;
        }
    } = 1024 * 1024;

    internal string Attribute(MimePart message)
    {
        if (Attribution is not null)
        {
            return Attribution(message);
        }

        MailboxCollection from = OriginalMessage.GetMailboxes(message, HeaderId.From, MimeOutputMode.SmtpUtf8);
        string author = from.Count == 0 ? "someone" : from.First() is var first && string.IsNullOrEmpty(first.DisplayName) ? first.Address : first.DisplayName;
        return message.TryGetDate(out DateTimeOffset date)
            ? string.Create(CultureInfo.InvariantCulture, $"On {date:ddd, d MMM yyyy} at {date:HH:mm zzz}, {author} wrote:")
            : $"{author} wrote:";
    }

    internal bool IsOwn(string address) =>
        address.Equals(From.Address, StringComparison.OrdinalIgnoreCase) || OwnAddresses.Contains(address, StringComparer.OrdinalIgnoreCase);
}
