using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.Smtp.Server;

/// <summary>Signs reports of TLS as RFC 8460 §3 and §5.3 want it: by the domain that reports, over the fields that say what it is, without a length.</summary>
public static class TlsReportSigning
{
    /// <summary>Makes what <see cref="TlsReportOptions.Sign"/> takes.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="keys">The keys, all of the domain of the reports' author; they stay the caller's.</param>
    /// <exception cref="ArgumentException">There is no key.</exception>
    public static Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> With(TimeProvider time, params ReadOnlySpan<DkimSigningKey> keys)
    {
        if (keys.IsEmpty)
        {
            throw new ArgumentException("There is no key to sign with.", nameof(keys));
        }

        DkimSigningOptions options = new() { Fields = [.. DkimSigningOptions.Default.Fields, "TLS-Report-Domain", "TLS-Report-Submitter"] };
        DkimSigner signer = new(time, options, keys);
        return message =>
        {
            using MimeDocument document = MimeDocument.Parse(message);
            return signer.Sign(document);
        };
    }
}
