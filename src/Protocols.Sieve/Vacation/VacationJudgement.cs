using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>Decides whether a message is answered at all, and in whose name (RFC 5230 §4.5, §4.6; RFC 3834 §2).</summary>
internal static class VacationJudgement
{
    private static readonly HeaderId[] s_listFields =
        [HeaderId.ListId, HeaderId.ListHelp, HeaderId.ListSubscribe, HeaderId.ListUnsubscribe, HeaderId.ListPost, HeaderId.ListOwner, HeaderId.ListArchive];

    private static readonly string[] s_recipientFields = ["To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc"];

    /// <summary>Judges a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">The envelope sender; null or empty for none.</param>
    /// <param name="own">The addresses of the recipient, the first ones preferred.</param>
    /// <param name="options">What holds at this site.</param>
    /// <param name="recipient">The address of the recipient by which the message came; the first one where that cannot be told.</param>
    public static SieveVacationVerdict Judge(MimePart message, string? sender, IReadOnlyList<string> own, SieveVacationOptions options, out string? recipient)
    {
        recipient = own.Count > 0 ? own[0] : null;
        if (string.IsNullOrEmpty(sender))
        {
            return SieveVacationVerdict.NoSender;
        }

        if (new MailboxAddress(sender).Check(MimeOutputMode.SmtpUtf8) != WriteStatus.Ok)
        {
            return SieveVacationVerdict.BadSender;
        }

        if (IsOwn(own, sender))
        {
            return SieveVacationVerdict.OwnMessage;
        }

        int at = sender.LastIndexOf('@');
        if (options.Refuses(sender.AsSpan(0, at < 0 ? sender.Length : at)))
        {
            return SieveVacationVerdict.SystemSender;
        }

        SieveVacationVerdict verdict = JudgeFields(message);
        if (verdict != SieveVacationVerdict.Answer)
        {
            return verdict;
        }

        string? named = FindNamed(message, own);
        recipient = named ?? recipient;
        return named is null && options.ChecksRecipient ? SieveVacationVerdict.NotPersonal : SieveVacationVerdict.Answer;
    }

    private static SieveVacationVerdict JudgeFields(MimePart message)
    {
        foreach (HeaderId field in s_listFields)
        {
            if (message.TryGetHeader(field, out _))
            {
                return SieveVacationVerdict.MailingList;
            }
        }

        foreach (HeaderField field in message.Headers)
        {
            if (IsNamed(field, "Auto-Submitted"u8) && !IsWord(field.Token, "no"u8))
            {
                return SieveVacationVerdict.Automatic;
            }

            if (IsNamed(field, "Precedence"u8) && (IsWord(field.Token, "bulk"u8) || IsWord(field.Token, "junk"u8) || IsWord(field.Token, "list"u8)))
            {
                return SieveVacationVerdict.Bulk;
            }

            if (IsNamed(field, "X-Auto-Response-Suppress"u8) && IsSuppressed(field.GetText()))
            {
                return SieveVacationVerdict.Suppressed;
            }
        }

        return SieveVacationVerdict.Answer;
    }

    // Of Microsoft's words, these two are about out-of-office notices.
    private static bool IsSuppressed(string value)
    {
        foreach (Range range in value.AsSpan().Split(','))
        {
            ReadOnlySpan<char> word = value.AsSpan(range).Trim();
            if (word.Equals("All", StringComparison.OrdinalIgnoreCase) || word.Equals("OOF", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string? FindNamed(MimePart message, IReadOnlyList<string> own)
    {
        foreach (HeaderField field in message.Headers)
        {
            if (!IsRecipientField(field))
            {
                continue;
            }

            foreach (Address address in field.Addresses)
            {
                if (address.Kind == AddressKind.Mailbox)
                {
                    string text = address.GetAddress();
                    int index = IndexOf(own, text);
                    if (index >= 0)
                    {
                        return own[index];
                    }
                }
            }
        }

        return null;
    }

    private static bool IsRecipientField(HeaderField field)
    {
        foreach (string name in s_recipientFields)
        {
            if (Ascii.EqualsIgnoreCase(field.Name, name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamed(HeaderField field, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(field.Name, name);

    private static bool IsWord(ReadOnlySpan<byte> token, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(token, word);

    private static bool IsOwn(IReadOnlyList<string> own, string address) => IndexOf(own, address) >= 0;

    private static int IndexOf(IReadOnlyList<string> own, string address)
    {
        for (int i = 0; i < own.Count; i++)
        {
            if (own[i].Equals(address, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
