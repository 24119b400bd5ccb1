using System.Text;

namespace Protocols.Smtp;

public sealed partial class SmtpServerSession
{
    private SmtpMailParameters _mailParameters;
    private SmtpRecipientParameters _recipientParameters;

    internal ref readonly SmtpMailParameters MailParameters => ref _mailParameters;

    internal ref readonly SmtpRecipientParameters RecipientParameters => ref _recipientParameters;

    /// <summary>What there is against the parameters of MAIL, or null; lowers a priority that the client may not ask for.</summary>
    private SmtpReply? Judge(SmtpParameterStatus status, ref SmtpMailParameters parameters)
    {
        if (Problem(status) is { } problem)
        {
            return problem;
        }

        SmtpExtensions special = parameters.Needs & ~Always;
        if (special == SmtpExtensions.None)
        {
            // As good as all mail there is.
            return null;
        }

        SmtpExtensions missing = special & ~Offered;

        // RFC 4954 §5: the parameter AUTH is taken whether or not the client can or did log in.
        missing &= _options.OfferAuthentication ? ~SmtpExtensions.Auth : ~SmtpExtensions.None;
        if (missing != 0)
        {
            return missing == SmtpExtensions.BinaryMime ? SmtpReply.BodyNotOffered
                : missing == SmtpExtensions.RequireTls && _options.OfferRequireTls ? SmtpReply.RequireTlsNeedsTls
                : SmtpReply.NotOffered;
        }

        if (parameters.Priority > 0 && !IsAuthenticated && !_options.TrustPriorities)
        {
            parameters = parameters with { Priority = 0 };
        }

        if (parameters.Submitter is not null && !IsAuthenticated)
        {
            // RFC 4954 §5: who has not logged in is taken to have said AUTH=<>.
            parameters = parameters with { Submitter = string.Empty };
        }

        return JudgeTimes(parameters) ?? JudgeSolicitation(parameters.Solicit);
    }

    private static SmtpReply? Problem(SmtpParameterStatus status) => status switch
    {
        SmtpParameterStatus.Valid => null,
        SmtpParameterStatus.Unknown => SmtpReply.UnknownParameter,
        SmtpParameterStatus.Repeated => SmtpReply.RepeatedParameter,
        SmtpParameterStatus.BadValue => SmtpReply.BadParameter,
        _ => SmtpReply.SyntaxError,
    };

    private SmtpReply? JudgeTimes(in SmtpMailParameters parameters)
    {
        // RFC 2852 §3: below the minimum told, a 55z.
        if (parameters.DeliverBy is { Return: true } by && by.Seconds < _options.MinDeliverBy)
        {
            return SmtpReply.DeliverByTooSoon;
        }

        if (_options.MaxHold is not { } most || (parameters.HoldFor is null && parameters.HoldUntil is null))
        {
            return null;
        }

        // RFC 4865 §4.2: what is longer or later than told is refused. A date that is past holds nothing.
        double hold = parameters.HoldFor ?? (parameters.HoldUntil!.Value - _time!.GetUtcNow()).TotalSeconds;
        return hold > most.TotalSeconds ? SmtpReply.HeldTooLong

            // RFC 4865 §5.2.2
            : parameters.DeliverBy is { } deliver && hold > deliver.Seconds ? SmtpReply.HeldPastDeliverBy
            : null;
    }

    // RFC 3865 §2.4: the reply says which classes are in the way.
    private SmtpReply? JudgeSolicitation(string? solicit)
    {
        if (solicit is null)
        {
            return null;
        }

        string[] unwanted = [.. solicit.Split(',').Where(word => _options.NoSoliciting!.Contains(word, StringComparer.OrdinalIgnoreCase))];
        return unwanted.Length == 0 ? null : new SmtpReply(550, 7, 1, "SOLICIT=" + string.Join(',', unwanted));
    }

    private bool IsTooLong(in SmtpPath path) => path.LocalPart.Length > _options.MaxLocalPartLength || path.Domain.Length > _options.MaxDomainLength;

    /// <summary>Counts a recipient's domain in; false if it is one too many (RFC 9422, RCPTDOMAINMAX).</summary>
    private bool TakeDomain(ReadOnlySpan<byte> domain)
    {
        if (_options.MaxRecipientDomains is not { } most)
        {
            return true;
        }

        _domains ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string name = Encoding.UTF8.GetString(domain);
        return _domains.Contains(name) || (_domains.Count < most && _domains.Add(name));
    }
}
