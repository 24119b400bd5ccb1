using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.Mime;

namespace Protocols.Smtp.Server;

/// <summary>
/// The stage <c>sign</c>: signs what clients that logged in send, with all keys of the domain of its author (RFC 6409 §8.5, RFC 6376). It stands last:
/// what stages behind it do to signed fields breaks signatures.
/// </summary>
public sealed class DkimSigningFilter : IMessageFilter
{
    private readonly Dictionary<string, DkimSigner> _signers;

    /// <summary>Makes the stage.</summary>
    /// <param name="time">The clock, for <c>t=</c>.</param>
    /// <param name="options">What is signed, or null for <see cref="DkimSigningOptions.Default"/>, which signs fields once more than they are there.</param>
    /// <param name="keys">The keys, which stay the caller's; a message gets a signature by each that is of its author's domain.</param>
    /// <exception cref="ArgumentException">There is no key.</exception>
    public DkimSigningFilter(TimeProvider time, DkimSigningOptions? options, params ReadOnlySpan<DkimSigningKey> keys)
    {
        if (keys.IsEmpty)
        {
            throw new ArgumentException("There is no key to sign with.", nameof(keys));
        }

        DkimSigningKey[] all = [.. keys];
        _signers = all.GroupBy(static k => DnsNames.Normalize(k.Domain)).ToDictionary(static g => g.Key, g => new DkimSigner(time, options, [.. g]));
    }

    /// <inheritdoc/>
    public string Name => "sign";

    /// <inheritdoc/>
    public ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Sender.AuthenticatedAs is null || DmarcVerifier.AuthorDomain(message.Document.Root) is not { } author || !_signers.TryGetValue(author, out DkimSigner? signer))
        {
            return new(FilterVerdict.Accept);
        }

        using MimeDocument header = MimeDocument.Parse(message.HeaderOctets());
        using DkimSigning signing = signer.Begin(header.Root);
        signing.Write(message.Body.Span);
        return new(FilterVerdict.Accept with { TraceFields = signing.Finish() });
    }
}
