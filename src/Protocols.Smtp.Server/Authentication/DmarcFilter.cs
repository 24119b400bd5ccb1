using Protocols.MailAuth.Dmarc;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>How far the policies of authors' domains are followed.</summary>
public enum DmarcHandling
{
    /// <summary>Not at all: the results are told, and every message is delivered.</summary>
    Ignore,

    /// <summary>
    /// What a policy wants quarantined or rejected is filed as junk. Rejecting by the policy alone loses mail of mailing lists and forwarders, which is
    /// why receivers must not (draft-ietf-dmarc-dmarcbis-41 §7.4).
    /// </summary>
    Junk,

    /// <summary>To the letter: rejected is refused, quarantined is filed as junk (RFC 7489 §6.3).</summary>
    Enforce,
}

/// <summary>
/// The stage <c>dmarc</c>: does what the author's domain wants done with messages that are not its own, as far as that is wanted here. It stands behind
/// <see cref="AuthenticationFilter"/>, and passes by what that did not ask of.
/// </summary>
/// <param name="handling">How far policies are followed.</param>
public sealed class DmarcFilter(DmarcHandling handling) : IMessageFilter
{
    private static readonly SmtpReply s_unknown = new(451, 7, 0, "DMARC cannot be decided now, try again later");

    /// <inheritdoc/>
    public string Name => "dmarc";

    /// <summary>Whether a message whose result cannot be known now is put off (RFC 7489 §6.6.3, "fail closed"). False unless set: it is delivered, and its results say so.</summary>
    public bool DefersTemporaryErrors { get; init; }

    /// <summary>Gives a random number from 0 up to, but not including, 1, for policies that are wanted for a part of the messages alone (<c>pct=</c>).</summary>
    public Func<double> Sample { get; init; } = Random.Shared.NextDouble;

    /// <inheritdoc/>
    public ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(message.Authentication is { } authentication ? Judge(message, authentication.Dmarc) : FilterVerdict.Accept);
    }

    private FilterVerdict Judge(ReceivedMessage message, DmarcResult result)
    {
        if (result.Verdict == DmarcVerdict.TempError && DefersTemporaryErrors)
        {
            return FilterVerdict.Refuse(s_unknown, result.ToString());
        }

        if (handling == DmarcHandling.Ignore)
        {
            return FilterVerdict.Accept;
        }

        DmarcPolicy policy = result.Apply(Sample());
        if (policy == DmarcPolicy.Reject && handling == DmarcHandling.Enforce)
        {
            // RFC 7489 §10.3: the word DMARC lets programs see why.
            return FilterVerdict.Refuse(new SmtpReply(550, 7, 1, $"Email rejected per DMARC policy for {result.PolicyDomain}"), result.ToString());
        }

        // RFC 7489 §6.6.1: several authors' domains in From, which no policy is for, would be a way around all of them.
        return policy != DmarcPolicy.None || (result.Reason == DmarcReason.NoSingleAuthor && HasSeveralAuthors(message.Document.Root))
            ? FilterVerdict.Accept with { Target = MailboxRole.Junk, Reason = result.ToString() }
            : FilterVerdict.Accept;
    }

    // None at all, or one without a domain as machines write to themselves, claims to be of nobody.
    private static bool HasSeveralAuthors(MimePart header)
    {
        string? first = null;
        int fields = 0;
        foreach (HeaderField field in header.Headers)
        {
            if (field.Id != HeaderId.From)
            {
                continue;
            }

            fields++;
            foreach (Address address in field.Addresses)
            {
                string text = address.GetAddress();
                string domain = text[(text.LastIndexOf('@') + 1)..];
                if (fields > 1 || !domain.Equals(first ??= domain, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
