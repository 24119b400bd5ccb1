using System.Globalization;
using System.Text;
using Protocols.Text;

namespace Protocols.Smtp;

/// <summary>What a server offers: the lines of its reply to EHLO or LHLO (RFC 5321 §4.1.1.1), understood. What is malformed in them offers nothing.</summary>
public sealed class SmtpCapabilities
{
    private readonly List<(string Keyword, string Parameters)> _lines = [];

    /// <summary>Of a server that was not asked, or said HELO is all.</summary>
    public static SmtpCapabilities None { get; } = new();

    private SmtpCapabilities()
    {
    }

    /// <summary>The extensions that this package knows.</summary>
    public SmtpExtensions Extensions { get; private set; }

    /// <summary>All keywords with what follows them, as they were sent.</summary>
    public IReadOnlyList<(string Keyword, string Parameters)> Lines => _lines;

    /// <summary>The largest message in bytes (RFC 1870 §4), or null where none is told.</summary>
    public long? MaxMessageSize { get; private set; }

    /// <summary>The mechanisms of AUTH (RFC 4954 §3), in capitals.</summary>
    public IReadOnlyList<string> Mechanisms { get; private set; } = [];

    /// <summary>The least seconds to deliver by (RFC 2852 §2), or 0.</summary>
    public int MinDeliverBy { get; private set; }

    /// <summary>The most seconds to hold for (RFC 4865 §3), or null where that cannot be read.</summary>
    public int? MaxHoldFor { get; private set; }

    /// <summary>The latest time to hold until (RFC 4865 §3), or null where that cannot be read.</summary>
    public DateTimeOffset? MaxHoldUntil { get; private set; }

    /// <summary>The policy of priorities (RFC 6710 §3), or null.</summary>
    public string? PriorityPolicy { get; private set; }

    /// <summary>The classes of solicitation that are not wanted (RFC 3865 §2.1).</summary>
    public IReadOnlyList<string> NoSoliciting { get; private set; } = [];

    /// <summary>The most messages of a session (RFC 9422, MAILMAX), or null.</summary>
    public int? MaxTransactions { get; private set; }

    /// <summary>The most recipients of a message (RFC 9422, RCPTMAX), or null.</summary>
    public int? MaxRecipients { get; private set; }

    /// <summary>The most different domains of recipients in a session (RFC 9422, RCPTDOMAINMAX), or null.</summary>
    public int? MaxRecipientDomains { get; private set; }

    /// <summary>Whether all of some extensions are offered.</summary>
    /// <param name="extensions">The extensions.</param>
    public bool Offers(SmtpExtensions extensions) => (Extensions & extensions) == extensions;

    /// <summary>Understands a reply to EHLO or LHLO.</summary>
    /// <param name="reply">The reply, just read; its first line is the server's greeting.</param>
    public static SmtpCapabilities Read(SmtpReplyReader reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        SmtpCapabilities result = new();
        for (int i = 1; i < reply.LineCount; i++)
        {
            result.Add(Encoding.UTF8.GetString(reply.GetLine(i)).Trim(' '));
        }

        // RFC 3030 §3: the one is of no use without the other.
        if (!result.Offers(SmtpExtensions.Chunking))
        {
            result.Extensions &= ~SmtpExtensions.BinaryMime;
        }

        return result;
    }

    private void Add(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        string keyword = (space < 0 ? line : line[..space]).ToUpperInvariant();
        string parameters = space < 0 ? string.Empty : line[(space + 1)..].Trim(' ');

        // Servers for clients older than RFC 2554 write "AUTH=LOGIN PLAIN".
        if (keyword.StartsWith("AUTH=", StringComparison.Ordinal))
        {
            parameters = $"{keyword[5..]} {parameters}".Trim(' ');
            keyword = "AUTH";
        }

        _lines.Add((keyword, parameters));
        Extensions |= keyword switch
        {
            "PIPELINING" => SmtpExtensions.Pipelining,
            "SIZE" => Size(parameters),
            "8BITMIME" => SmtpExtensions.EightBitMime,
            "SMTPUTF8" => SmtpExtensions.SmtpUtf8,
            "ENHANCEDSTATUSCODES" => SmtpExtensions.EnhancedStatusCodes,
            "CHUNKING" => SmtpExtensions.Chunking,
            "BINARYMIME" => SmtpExtensions.BinaryMime,
            "DSN" => SmtpExtensions.Dsn,
            "DELIVERBY" => DeliverBy(parameters),
            "FUTURERELEASE" => FutureRelease(parameters),
            "MT-PRIORITY" => Priority(parameters),
            "REQUIRETLS" => SmtpExtensions.RequireTls,
            "AUTH" => Auth(parameters),
            "NO-SOLICITING" => Soliciting(parameters),
            "LIMITS" => Limits(parameters),
            "STARTTLS" => SmtpExtensions.StartTls,
            "XCLIENT" => SmtpExtensions.XClient,
            _ => SmtpExtensions.None,
        };
    }

    private SmtpExtensions Size(string parameters)
    {
        // RFC 1870 §4: zero says there is no limit, and so does nothing.
        MaxMessageSize = long.TryParse(parameters, NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size > 0 ? size : null;
        return SmtpExtensions.Size;
    }

    private SmtpExtensions Auth(string parameters)
    {
        Mechanisms = [.. Mechanisms, .. parameters.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return Mechanisms.Count == 0 ? SmtpExtensions.None : SmtpExtensions.Auth;
    }

    private SmtpExtensions DeliverBy(string parameters)
    {
        // deliverby-param = min-by-time *( "," extension-token )
        MinDeliverBy = int.TryParse(parameters.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int least) ? least : 0;
        return SmtpExtensions.DeliverBy;
    }

    private SmtpExtensions FutureRelease(string parameters)
    {
        string[] words = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        MaxHoldFor = words.Length > 0 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int most) ? most : null;
        MaxHoldUntil = words.Length > 1 && Rfc3339Date.TryParse(Encoding.UTF8.GetBytes(words[1]), out DateTimeOffset latest) ? latest : null;
        return SmtpExtensions.FutureRelease;
    }

    private SmtpExtensions Priority(string parameters)
    {
        PriorityPolicy = parameters.Length == 0 ? null : parameters;
        return SmtpExtensions.Priority;
    }

    private SmtpExtensions Soliciting(string parameters)
    {
        NoSoliciting = parameters.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return SmtpExtensions.NoSoliciting;
    }

    private SmtpExtensions Limits(string parameters)
    {
        foreach (string limit in parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = limit.IndexOf('=', StringComparison.Ordinal);

            // RFC 9422 §4: one to six digits, not zero; what is not known or not of the grammar is passed over.
            if (equals < 0 || limit.Length - equals > 7 || !int.TryParse(limit.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value == 0)
            {
                continue;
            }

            switch (limit[..equals].ToUpperInvariant())
            {
                case "MAILMAX":
                    MaxTransactions = value;
                    break;
                case "RCPTMAX":
                    MaxRecipients = value;
                    break;
                case "RCPTDOMAINMAX":
                    MaxRecipientDomains = value;
                    break;
            }
        }

        return SmtpExtensions.Limits;
    }
}
