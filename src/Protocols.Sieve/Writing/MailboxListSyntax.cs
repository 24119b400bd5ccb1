using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>Reads a <c>mailbox-list</c> that a script gives, such as the <c>:from</c> of vacation, notify and replace (RFC 5322 §3.4).</summary>
internal static class MailboxListSyntax
{
    /// <summary>Reads it; false where anything in it is no mailbox, or there is none.</summary>
    /// <param name="text">The list.</param>
    /// <param name="mailboxes">The mailboxes.</param>
    public static bool TryRead(string text, out List<MailboxAddress> mailboxes)
    {
        mailboxes = [];
        if (text.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            return false;
        }

        foreach (Address address in new AddressList(Encoding.UTF8.GetBytes(text)))
        {
            MailboxAddress mailbox = new(address.GetDisplayName(), address.GetAddress());
            if (address.Kind != AddressKind.Mailbox || mailbox.Check(MimeOutputMode.SmtpUtf8) != WriteStatus.Ok)
            {
                mailboxes.Clear();
                return false;
            }

            mailboxes.Add(mailbox);
        }

        return mailboxes.Count > 0;
    }
}
