using System.Collections.Immutable;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Results;
using Protocols.Mime;

namespace Protocols.MailAuth.Arc;

/// <summary>Seals messages on their way on, so that those behind can see what was found here (RFC 8617 §5.1). Safe for use by many threads at once.</summary>
public sealed class ArcSealer
{
    // RFC 8617 §4.1.2: what is of ARC, and results, which others remove, are not signed; signatures of DKIM are.
    private static readonly ImmutableArray<string> s_fields = [.. DkimSigningOptions.Default.Fields, DkimSignature.FieldName];

    /// <summary>Makes a sealer.</summary>
    /// <param name="time">The clock, for <c>t=</c>.</param>
    /// <param name="key">The key.</param>
    /// <param name="options">What the signature of the message covers, or null for what DKIM signs by default and its signatures. Identity, lifetime, reports and third parties are no part of ARC.</param>
    /// <exception cref="ArgumentException">A field that ARC must not sign is to be signed.</exception>
    public ArcSealer(TimeProvider time, DkimSigningKey key, DkimSigningOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(key);
        Time = time;
        Key = key;
        Options = options ?? new DkimSigningOptions { Fields = s_fields };
        if (Options.Fields.Concat(Options.Oversigned).Any(static f => f.StartsWith("ARC-", StringComparison.OrdinalIgnoreCase) || f.Equals(AuthenticationResults.FieldName, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException("ARC does not sign its own fields, nor Authentication-Results.", nameof(options));
        }
    }

    internal TimeProvider Time { get; }

    internal DkimSigningKey Key { get; }

    internal DkimSigningOptions Options { get; }

    /// <summary>Seals a message that is at hand whole. Lines end in CRLF.</summary>
    /// <param name="message">The message as it will be sent on.</param>
    /// <param name="chain">What became of its chain when it came in.</param>
    /// <param name="results">What was found then.</param>
    /// <returns>The three fields to put before the message, each with its line end; empty where the chain cannot go on: it had failed before, or is full.</returns>
    public byte[] Seal(MimeDocument message, ArcResult chain, AuthenticationResults results)
    {
        using ArcSealing sealing = Begin(message.Root, chain, results);
        sealing.Write(message.Root.BodySpan);
        return sealing.Finish();
    }

    /// <summary>Begins to seal a message whose body is still to come.</summary>
    /// <param name="header">The message's part 0; it must stay valid to the end.</param>
    /// <param name="chain">What became of its chain when it came in.</param>
    /// <param name="results">What was found then.</param>
    public ArcSealing Begin(MimePart header, ArcResult chain, AuthenticationResults results)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(results);
        return new ArcSealing(this, header, chain, results);
    }
}
