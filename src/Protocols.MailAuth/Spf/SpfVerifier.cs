using System.Net;
using Protocols.Dns;

namespace Protocols.MailAuth.Spf;

/// <summary>Checks whether an address may send for a domain (RFC 7208). Safe for use by many threads at once.</summary>
public sealed class SpfVerifier
{
    private readonly IDnsResolver _resolver;
    private readonly TimeProvider _time;

    /// <summary>Makes a verifier.</summary>
    /// <param name="resolver">Looks names up. Its time-outs are temporary failures (RFC 7208 §4.6.4 wants at least twenty seconds in all).</param>
    /// <param name="time">The clock, for the macro <c>%{t}</c>.</param>
    /// <param name="options">The limits, or null for <see cref="SpfOptions.Default"/>.</param>
    public SpfVerifier(IDnsResolver resolver, TimeProvider time, SpfOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(time);
        _resolver = resolver;
        _time = time;
        Options = options ?? SpfOptions.Default;
    }

    /// <summary>The limits.</summary>
    public SpfOptions Options { get; }

    /// <summary>Checks the return path; where that is empty, postmaster at the client's name (RFC 7208 §2.4).</summary>
    /// <param name="client">The address of the SMTP client.</param>
    /// <param name="helo">What it called itself.</param>
    /// <param name="mailFrom">The return path without angle brackets; empty for the null path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<SpfResult> CheckMailFromAsync(IPAddress client, string helo, string mailFrom, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mailFrom);
        return mailFrom.Length == 0 ? CheckAsync(client, helo, helo, SpfIdentity.MailFrom, cancellationToken) : CheckAsync(client, helo, mailFrom, SpfIdentity.MailFrom, cancellationToken);
    }

    /// <summary>Checks what the client called itself (RFC 7208 §2.3).</summary>
    /// <param name="client">The address of the SMTP client.</param>
    /// <param name="helo">What it called itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<SpfResult> CheckHeloAsync(IPAddress client, string helo, CancellationToken cancellationToken = default) =>
        CheckAsync(client, helo, helo, SpfIdentity.Helo, cancellationToken);

    private ValueTask<SpfResult> CheckAsync(IPAddress client, string helo, string sender, SpfIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(helo);
        client = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;

        // RFC 7208 §4.3: a sender without a local part is the postmaster.
        int at = sender.LastIndexOf('@');
        sender = at switch
        {
            < 0 => "postmaster@" + sender,
            0 => "postmaster" + sender,
            _ => sender,
        };

        // RFC 8616 §4: U-labels are made A-labels, in macros as well.
        at = sender.LastIndexOf('@');
        sender = System.Text.Ascii.IsValid(sender.AsSpan(at)) ? sender : sender[..(at + 1)] + AsciiDomain.Of(sender[(at + 1)..]);
        SpfResult result = new(client, helo, sender, identity);
        return new SpfCheck(result, Options, _resolver, _time, cancellationToken).RunAsync(AsciiDomain.Of(sender[(sender.LastIndexOf('@') + 1)..]));
    }
}
