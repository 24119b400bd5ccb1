using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Protocols.Dns;
using Protocols.Mime;

namespace Protocols.MailAuth.Dkim;

/// <summary>
/// The verification of one message's signatures while its body comes in: begun with its header, given the body in pieces, and ended with the results.
/// The header is read and hashed at once, the body is never kept.
/// </summary>
public sealed class DkimVerification : IDisposable
{
    private readonly DkimVerifier _verifier;
    private readonly List<Attempt> _attempts = [];
    private readonly BodyHashes _bodies;

    internal DkimVerification(DkimVerifier verifier, MimePart header, BodyHashes? bodies = null)
    {
        _verifier = verifier;
        _bodies = bodies ?? new BodyHashes();
        SignedHeader fields = new(header);
        HashSink? sha256 = null;
        HashSink? sha1 = null;
        foreach (int index in fields.Find(DkimSignature.FieldName))
        {
            DkimSignature? signature = null;
            DkimReason reason = _attempts.Count >= verifier.Options.MaxSignatures ? DkimReason.SignatureLimit : DkimSignature.Read(fields.Value(index), out signature);
            DkimResult result = new(signature, reason is DkimReason.FromNotSigned or DkimReason.MissingTag or DkimReason.IdentityOutsideDomain ? DkimVerdict.PermError : DkimVerdict.Neutral, reason) { FieldIndex = index };
            Attempt attempt = new(result);
            _attempts.Add(attempt);
            if (signature is null || !IsAcceptable(signature, result))
            {
                continue;
            }

            HashSink sink = signature.Algorithm == DkimAlgorithm.RsaSha1 ? sha1 ??= HashSink.Rent(HashAlgorithmName.SHA1) : sha256 ??= HashSink.Rent(HashAlgorithmName.SHA256);
            attempt.HeaderHash = Hash(fields, signature, index, sink, result);
            attempt.Body = _bodies.Want(signature.BodyForm, signature.Algorithm == DkimAlgorithm.RsaSha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, signature.BodyLength ?? long.MaxValue);
            if (verifier.Options.MaxCanonicalBody > 0)
            {
                _bodies.Keep(attempt.Body, verifier.Options.MaxCanonicalBody);
            }
        }

        sha256?.Dispose();
        sha1?.Dispose();
    }

    private sealed class Attempt(DkimResult result)
    {
        public DkimResult Result { get; } = result;

        public byte[]? HeaderHash { get; set; }

        public int Body { get; set; }
    }

    /// <summary>Whether there is any signature that needs the body.</summary>
    public bool NeedsBody => _attempts.Exists(static a => a.HeaderHash is not null);

    // Whether any claims to be made for another domain (RFC 6541).
    internal bool IsForOthers => _attempts.Exists(static a => a.Result.Signature is { AuthorizingDomain: not null });

    /// <summary>Takes the next piece of the body, of any length. Lines end in CRLF.</summary>
    /// <param name="piece">The piece.</param>
    public void Write(ReadOnlySpan<byte> piece) => _bodies.Write(piece);

    /// <summary>Ends the body, looks the keys up, all at once, and gives a result for each signature, in the order of the header.</summary>
    /// <param name="cancellationToken">Ends the wait for keys.</param>
    public async ValueTask<ImmutableArray<DkimResult>> FinishAsync(CancellationToken cancellationToken = default)
    {
        _bodies.Finish();
        ValueTask<DnsAnswer>[] keys = [.. _attempts.Select(a => a.HeaderHash is null || !BodyHolds(a) ? default : _verifier.FindKeyAsync(a.Result, cancellationToken))];
        for (int i = 0; i < keys.Length; i++)
        {
            Attempt attempt = _attempts[i];
            DnsAnswer? answer = await keys[i].ConfigureAwait(false);
            if (answer is not null)
            {
                _verifier.Decide(attempt.Result, attempt.HeaderHash!, answer);
            }
        }

        return [.. _attempts.Select(static a => a.Result)];
    }

    /// <summary>Gives back what was held.</summary>
    public void Dispose() => _bodies.Dispose();

    private bool IsAcceptable(DkimSignature signature, DkimResult result)
    {
        if (signature.Algorithm == DkimAlgorithm.RsaSha1 && !_verifier.Options.AllowSha1)
        {
            (result.Verdict, result.Reason) = (DkimVerdict.Policy, DkimReason.WeakAlgorithm);
            return false;
        }

        if (signature.Expiration is { } end && _verifier.Now.ToUnixTimeSeconds() - (long)_verifier.Options.ClockSkew.TotalSeconds > end)
        {
            (result.Verdict, result.Reason) = (DkimVerdict.Fail, DkimReason.Expired);
            return false;
        }

        return true;
    }

    private byte[] Hash(SignedHeader fields, DkimSignature signature, int index, HashSink sink, DkimResult result)
    {
        if (_verifier.Options.KeepCanonicalHeader)
        {
            BufferSink canonical = new();
            fields.WriteSigned(signature, canonical);
            fields.WriteOwn(signature, index, canonical);
            result.CanonicalHeader = canonical.Written;
            sink.Append(canonical.Written.Span);
        }
        else
        {
            fields.WriteSigned(signature, sink);
            fields.WriteOwn(signature, index, sink);
        }

        Span<byte> hash = stackalloc byte[64];
        return hash[..sink.Finish(hash)].ToArray();
    }

    // §6.1.3: the body is looked at first, so that no key is looked up for a body that is another.
    private bool BodyHolds(Attempt attempt)
    {
        DkimResult result = attempt.Result;
        DkimSignature signature = result.Signature!;
        result.CanonicalBody = _bodies.Kept(attempt.Body);
        long length = _bodies.Length(attempt.Body);
        if (signature.BodyLength is { } signed)
        {
            if (signed > length)
            {
                (result.Verdict, result.Reason) = (DkimVerdict.Fail, DkimReason.BodyTooShort);
                return false;
            }

            result.UnsignedBodyLength = length - signed;
        }

        if (!CryptographicOperations.FixedTimeEquals(_bodies.Hash(attempt.Body), signature.BodyHash.AsSpan()))
        {
            (result.Verdict, result.Reason) = (DkimVerdict.Fail, DkimReason.BodyChanged);
            return false;
        }

        if (result.UnsignedBodyLength > 0 && !_verifier.Options.AllowUnsignedBody)
        {
            (result.Verdict, result.Reason) = (DkimVerdict.Policy, DkimReason.UnsignedBody);
            return false;
        }

        return true;
    }
}
