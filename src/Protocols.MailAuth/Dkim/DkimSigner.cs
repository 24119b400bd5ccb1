using Protocols.Mime;

namespace Protocols.MailAuth.Dkim;

/// <summary>Signs messages by DKIM (RFC 6376 §5), with any number of keys at once. Safe for use by many threads at once.</summary>
public sealed class DkimSigner
{
    /// <summary>Makes a signer.</summary>
    /// <param name="time">The clock, for <c>t=</c>.</param>
    /// <param name="options">What is signed, or null for <see cref="DkimSigningOptions.Default"/>.</param>
    /// <param name="keys">The keys; each makes a field.</param>
    /// <exception cref="ArgumentException">There is no key, or a name or identity cannot stand in a signature.</exception>
    public DkimSigner(TimeProvider time, DkimSigningOptions? options, params ReadOnlySpan<DkimSigningKey> keys)
    {
        ArgumentNullException.ThrowIfNull(time);
        Time = time;
        Options = options ?? DkimSigningOptions.Default;
        Keys = keys.Length > 0 ? [.. keys] : throw new ArgumentException("There is no key to sign with.", nameof(keys));
        if (Options.Fields.Concat(Options.Oversigned).Any(static f => f.Length == 0 || f.Any(static c => c is <= ' ' or > '~' or ':' or ';')))
        {
            throw new ArgumentException("A name of a field that is to be signed is none.", nameof(options));
        }

        if (Options.Identity is { } identity && (identity.Any(char.IsControl) || identity.AsSpan(identity.LastIndexOf('@') + 1).ContainsAny(" ;=") || !identity.Contains('@', StringComparison.Ordinal)))
        {
            throw new ArgumentException("The identity is no domain behind an at sign.", nameof(options));
        }

        if (Options.AuthorizingDomain is { } domain && !AsciiDomain.IsPlain(AsciiDomain.Of(domain)))
        {
            throw new ArgumentException("The domain that is signed for is none.", nameof(options));
        }
    }

    /// <summary>What is signed.</summary>
    public DkimSigningOptions Options { get; }

    internal TimeProvider Time { get; }

    internal DkimSigningKey[] Keys { get; }

    /// <summary>Signs a message that is at hand whole. Lines end in CRLF.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The fields to put before the message, each with its line end.</returns>
    public byte[] Sign(MimeDocument message)
    {
        using DkimSigning signing = Begin(message.Root);
        signing.Write(message.Root.BodySpan);
        return signing.Finish();
    }

    /// <summary>Begins to sign a message whose body is still to come.</summary>
    /// <param name="header">The message's part 0; it must stay valid to the end.</param>
    public DkimSigning Begin(MimePart header) => new(this, header);
}
