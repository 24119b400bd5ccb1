using System.Collections.Immutable;
using Protocols.Dns;
using Protocols.Mime;

namespace Protocols.MailAuth.Dkim;

/// <summary>Verifies the DKIM signatures of messages (RFC 6376 §6). Safe for use by many threads at once.</summary>
public sealed class DkimVerifier
{
    private readonly IDnsResolver _resolver;
    private readonly TimeProvider _time;

    /// <summary>Makes a verifier.</summary>
    /// <param name="resolver">Looks keys up; one that caches saves reading a key again, too.</param>
    /// <param name="time">The clock, for signatures that end.</param>
    /// <param name="options">What is believed, or null for <see cref="DkimOptions.Default"/>.</param>
    public DkimVerifier(IDnsResolver resolver, TimeProvider time, DkimOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(time);
        _resolver = resolver;
        _time = time;
        Options = options ?? DkimOptions.Default;
    }

    /// <summary>What is believed, and the limits.</summary>
    public DkimOptions Options { get; }

    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Verifies a message that is at hand whole. Lines end in CRLF.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait for keys.</param>
    /// <returns>A result for each signature, in the order of the header; empty where there is none.</returns>
    public async ValueTask<ImmutableArray<DkimResult>> VerifyAsync(MimeDocument message, CancellationToken cancellationToken = default)
    {
        using DkimVerification verification = Begin(message.Root);
        if (verification.NeedsBody)
        {
            verification.Write(message.Root.BodySpan);
        }

        return await verification.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins to verify a message whose body is still to come.</summary>
    /// <param name="header">The message's part 0, of a document or of a <see cref="MimeStreamReader"/>; it is not needed afterwards.</param>
    public DkimVerification Begin(MimePart header) => new(this, header);

    // RFC 6376 §3.6.2.1
    internal ValueTask<DnsAnswer> FindKeyAsync(DkimResult result, CancellationToken cancellationToken)
    {
        result.KeyName = AsciiDomain.Of($"{result.Signature!.Selector}._domainkey.{result.Signature.Domain}");
        return _resolver.QueryAsync(result.KeyName, DnsRecordType.Txt, cancellationToken);
    }

    internal void Decide(DkimResult result, ReadOnlySpan<byte> hash, DnsAnswer answer)
    {
        switch (answer.Status)
        {
            case DnsStatus.NoData or DnsStatus.NameError:
                (result.Verdict, result.Reason) = (DkimVerdict.PermError, DkimReason.NoKey);
                return;
            case DnsStatus.TemporaryFailure:
                (result.Verdict, result.Reason, result.Problem) = (DkimVerdict.TempError, DkimReason.KeyUnavailable, answer.Reason);
                return;
            case DnsStatus.PermanentFailure:
                (result.Verdict, result.Reason, result.Problem) = (DkimVerdict.PermError, DkimReason.NoKey, answer.Reason);
                return;
        }

        // §6.1.2: where there are several records, each is tried until one holds.
        foreach (DnsRecord record in answer.Records)
        {
            if (record is TextRecord text)
            {
                (result.Verdict, result.Reason) = Try(result, hash, DkimPublicKey.Of(text));
                if (result.Verdict == DkimVerdict.Pass)
                {
                    return;
                }
            }
        }
    }

    private (DkimVerdict Verdict, DkimReason Reason) Try(DkimResult result, ReadOnlySpan<byte> hash, DkimPublicKey key)
    {
        DkimSignature signature = result.Signature!;
        result.Key = key.Record;
        result.KeyBits = key.Bits;
        if (key.Reason != DkimReason.None)
        {
            return (DkimVerdict.PermError, key.Reason);
        }

        DkimKeyRecord record = key.Record!;
        if (record.KeyType != (signature.Algorithm == DkimAlgorithm.Ed25519Sha256 ? "ed25519" : "rsa"))
        {
            return (DkimVerdict.PermError, DkimReason.KeyOfOtherKind);
        }

        if (!record.Hashes.IsEmpty && !record.Hashes.Contains(signature.Algorithm == DkimAlgorithm.RsaSha1 ? "sha1" : "sha256"))
        {
            return (DkimVerdict.PermError, DkimReason.HashNotAllowed);
        }

        if (!record.Services.Contains("*") && !record.Services.Contains("email"))
        {
            return (DkimVerdict.PermError, DkimReason.KeyNotForMail);
        }

        if (record.IsStrict && AsciiDomain.Of(signature.Identity[(signature.Identity.LastIndexOf('@') + 1)..]) != AsciiDomain.Of(signature.Domain))
        {
            return (DkimVerdict.PermError, DkimReason.KeyNotForSubdomains);
        }

        if (Options.HeedGranularity && !record.IsFor(signature.Identity.AsSpan(0, signature.Identity.LastIndexOf('@'))))
        {
            return (DkimVerdict.PermError, DkimReason.KeyNotForLocalPart);
        }

        if (record.KeyType == "rsa" && (key.Bits < Options.MinRsaBits || key.Bits > Options.MaxRsaBits))
        {
            return (DkimVerdict.Policy, key.Bits < Options.MinRsaBits ? DkimReason.WeakKey : DkimReason.KeyTooLarge);
        }

        return key.Verify(signature.Algorithm, hash, signature.Signature.AsSpan()) ? (DkimVerdict.Pass, DkimReason.None) : (DkimVerdict.Fail, DkimReason.SignatureMismatch);
    }
}
