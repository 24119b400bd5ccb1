using System.Text;

namespace Protocols.Mime;

/// <summary>The forms in which JMAP gives the value of a header field (RFC 8621 §4.1.2).</summary>
public enum HeaderForm
{
    /// <summary>As it stands: <see cref="HeaderFieldView.GetRaw"/>.</summary>
    Raw,

    /// <summary>As text: <see cref="HeaderFieldView.GetStrictText"/>.</summary>
    Text,

    /// <summary>As addresses, groups left aside: the mailboxes of <see cref="HeaderFieldView.Addresses"/>.</summary>
    Addresses,

    /// <summary>As addresses in their groups: <see cref="HeaderFieldView.Addresses"/>.</summary>
    GroupedAddresses,

    /// <summary>As message identifiers: <see cref="HeaderFieldView.MessageIds"/>.</summary>
    MessageIds,

    /// <summary>As a date: <see cref="HeaderFieldView.TryGetDate"/>.</summary>
    Date,

    /// <summary>As URLs: <see cref="HeaderFieldView.Urls"/>.</summary>
    Urls,
}

/// <summary>Which fields JMAP lets be had in which form (RFC 8621 §4.1.2).</summary>
public static class HeaderForms
{
    // "Any header field not defined in RFC 5322 or RFC 2369" may be had in every form; those that are defined there only in their own.
    /// <summary>Whether a field may be had in a form.</summary>
    /// <param name="name">The field's name in ASCII; letter case does not matter.</param>
    /// <param name="form">The form.</param>
    public static bool IsPermitted(ReadOnlySpan<byte> name, HeaderForm form) => form == HeaderForm.Raw || HeaderNames.Find(name) switch
    {
        HeaderId.Subject or HeaderId.Comments or HeaderId.Keywords => form == HeaderForm.Text,
        HeaderId.From or HeaderId.Sender or HeaderId.ReplyTo or HeaderId.To or HeaderId.Cc or HeaderId.Bcc
            or HeaderId.ResentFrom or HeaderId.ResentSender or HeaderId.ResentTo or HeaderId.ResentCc or HeaderId.ResentBcc => IsAddresses(form),
        HeaderId.MessageId or HeaderId.InReplyTo or HeaderId.References or HeaderId.ResentMessageId => form == HeaderForm.MessageIds,
        HeaderId.Date or HeaderId.ResentDate => form == HeaderForm.Date,
        HeaderId.ListHelp or HeaderId.ListUnsubscribe or HeaderId.ListSubscribe or HeaderId.ListPost or HeaderId.ListOwner or HeaderId.ListArchive =>
            form == HeaderForm.Urls,
        HeaderId.ReturnPath or HeaderId.Received => false,
        _ => !Ascii.EqualsIgnoreCase(name, "Resent-Reply-To"u8) || IsAddresses(form),
    };

    private static bool IsAddresses(HeaderForm form) => form is HeaderForm.Addresses or HeaderForm.GroupedAddresses;
}
