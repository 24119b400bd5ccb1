using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.MailAuth.Arc;

/// <summary>Validates the Authenticated Received Chain of messages (RFC 8617 §5.2). Safe for use by many threads at once.</summary>
public sealed class ArcVerifier
{
    private readonly DkimVerifier _keys;
    private readonly ArcOptions _options;

    /// <summary>Makes a verifier.</summary>
    /// <param name="resolver">Looks keys up.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The limits, or null for the defaults.</param>
    /// <param name="keys">Which keys are believed, or null for <see cref="DkimOptions.Default"/>.</param>
    public ArcVerifier(IDnsResolver resolver, TimeProvider time, ArcOptions? options = null, DkimOptions? keys = null)
    {
        _keys = new DkimVerifier(resolver, time, keys);
        _options = options ?? new ArcOptions();
    }

    /// <summary>Validates the chain of a message that is at hand whole. Lines end in CRLF.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait for keys.</param>
    public async ValueTask<ArcResult> VerifyAsync(MimeDocument message, CancellationToken cancellationToken = default)
    {
        using ArcVerification verification = Begin(message.Root);
        if (verification.NeedsBody)
        {
            verification.Write(message.Root.BodySpan);
        }

        return await verification.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins to validate the chain of a message whose body is still to come.</summary>
    /// <param name="header">The message's part 0; it is not needed afterwards.</param>
    public ArcVerification Begin(MimePart header) => new(_keys, _options, header, bodies: null);
}
