using System.Text;

namespace Protocols.Smtp;

/// <summary>What is wrong with a path.</summary>
public enum SmtpPathStatus
{
    /// <summary>Nothing.</summary>
    Valid,

    /// <summary>It is not of the grammar.</summary>
    Malformed,

    /// <summary>It is longer than the limit.</summary>
    TooLong,
}

/// <summary>A reverse-path or forward-path as views into its bytes (RFC 5321 §4.1.2).</summary>
public readonly ref struct SmtpPath
{
    private SmtpPath(ReadOnlySpan<byte> mailbox, int at)
    {
        Mailbox = mailbox;
        LocalPart = at < 0 ? mailbox : mailbox[..at];
        Domain = at < 0 ? default : mailbox[(at + 1)..];
    }

    /// <summary>The address without angle brackets and source route; empty for the null path.</summary>
    public ReadOnlySpan<byte> Mailbox { get; }

    /// <summary>The part before the at sign as it was sent, quotes included.</summary>
    public ReadOnlySpan<byte> LocalPart { get; }

    /// <summary>The part behind it; empty for the null path and for <c>postmaster</c> alone. Brackets of an address literal included.</summary>
    public ReadOnlySpan<byte> Domain { get; }

    /// <summary>Whether it is <c>&lt;&gt;</c>, the sender of notifications (RFC 5321 §4.5.5).</summary>
    public bool IsNull => Mailbox.IsEmpty;

    /// <summary>Whether it holds bytes beyond ASCII (RFC 6531 §3.3).</summary>
    public bool IsInternational => !Ascii.IsValid(Mailbox);

    /// <summary>The address as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Mailbox);

    /// <summary>Reads a path from the start of some text.</summary>
    /// <param name="text">Text that starts with the path's angle bracket; spaces before it are passed over, as others do.</param>
    /// <param name="maxLength">The longest path, in bytes without the brackets.</param>
    /// <param name="path">The path; the null path unless valid.</param>
    /// <param name="rest">What follows the closing bracket.</param>
    /// <param name="acceptBare">Whether an address that a space or the end follows may do without brackets, as old clients have it.</param>
    public static SmtpPathStatus TryRead(ReadOnlySpan<byte> text, int maxLength, out SmtpPath path, out ReadOnlySpan<byte> rest, bool acceptBare = false)
    {
        path = default;
        rest = default;
        text = text.TrimStart((byte)' ');
        if (text.IsEmpty || text[0] != '<')
        {
            return acceptBare ? TryReadBare(text, maxLength, out path, out rest) : SmtpPathStatus.Malformed;
        }

        text = text[1..];
        if (!text.IsEmpty && text[0] == '>')
        {
            rest = text[1..];
            return SmtpPathStatus.Valid;
        }

        if (!SkipRoute(ref text))
        {
            return SmtpPathStatus.Malformed;
        }

        int at = SmtpGrammar.LocalPartLength(text);
        if (at <= 0 || at >= text.Length)
        {
            return SmtpPathStatus.Malformed;
        }

        if (text[at] == '>')
        {
            // RFC 5321 §4.1.1.3: the reserved mailbox "postmaster" needs no domain.
            if (!Ascii.EqualsIgnoreCase(text[..at], "postmaster"u8))
            {
                return SmtpPathStatus.Malformed;
            }

            path = new SmtpPath(text[..at], -1);
            rest = text[(at + 1)..];
            return SmtpPathStatus.Valid;
        }

        int domain = text[at] == '@' ? SmtpGrammar.DomainLength(text[(at + 1)..]) : 0;
        int end = at + 1 + domain;
        if (domain <= 0 || end >= text.Length || text[end] != '>')
        {
            return SmtpPathStatus.Malformed;
        }

        if (end > maxLength)
        {
            return SmtpPathStatus.TooLong;
        }

        path = new SmtpPath(text[..end], at);
        rest = text[(end + 1)..];
        return SmtpPathStatus.Valid;
    }

    private static SmtpPathStatus TryReadBare(ReadOnlySpan<byte> text, int maxLength, out SmtpPath path, out ReadOnlySpan<byte> rest)
    {
        path = default;
        rest = default;
        int at = SmtpGrammar.LocalPartLength(text);
        int domain = at > 0 && at < text.Length && text[at] == '@' ? SmtpGrammar.DomainLength(text[(at + 1)..]) : 0;
        int end = at + 1 + domain;
        if (domain <= 0 || (end < text.Length && text[end] != ' '))
        {
            return SmtpPathStatus.Malformed;
        }

        if (end > maxLength)
        {
            return SmtpPathStatus.TooLong;
        }

        path = new SmtpPath(text[..end], at);
        rest = text[end..];
        return SmtpPathStatus.Valid;
    }

    // RFC 5321 §4.1.1.3, appendix C: a source route is accepted and thrown away.
    private static bool SkipRoute(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '@')
        {
            return true;
        }

        while (true)
        {
            int domain = SmtpGrammar.DomainLength(text[1..]);
            if (domain <= 0 || domain + 1 >= text.Length)
            {
                return false;
            }

            text = text[(domain + 1)..];
            switch (text[0])
            {
                case (byte)':':
                    text = text[1..];
                    return true;
                case (byte)',' when text.Length > 1 && text[1] == '@':
                    text = text[1..];
                    break;
                default:
                    return false;
            }
        }
    }
}
