namespace Protocols.Fuzz;

/// <summary>Takes one input, whatever it is; throws where something that must hold does not.</summary>
/// <param name="input">The input.</param>
public delegate void FuzzRun(ReadOnlySpan<byte> input);

/// <summary>Something to be fuzzed.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Run">Takes one input.</param>
/// <param name="Suites">The suites whose files are its seeds.</param>
/// <param name="Words">Tokens that mean something to it, in Latin-1: a mutator puts them in.</param>
public sealed record FuzzTarget(string Name, FuzzRun Run, IReadOnlyList<string> Suites, IReadOnlyList<string> Words)
{
    private static readonly string[] s_mime = ["fuzz-mail-go", "mime-cpython", "mime-cyrus", "mime-enmime", "mime-kmime", "mime-mail-parser-rs", "mime-mime4j", "mime-mimekit", "mime-ruby-mail"];
    private static readonly string[] s_auth = ["dkim-mail-dkim", "dkim-mailauth-js", "dkim-mailauth-rs", "dkim-mimekit", "arc-valimail", "spf-openspf", "fuzz-spf"];

    private static readonly string[] s_calendars = ["ical-biweekly", "ical-calcard", "ical-collective", "ical-fuzz-libical", "ical-ical4j", "ical-icaljs", "ical-icalnet", "ical-kcalendarcore", "ical-libical"];

    /// <summary>All targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("mime", Targets.MimeTarget.Run, s_mime, FuzzWords.Mime),
        new("mime-stream", Targets.MimeStreamTarget.Run, s_mime, FuzzWords.Mime),
        new("mime-edit", Targets.MimeEditTarget.Run, s_mime, FuzzWords.Mime),
        new("text", Targets.TextTarget.Run, [.. s_mime, "idna-uts46"], FuzzWords.Text),
        new("headers", Targets.HeadersTarget.Run, [.. s_mime, "address-isemail", "headers-jakarta-mail"], FuzzWords.Headers),
        new("mailauth", Targets.MailAuthTarget.Run, s_auth, FuzzWords.MailAuth),
        new("smtp", Targets.SmtpTarget.Run, ["fuzz-smtp-chasquid", "smtp-dialogs-chasquid", "smtp-smuggling"], FuzzWords.Smtp),
        new("sieve", Targets.SieveTarget.Run, ["sieve-pigeonhole"], FuzzWords.Sieve),
        new("imap-client", Targets.ImapClientTarget.Run, ["imap-transcripts-mailkit", "imap-response-ruby"], FuzzWords.ImapClient),
        new("managesieve", Targets.ManageSieveTarget.Run, ["smtp-dialogs-chasquid"], FuzzWords.ManageSieve),
        new("calendar", Targets.CalendarTarget.Run, s_calendars, FuzzWords.Calendar),
        new("jscalendar", Targets.JSCalendarTarget.Run, [.. s_calendars, "jscalendar-calcard"], [.. FuzzWords.Calendar, .. FuzzWords.JSCalendar]),
        new("card", Targets.CardTarget.Run, ["vcard-calcard", "vcard-ezvcard"], FuzzWords.Card),
        new("dns-zone", Targets.ZoneTarget.Run, s_auth, FuzzWords.Zone),
    ];

    /// <summary>Breaks at what is easily come to, to show that what runs the others notices.</summary>
    public static FuzzTarget Planted { get; } = new("planted", Targets.PlantedTarget.Run, s_mime, FuzzWords.Mime);

    /// <summary>Finds a target.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static FuzzTarget Find(string name) =>
        All.Append(Planted).FirstOrDefault(t => t.Name == name) ?? throw new ArgumentException($"There is no target '{name}'; there are {string.Join(", ", All.Select(static t => t.Name))}.");
}
