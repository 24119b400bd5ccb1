using Protocols.Dns;
using Protocols.Mime;

namespace Protocols.MailAuth;

/// <summary>Asks all there is to ask of where a message comes from, in one call. Safe for use by many threads at once.</summary>
public sealed class MailAuthenticator
{
    /// <summary>Makes an authenticator.</summary>
    /// <param name="resolver">Looks names up; for the real world a <see cref="CachingDnsResolver"/> before a <see cref="DnsClientResolver"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">What it does.</param>
    public MailAuthenticator(IDnsResolver resolver, TimeProvider time, MailAuthOptions options)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(options);
        Resolver = resolver;
        Time = time;
        Options = options;
    }

    /// <summary>What it does.</summary>
    public MailAuthOptions Options { get; }

    internal IDnsResolver Resolver { get; }

    internal TimeProvider Time { get; }

    /// <summary>Asks of a message that is at hand whole. Lines end in CRLF.</summary>
    /// <param name="message">The message.</param>
    /// <param name="facts">What the SMTP session tells.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<MailAuthResult> AuthenticateAsync(MimeDocument message, SmtpFacts facts, CancellationToken cancellationToken = default)
    {
        using MailAuthentication authentication = Begin(message.Root, facts);
        authentication.Write(message.Root.BodySpan);
        return await authentication.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins to ask of a message whose body is still to come.</summary>
    /// <param name="header">The message's part 0; it is not needed afterwards.</param>
    /// <param name="facts">What the SMTP session tells.</param>
    public MailAuthentication Begin(MimePart header, SmtpFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new MailAuthentication(this, header, facts);
    }
}
