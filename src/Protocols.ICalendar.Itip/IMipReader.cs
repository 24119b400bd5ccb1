using System.Buffers;
using System.Text;
using Protocols.Mime;
using Protocols.Text;

namespace Protocols.ICalendar.Itip;

/// <summary>What is remarkable about a calendar part.</summary>
[Flags]
public enum IMipRemarks
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is no method parameter, so that it is no scheduling message by RFC 6047 §2.4.</summary>
    NoMethodParameter = 1,

    /// <summary>The method parameter says something else than METHOD (RFC 6047 §2.4).</summary>
    MethodMismatch = 2,

    /// <summary>The component parameter says something else than the object has (RFC 6047 §2.4).</summary>
    ComponentMismatch = 4,

    /// <summary>The character set is none that RFC 6047 §2.4 allows; it was read by it all the same.</summary>
    OtherCharset = 8,

    /// <summary>It is a file of <c>application/ics</c>.</summary>
    IsFile = 16,

    /// <summary>It lies in a message that this one carries: somebody sent it on (RFC 5546 §3.2.2.6).</summary>
    IsForwarded = 32,

    /// <summary>It lies in a <c>multipart/signed</c>. Whose signature it is, and whether it holds, is for others to find out (RFC 6047 §3).</summary>
    IsSigned = 64,

    /// <summary>The object is the same as that of an earlier part, as in a file beside the invitation.</summary>
    IsRepeated = 128,

    /// <summary>It is longer than <see cref="IMipOptions.MaxLength"/>, and was not read.</summary>
    TooLong = 256,
}

/// <summary>How the header of a mail fits who a scheduling message is from (RFC 6047 §2.3, §3). None of it is proof: mail authentication or a signature is.</summary>
public enum IMipOrigin
{
    /// <summary>No author of the mail is who the message is from.</summary>
    None,

    /// <summary>From has the organizer, or the attendee who answers.</summary>
    From,

    /// <summary>Sender has it.</summary>
    Sender,

    /// <summary>Only Reply-To has it.</summary>
    ReplyTo,

    /// <summary>From has the one who SENT-BY says acts for it.</summary>
    SentBy,

    /// <summary>From has an attendee of a REQUEST who delegates (RFC 5546 §3.2.2.3).</summary>
    Delegator,
}

/// <summary>A calendar in a mail.</summary>
public sealed record IMipPart
{
    /// <summary>The number of the part in the document.</summary>
    public required int Number { get; init; }

    /// <summary>What is remarkable.</summary>
    public required IMipRemarks Remarks { get; init; }

    /// <summary>The value of the method parameter; null where there is none.</summary>
    public string? MethodParameter { get; init; }

    /// <summary>The calendar; null where there is none in it.</summary>
    public Calendar? Calendar { get; init; }

    /// <summary>What was wrong with its lines.</summary>
    public IReadOnlyList<ContentLineDefect> Defects { get; init; } = [];

    /// <summary>Whether it is a scheduling message, and why not.</summary>
    public required SchedulingResult Reading { get; init; }

    /// <summary>The scheduling messages, ready for the schedulers; empty where it is none.</summary>
    public IReadOnlyList<ITipMessage> Messages { get; init; } = [];
}

/// <summary>What a mail says of scheduling.</summary>
public sealed class IMipMessage
{
    private readonly List<string> _from;
    private readonly List<string> _sender;
    private readonly List<string> _replyTo;

    private IMipMessage(List<string> from, List<string> sender, List<string> replyTo, IReadOnlyList<IMipPart> parts, bool hasHidden, bool isCut) =>
        (_from, _sender, _replyTo, Parts, HasHiddenContent, IsCut) = (from, sender, replyTo, parts, hasHidden, isCut);

    /// <summary>The mail addresses of From.</summary>
    public IReadOnlyList<string> From => _from;

    /// <summary>The mail addresses of Sender.</summary>
    public IReadOnlyList<string> Sender => _sender;

    /// <summary>The mail addresses of Reply-To.</summary>
    public IReadOnlyList<string> ReplyTo => _replyTo;

    /// <summary>The calendar parts, in the order of the mail.</summary>
    public IReadOnlyList<IMipPart> Parts { get; }

    /// <summary>Whether there is something encrypted, or enveloped in S/MIME, in which calendars may lie: it has to be opened first (RFC 6047 §2.2).</summary>
    public bool HasHiddenContent { get; }

    /// <summary>Whether there were more calendar parts than <see cref="IMipOptions.MaxParts"/>.</summary>
    public bool IsCut { get; }

    /// <summary>Reads the calendars of a mail, wherever they lie in it (RFC 6047 §2.4).</summary>
    /// <param name="document">The mail.</param>
    /// <param name="options">How; <see cref="IMipOptions.Default"/> unless given.</param>
    public static IMipMessage Read(MimeDocument document, IMipOptions? options = null)
    {
        options ??= IMipOptions.Default;
        List<IMipPart> parts = [];
        HashSet<string> seen = [];
        bool hasHidden = false;
        bool isCut = false;
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            bool isFile = Is(part, "application"u8, "ics"u8);
            hasHidden |= part.KnownMediaType == KnownMediaType.MultipartEncrypted || Is(part, "application"u8, "pkcs7-mime"u8) || Is(part, "application"u8, "x-pkcs7-mime"u8);
            bool isCalendar = Is(part, "text"u8, "calendar"u8);
            string? method = isCalendar && part.ContentTypeParameters.TryGetString("method"u8, out string value) ? value : null;
            if (!(isCalendar && (method is not null || options.ReadsFiles)) && !(isFile && options.ReadsFiles))
            {
                continue;
            }

            if (parts.Count == options.MaxParts)
            {
                isCut = true;
                break;
            }

            parts.Add(Read(part, isFile, method, seen, options));
        }

        return new IMipMessage(Addresses(document.Root, HeaderId.From), Addresses(document.Root, HeaderId.Sender), Addresses(document.Root, HeaderId.ReplyTo), parts, hasHidden, isCut);
    }

    /// <summary>How the header fits who a message is from: the organizer, or of REPLY, REFRESH and COUNTER an attendee (RFC 5546 §1.4).</summary>
    /// <param name="message">A message of one of the parts.</param>
    /// <param name="address">
    /// The calendar address to give to a scheduler as the sender, where the transport has made sure of the header: that of the field that fits; null for <see cref="IMipOrigin.None"/>.
    /// </param>
    public IMipOrigin OriginOf(ITipMessage message, out string? address)
    {
        ArgumentNullException.ThrowIfNull(message);
        IReadOnlyList<CalendarUser> origins = message.Method.IsFromOrganizer() ? message.Organizer is { } organizer ? [organizer] : [] : message.Attendees;
        IReadOnlyList<CalendarUser> delegators = message.Method == ITipMethod.Request ? [.. message.Attendees.Where(static attendee => attendee.DelegatedTo.Count > 0)] : [];
        foreach ((IMipOrigin origin, List<string> field, IReadOnlyList<CalendarUser> users) in
            (ReadOnlySpan<(IMipOrigin, List<string>, IReadOnlyList<CalendarUser>)>)[(IMipOrigin.From, _from, origins), (IMipOrigin.SentBy, _from, origins), (IMipOrigin.Delegator, _from, delegators), (IMipOrigin.Sender, _sender, origins), (IMipOrigin.ReplyTo, _replyTo, origins)])
        {
            HashSet<string> known = [.. field.Select(CalendarAddress.Normalize)];
            foreach (CalendarUser user in users)
            {
                string? of = origin == IMipOrigin.SentBy ? user.SentBy : user.MailAddress is { } mail ? "mailto:" + mail : user.Address;
                if (of is not null && known.Contains(CalendarAddress.Normalize(of)))
                {
                    address = origin == IMipOrigin.SentBy ? user.SentBy : user.Address;
                    return origin;
                }
            }
        }

        address = null;
        return IMipOrigin.None;
    }

    private static IMipPart Read(MimePart part, bool isFile, string? method, HashSet<string> seen, IMipOptions options)
    {
        IMipRemarks remarks = Surroundings(part) | (isFile ? IMipRemarks.IsFile : IMipRemarks.None) | (method is null && !isFile ? IMipRemarks.NoMethodParameter : IMipRemarks.None);
        if (part.GetDecodedLength() > options.MaxLength)
        {
            return new IMipPart
            {
                Number = part.Number,
                MethodParameter = method,
                Remarks = remarks | IMipRemarks.TooLong,
                Reading = Failed(SchedulingOutcome.LimitExceeded, SchedulingReason.TooLarge, "The part is longer than allowed."),
            };
        }

        byte[] octets = Octets(part, ref remarks);
        ContentTree tree = Calendar.ReadAll(octets);
        Calendar? calendar = tree.Components.OfType<Calendar>().FirstOrDefault();
        if (calendar is null)
        {
            return new IMipPart
            {
                Number = part.Number,
                MethodParameter = method,
                Remarks = remarks,
                Defects = tree.Defects,
                Reading = Failed(SchedulingOutcome.Malformed, SchedulingReason.NotSchedulable, "There is no VCALENDAR (RFC 6047 §2.4)."),
            };
        }

        remarks |= seen.Add(calendar.ToString()) ? IMipRemarks.None : IMipRemarks.IsRepeated;
        remarks |= method is not null && !method.Equals(calendar.Method, StringComparison.OrdinalIgnoreCase) ? IMipRemarks.MethodMismatch : IMipRemarks.None;
        SchedulingResult reading = ITipMessage.ReadAll(calendar, out IReadOnlyList<ITipMessage> messages, options.Scheduling);
        if (part.ContentTypeParameters.TryGetString("component"u8, out string component) && messages.Count > 0 && !component.Equals(messages[0].ComponentKind, StringComparison.OrdinalIgnoreCase))
        {
            remarks |= IMipRemarks.ComponentMismatch;
        }

        return new IMipPart
        {
            Number = part.Number,
            MethodParameter = method,
            Remarks = remarks,
            Calendar = calendar,
            Defects = tree.Defects,
            Reading = reading,
            Messages = messages,
        };
    }

    private static SchedulingResult Failed(SchedulingOutcome outcome, SchedulingReason reason, string explanation) => new() { Outcome = outcome, Reason = reason, Explanation = explanation };

    // RFC 6047 §2.4: UTF-8, or US-ASCII where it does not say.
    private static byte[] Octets(MimePart part, ref IMipRemarks remarks)
    {
        if (part.ContentTypeParameters.TryGetString("charset"u8, out string charset) && charset.ToUpperInvariant() is not ("UTF-8" or "US-ASCII" or "UTF8" or "ASCII"))
        {
            remarks |= IMipRemarks.OtherCharset;
            return Encoding.UTF8.GetBytes(part.GetBodyText());
        }

        ArrayBufferWriter<byte> output = new();
        part.DecodeBody(output);
        return output.WrittenSpan.ToArray();
    }

    private static IMipRemarks Surroundings(MimePart part)
    {
        IMipRemarks remarks = IMipRemarks.None;
        MimePart around = part;
        while (around.TryGetParent(out MimePart parent))
        {
            around = parent;
            remarks |= parent.KnownMediaType == KnownMediaType.MultipartSigned ? IMipRemarks.IsSigned : parent.IsMessage ? IMipRemarks.IsForwarded : IMipRemarks.None;
        }

        return remarks;
    }

    private static bool Is(MimePart part, ReadOnlySpan<byte> type, ReadOnlySpan<byte> subtype) =>
        Ascii.EqualsIgnoreCase(part.TypeName, type) && Ascii.EqualsIgnoreCase(part.SubtypeName, subtype);

    private static List<string> Addresses(MimePart root, HeaderId id)
    {
        List<string> found = [];
        if (root.TryGetHeader(id, out HeaderField field))
        {
            foreach (Address address in field.Addresses)
            {
                if (address.Kind == AddressKind.Mailbox)
                {
                    found.Add(address.GetAddress());
                }
            }
        }

        return found;
    }
}
