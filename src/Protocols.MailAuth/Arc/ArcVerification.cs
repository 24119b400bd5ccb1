using System.Collections.Immutable;
using System.Security.Cryptography;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.MailAuth.Arc;

/// <summary>The validation of one message's chain while its body comes in (RFC 8617 §5.2).</summary>
public sealed class ArcVerification : IDisposable
{
    private readonly DkimVerifier _keys;
    private readonly BodyHashes _bodies;
    private readonly ArcFields _fields;
    private readonly List<Check> _checks = [];

    internal ArcVerification(DkimVerifier keys, ArcOptions options, MimePart header, BodyHashes? bodies)
    {
        _keys = keys;
        _bodies = bodies ?? new BodyHashes();
        SignedHeader fields = new(header);
        _fields = ArcFields.Collect(fields, options);
        if (_fields.Reason == ArcReason.None)
        {
            Prepare(fields);
        }
    }

    // A signature of the message, whose body is its last and its oldest still have to be told of, or a seal.
    private sealed record Check(int Instance, bool IsSeal, DkimResult Result, byte[] Hash, int Body);

    /// <summary>Whether there is any signature that needs the body.</summary>
    public bool NeedsBody => _checks.Exists(static c => !c.IsSeal);

    /// <summary>Takes the next piece of the body, of any length. Lines end in CRLF.</summary>
    /// <param name="piece">The piece.</param>
    public void Write(ReadOnlySpan<byte> piece) => _bodies.Write(piece);

    /// <summary>Ends the body, looks the keys up, all at once, and tells what became of the chain.</summary>
    /// <param name="cancellationToken">Ends the wait for keys.</param>
    public async ValueTask<ArcResult> FinishAsync(CancellationToken cancellationToken = default)
    {
        _bodies.Finish();
        ArcResult result = new()
        {
            HighestInstance = _fields.Highest,
            Sets = [.. _fields.Sets.Select(static (s, i) => new ArcSet(i + 1, s.SealSignature!.Domain, s.SealSignature.Selector, s.ChainStatus, s.ResultsText))],
        };
        if (_fields.Reason != ArcReason.None)
        {
            return result with { Status = ArcStatus.Fail, Reason = _fields.Reason, FailedInstance = _fields.Failed };
        }

        if (_fields.Sets.Count == 0)
        {
            return result;
        }

        ValueTask<DnsAnswer>[] keys = [.. _checks.Select(c => c.Result.Reason == DkimReason.None ? _keys.FindKeyAsync(c.Result, cancellationToken) : default)];
        for (int i = 0; i < keys.Length; i++)
        {
            if (await keys[i].ConfigureAwait(false) is { } answer)
            {
                Decide(_checks[i], answer);
            }
        }

        return Judge(result);
    }

    /// <summary>Gives back what was held.</summary>
    public void Dispose() => _bodies.Dispose();

    private void Prepare(SignedHeader fields)
    {
        using HashSink sha256 = HashSink.Rent(HashAlgorithmName.SHA256);
        Span<byte> hash = stackalloc byte[64];
        for (int instance = _fields.Sets.Count; instance >= 1; instance--)
        {
            ArcFields.Set set = _fields.Sets[instance - 1];
            DkimReason reason = DkimSignature.Read(fields.Value(set.MessageSignature), isSeal: true, out DkimSignature? signature);
            reason = signature?.Algorithm == DkimAlgorithm.RsaSha1 ? DkimReason.WeakAlgorithm : reason;
            if (signature is null || reason != DkimReason.None)
            {
                _checks.Add(new Check(instance, IsSeal: false, new DkimResult(signature, DkimVerdict.Neutral, reason), [], -1));
            }
            else
            {
                fields.WriteSigned(signature, sha256);
                fields.WriteOwn(signature, set.MessageSignature, sha256);
                int body = _bodies.Want(signature.BodyForm, HashAlgorithmName.SHA256, signature.BodyLength ?? long.MaxValue);
                _checks.Add(new Check(instance, IsSeal: false, new DkimResult(signature, DkimVerdict.Neutral, DkimReason.None), hash[..sha256.Finish(hash)].ToArray(), body));
            }
        }

        for (int instance = _fields.Sets.Count; instance >= 1; instance--)
        {
            ArcFields.Set set = _fields.Sets[instance - 1];
            DkimReason reason = set.SealSignature!.Algorithm == DkimAlgorithm.RsaSha1 ? DkimReason.WeakAlgorithm : DkimReason.None;
            WriteSealed(fields, _fields.Sets, instance, withLastSeal: false, sha256);
            fields.WriteOwn(set.SealSignature, set.Seal, sha256);
            _checks.Add(new Check(instance, IsSeal: true, new DkimResult(set.SealSignature, DkimVerdict.Neutral, reason), hash[..sha256.Finish(hash)].ToArray(), -1));
        }
    }

    // RFC 8617 §5.1.1: every set in order, up to the seal itself.
    internal static void WriteSealed(SignedHeader fields, List<ArcFields.Set> sets, int last, bool withLastSeal, ICanonicalSink output)
    {
        for (int instance = 1; instance <= last; instance++)
        {
            ArcFields.Set set = sets[instance - 1];
            HeaderCanonicalizer.Write(DkimCanonicalization.Relaxed, fields.Field(set.Results), output);
            HeaderCanonicalizer.Write(DkimCanonicalization.Relaxed, fields.Field(set.MessageSignature), output);
            if (instance < last || withLastSeal)
            {
                HeaderCanonicalizer.Write(DkimCanonicalization.Relaxed, fields.Field(set.Seal), output);
            }
        }
    }

    private void Decide(Check check, DnsAnswer answer)
    {
        if (!check.IsSeal)
        {
            DkimSignature signature = check.Result.Signature!;
            if (signature.BodyLength > _bodies.Length(check.Body))
            {
                check.Result.Reason = DkimReason.BodyTooShort;
                return;
            }

            if (!CryptographicOperations.FixedTimeEquals(_bodies.Hash(check.Body), signature.BodyHash.AsSpan()))
            {
                check.Result.Reason = DkimReason.BodyChanged;
                return;
            }
        }

        _keys.Decide(check.Result, check.Hash, answer);
    }

    private ArcResult Judge(ArcResult result)
    {
        Check[] messages = [.. _checks.Where(static c => !c.IsSeal)];
        if (messages[0].Result.Verdict != DkimVerdict.Pass)
        {
            return Failed(result, ArcReason.MessageSignature, messages[0]);
        }

        if (_checks.Find(static c => c.IsSeal && c.Result.Verdict != DkimVerdict.Pass) is { } seal)
        {
            return Failed(result, ArcReason.Seal, seal);
        }

        int broken = Array.FindIndex(messages, static c => c.Result.Verdict != DkimVerdict.Pass);
        return result with { Status = ArcStatus.Pass, OldestPass = broken < 0 ? 0 : messages[broken - 1].Instance };
    }

    private static ArcResult Failed(ArcResult result, ArcReason reason, Check check) =>
        result with { Status = ArcStatus.Fail, Reason = reason, FailedInstance = check.Instance, SignatureReason = check.Result.Reason };
}
