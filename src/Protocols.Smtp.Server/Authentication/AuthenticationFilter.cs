using System.Collections.Immutable;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.MailAuth.Results;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.Smtp.Server;

/// <summary>
/// The stage <c>authenticate</c>: asks of each message where it comes from, puts the results on top of it, and takes out those that others forged in our
/// name (RFC 8601 §5). It decides nothing: see <see cref="DmarcFilter"/>.
/// </summary>
/// <remarks>
/// A client that logged in is not asked for SPF and the like: the result is that it logged in (RFC 8601 §2.7.4). Where the client has no address, as over a
/// transport of one's own, there are no results of SPF and iprev, and DMARC rests on signatures alone.
/// </remarks>
public sealed class AuthenticationFilter : IMessageFilter
{
    private static readonly SmtpReply s_headerTooLong = new(554, 6, 0, "The header is longer than is read here");

    private readonly MailAuthenticator _authenticator;

    /// <summary>Makes the stage.</summary>
    /// <param name="resolver">Looks names up. One that throws or never answers makes results temporary errors; no message is lost by it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The name that results are given under, how long all look-ups of a message may take, and more.</param>
    public AuthenticationFilter(IDnsResolver resolver, TimeProvider time, MailAuthOptions options)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        _authenticator = new MailAuthenticator(new SteadyResolver(resolver), time, options);
    }

    /// <inheritdoc/>
    public string Name => "authenticate";

    /// <summary>Whether the result of SPF is told by a field of its own as well (RFC 7208 §9.1). False unless set.</summary>
    public bool WithReceivedSpf { get; init; }

    /// <summary>Further names that results are given under inside this organization: none may come in from outside. Empty unless set.</summary>
    public ImmutableArray<string> OtherServiceIds { get; init; } = [];

    /// <inheritdoc/>
    public async ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Document.Root.IsHeaderCut)
        {
            // Forged results might stand behind what was read, and would be believed there.
            return FilterVerdict.Refuse(s_headerTooLong, "the header goes on behind the limit");
        }

        string[] own = [_authenticator.Options.ServiceId, .. OtherServiceIds];
        FilterVerdict verdict = FilterVerdict.Accept with { Removes = field => ForgedResults.IsForged(field, own) };
        if (message.Sender.AuthenticatedAs is { } identity)
        {
            AuthenticationResults login = new(_authenticator.Options.ServiceId) { Results = [new AuthenticationResult("auth", "pass").With("smtp", "auth", identity)] };
            return verdict with { TraceFields = Encoding.UTF8.GetBytes(login.ToField()) };
        }

        MailAuthResult result = await AuthenticateAsync(message, cancellationToken).ConfigureAwait(false);
        StringBuilder fields = new(result.Results.ToField());
        if (WithReceivedSpf && message.Sender.ClientAddress is not null)
        {
            fields.Append(Folded($"{ReceivedSpf.FieldName}: {ReceivedSpf.From(result.Spf, _authenticator.Options.ServiceId).ToValue()}"));
        }

        return verdict with { TraceFields = Encoding.UTF8.GetBytes(fields.ToString()), Authentication = result, Reason = result.Dmarc.ToString() };
    }

    private async ValueTask<MailAuthResult> AuthenticateAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        SmtpSender sender = message.Sender;
        SmtpFacts facts = new(sender.ClientAddress, sender.ClientName, sender.ReversePath);
        MailAuthResult result = await _authenticator.AuthenticateAsync(message.Document, facts, cancellationToken).ConfigureAwait(false);

        // That SPF was not asked is nothing to tell.
        return sender.ClientAddress is not null ? result : result with { Results = result.Results with { Results = [.. result.Results.Results.Where(static one => one.Method != "spf")] } };
    }

    // RFC 5322 §2.2.3: white space may go on in another line, in comments and quoted strings too.
    private static string Folded(string field)
    {
        StringBuilder folded = new();
        int line = 0;
        foreach (string word in field.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool fits = line == 0 || line + 1 + word.Length <= 78;
            folded.Append(line == 0 ? "" : fits ? " " : "\r\n\t").Append(word);
            line = (fits ? line + 1 : 8) + word.Length;
        }

        return folded.Append("\r\n").ToString();
    }
}
