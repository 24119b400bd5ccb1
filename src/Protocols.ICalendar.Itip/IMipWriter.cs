using Protocols.Mime;
using Protocols.Text;

namespace Protocols.ICalendar.Itip;

/// <summary>A scheduling message as mail, and whom it cannot reach.</summary>
/// <param name="Message">
/// The mail, to be written with <see cref="MessageBuilder.Write"/>; null where nobody can be reached. Everything but the calendar may be changed before.
/// </param>
/// <param name="Unreachable">The addresses of recipients that have no mail address.</param>
/// <param name="MissingParts">The content identifiers that the calendar refers to and no part has (RFC 6047 §5.1).</param>
public sealed record IMipMail(MessageBuilder? Message, IReadOnlyList<string> Unreachable, IReadOnlyList<string> MissingParts);

/// <summary>Writes scheduling messages as mail (RFC 6047): a text for people beside the calendar, in a multipart/alternative.</summary>
public static class IMipWriter
{
    /// <summary>
    /// Makes a mail of a message. Calendar users whose address is no mailto URI are written by their EMAIL (RFC 7986 §6.2), since mail asks for such addresses
    /// (RFC 6047 §2.3).
    /// </summary>
    /// <param name="message">The message, such as the schedulers make.</param>
    /// <param name="from">Who sends the mail; null for the sender of the message. Where it is another, Reply-To has the sender (RFC 6047 §2).</param>
    /// <param name="date">The time, for the header.</param>
    /// <param name="related">Parts with a Content-ID to which ATTACH refers by <c>cid:</c>; null for none (RFC 6047 §4.3).</param>
    /// <param name="options">How; <see cref="IMipOptions.Default"/> unless given.</param>
    public static IMipMail Write(OutgoingMessage message, MailboxAddress? from, DateTimeOffset date, IReadOnlyList<BodyPart>? related = null, IMipOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        options ??= IMipOptions.Default;
        Calendar calendar = Calendar.TryRead(message.Calendar.ToBytes()) ?? throw new ArgumentException("There is no calendar.", nameof(message));
        List<CalendarUser> all = UsersOf(calendar);
        Dictionary<string, CalendarUser> users = [];
        foreach (CalendarUser user in all)
        {
            users.TryAdd(CalendarAddress.Normalize(user.Address), user);
        }

        List<string> unreachable = [];
        List<MailboxAddress> recipients = [];
        foreach (string recipient in message.Recipients)
        {
            if (Mailbox(recipient, users) is { } mailbox)
            {
                recipients.Add(mailbox);
            }
            else
            {
                unreachable.Add(recipient);
            }
        }

        MailboxAddress? sender = Mailbox(message.Sender, users);
        if (ITipMessage.TryRead(calendar, out ITipMessage? read, options.Scheduling).Outcome == SchedulingOutcome.LimitExceeded || (from ?? sender) is not { } author || recipients.Count == 0 || read is null)
        {
            return new IMipMail(null, recipients.Count == 0 ? unreachable : [.. message.Recipients], []);
        }

        Address(all);
        MessageBuilder mail = new() { Date = date, Subject = options.Text.Subject(read), Text = options.Text.Body(read) };
        mail.From.Add(author);
        if (sender is { } originator && !originator.Address.Equals(author.Address, StringComparison.OrdinalIgnoreCase))
        {
            mail.ReplyTo.Add(originator);
        }

        mail.To.AddRange(recipients);
        byte[] octets = calendar.ToBytes();
        BodyPart part = BodyPart.FromCalendar(octets, message.Method.ToWord());
        part.Parameters.Add(new MimeParameter("component", read.ComponentKind));
        mail.Alternatives.Add(part);
        if (options.IsFileAttached)
        {
            mail.Attachments.Add(new BodyPart("application/ics", octets) { FileName = options.FileName });
        }

        HashSet<string> parts = [];
        foreach (BodyPart one in related ?? [])
        {
            mail.Related.Add(one);
            parts.Add(one.ContentId ?? "");
        }

        return new IMipMail(mail, unreachable, [.. References(calendar).Where(id => !parts.Contains(id))]);
    }

    private static List<CalendarUser> UsersOf(Calendar calendar)
    {
        List<CalendarUser> users = [];
        foreach (ContentComponent component in calendar.Components)
        {
            (CalendarUser? organizer, IReadOnlyList<CalendarUser> attendees) = component switch
            {
                SchedulableComponent schedulable => (schedulable.Organizer, schedulable.Attendees),
                FreeBusy freeBusy => (freeBusy.Organizer, freeBusy.Attendees),
                _ => (null, []),
            };
            users.AddRange(organizer is null ? attendees : [organizer, .. attendees]);
        }

        return users;
    }

    // RFC 6047 §2.3
    private static void Address(IEnumerable<CalendarUser> users)
    {
        foreach (CalendarUser user in users)
        {
            if (!user.Address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) && (user.Email ?? BareMail(user.Address)) is { } mail && new MailboxAddress(mail).Check(MimeOutputMode.SmtpUtf8) == WriteStatus.Ok)
            {
                user.Address = "mailto:" + mail;
            }
        }
    }

    private static string? BareMail(string address) => !address.Contains(':', StringComparison.Ordinal) && address.Contains('@', StringComparison.Ordinal) ? address : null;

    private static MailboxAddress? Mailbox(string address, Dictionary<string, CalendarUser> users)
    {
        CalendarUser? user = users.GetValueOrDefault(CalendarAddress.Normalize(address));
        string? mail = CalendarUser.Attendee(address).MailAddress ?? user?.MailAddress ?? BareMail(address);
        if (mail is null || new MailboxAddress(mail).Check() != WriteStatus.Ok)
        {
            return null;
        }

        string name = string.Concat((user?.CommonName ?? "").Where(static character => !char.IsControl(character)));
        MailboxAddress named = new(name, mail);
        return named.Check() == WriteStatus.Ok ? named : new MailboxAddress(mail);
    }

    private static IEnumerable<string> References(Calendar calendar) => calendar.ComponentsOf<CalendarComponent>()
        .SelectMany(static component => component.Attachments.Concat<Attachment>(component.Images))
        .Select(static attachment => attachment.Uri)
        .Where(static uri => uri?.StartsWith("cid:", StringComparison.OrdinalIgnoreCase) == true)
        .Select(static uri => Uri.UnescapeDataString(uri!["cid:".Length..]))
        .Distinct(StringComparer.Ordinal);
}
