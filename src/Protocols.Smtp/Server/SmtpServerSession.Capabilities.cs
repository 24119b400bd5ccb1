using System.Globalization;
using System.Text;
using Protocols.Sasl;
using Protocols.Text;

namespace Protocols.Smtp;

public sealed partial class SmtpServerSession
{
    private const SmtpExtensions Always = SmtpExtensions.Pipelining | SmtpExtensions.Size | SmtpExtensions.EightBitMime | SmtpExtensions.SmtpUtf8
        | SmtpExtensions.EnhancedStatusCodes | SmtpExtensions.Chunking;

    /// <summary>What the session offers now; what EHLO says.</summary>
    public SmtpExtensions Offered => Always
        | (_options.OfferBinaryMime ? SmtpExtensions.BinaryMime : 0)
        | (_options.OfferDsn ? SmtpExtensions.Dsn : 0)
        | (_options.OfferDeliverBy ? SmtpExtensions.DeliverBy : 0)
        | (_options.MaxHold is null ? 0 : SmtpExtensions.FutureRelease)
        | (_options.OfferPriority ? SmtpExtensions.Priority : 0)
        | (_options.OfferRequireTls && IsSecure ? SmtpExtensions.RequireTls : 0)
        | (_options.NoSoliciting is null ? 0 : SmtpExtensions.NoSoliciting)
        | (_options.OfferLimits ? SmtpExtensions.Limits : 0)
        | (CanStartTls ? SmtpExtensions.StartTls : 0)
        | (MayAuthenticate ? SmtpExtensions.Auth : 0)
        | (_options.AllowXClient ? SmtpExtensions.XClient : 0);

    private SmtpReply Capabilities()
    {
        SmtpExtensions offered = Offered;
        List<string> lines =
        [
            _options.HostName,
            "PIPELINING",
            string.Create(CultureInfo.InvariantCulture, $"SIZE {_options.MaxMessageSize}"),
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
            "CHUNKING",
        ];
        if (_options.AnswerExpand)
        {
            // RFC 5321 §3.5.2: who supports it lists it.
            lines.Add("EXPN");
        }

        Add(SmtpExtensions.BinaryMime, "BINARYMIME");
        Add(SmtpExtensions.Dsn, "DSN");
        Add(SmtpExtensions.DeliverBy, _options.MinDeliverBy == 0 ? "DELIVERBY" : string.Create(CultureInfo.InvariantCulture, $"DELIVERBY {_options.MinDeliverBy}"));
        Add(SmtpExtensions.FutureRelease, FutureRelease());
        Add(SmtpExtensions.Priority, _options.PriorityPolicy is null ? "MT-PRIORITY" : "MT-PRIORITY " + _options.PriorityPolicy);
        Add(SmtpExtensions.RequireTls, "REQUIRETLS");
        Add(SmtpExtensions.NoSoliciting, _options.NoSoliciting is { Count: > 0 } classes ? "NO-SOLICITING " + string.Join(',', classes) : "NO-SOLICITING");
        Add(SmtpExtensions.Limits, Limits());
        Add(SmtpExtensions.StartTls, "STARTTLS");
        Add(SmtpExtensions.Auth, "AUTH " + string.Join(' ', SaslMechanisms.Offered(_options.Mechanisms, ChannelBinding is not null, HasExternalIdentity)));
        Add(SmtpExtensions.XClient, "XCLIENT " + SmtpXClient.AttributeNames);
        return new SmtpReply(250, default, [.. lines]);

        void Add(SmtpExtensions extension, string line)
        {
            if ((offered & extension) != 0)
            {
                lines.Add(line);
            }
        }
    }

    // RFC 4865 §3: the longest interval in seconds, and the latest date.
    private string FutureRelease()
    {
        if (_options.MaxHold is not { } hold)
        {
            return string.Empty;
        }

        Span<byte> date = stackalloc byte[Rfc3339Date.MaxLength];
        DateTimeOffset now = _time!.GetUtcNow();
        Rfc3339Date.TryFormat(new DateTimeOffset((now + hold).UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero), date, out int length);
        return string.Create(CultureInfo.InvariantCulture, $"FUTURERELEASE {(long)hold.TotalSeconds} {Encoding.ASCII.GetString(date[..length])}");
    }

    // RFC 9422 §3, §4
    private string Limits()
    {
        StringBuilder limits = new("LIMITS");
        if (_options.MaxTransactions is { } transactions)
        {
            limits.Append(CultureInfo.InvariantCulture, $" MAILMAX={transactions}");
        }

        limits.Append(CultureInfo.InvariantCulture, $" RCPTMAX={Math.Min(_options.MaxRecipients, 999_999)}");
        if (_options.MaxRecipientDomains is { } domains)
        {
            limits.Append(CultureInfo.InvariantCulture, $" RCPTDOMAINMAX={domains}");
        }

        return limits.ToString();
    }
}
