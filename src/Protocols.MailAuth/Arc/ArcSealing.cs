using System.Security.Cryptography;
using System.Text;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Results;
using Protocols.Mime;

namespace Protocols.MailAuth.Arc;

/// <summary>The sealing of one message while its body comes in.</summary>
public sealed class ArcSealing : IDisposable
{
    private readonly ArcSealer _sealer;
    private readonly SignedHeader _header;
    private readonly ArcResult _chain;
    private readonly AuthenticationResults _results;
    private readonly BodyHashes _bodies = new();
    private readonly int _body;

    internal ArcSealing(ArcSealer sealer, MimePart header, ArcResult chain, AuthenticationResults results)
    {
        _sealer = sealer;
        _header = new SignedHeader(header);
        _chain = chain;
        _results = results;
        _body = _bodies.Want(sealer.Options.BodyForm, HashAlgorithmName.SHA256, long.MaxValue);
    }

    /// <summary>Takes the next piece of the body, of any length. Lines end in CRLF.</summary>
    /// <param name="piece">The piece.</param>
    public void Write(ReadOnlySpan<byte> piece) => _bodies.Write(piece);

    /// <summary>Ends the body, and gives the three fields to put before the message; nothing where the chain cannot go on.</summary>
    public byte[] Finish()
    {
        _bodies.Finish();
        int instance = _chain.HighestInstance + 1;

        // RFC 8617 §5.1, step 2, and §4.2.1.
        if (_chain.Reason == ArcReason.FailedBefore || instance > ArcOptions.MostSets)
        {
            return [];
        }

        byte[] results = Encoding.UTF8.GetBytes(_results.ToArcField(instance));
        byte[] message = SignMessage(instance);
        return [.. Seal(instance, results, message), .. message, .. results];
    }

    /// <summary>Gives back what was held.</summary>
    public void Dispose() => _bodies.Dispose();

    private byte[] SignMessage(int instance)
    {
        DkimSigningOptions options = _sealer.Options;
        List<string> names = DkimSigning.Names(_header, options);
        SignatureField field = new(ArcFields.MessageSignature);
        field.Add("i", instance);
        field.Add("a", DkimSigning.AlgorithmName(_sealer.Key));
        field.Add("c", DkimSigning.Forms(options));
        field.AddNames(_sealer.Key, _header);
        field.Add("t", _sealer.Time.GetUtcNow().ToUnixTimeSeconds());
        field.AddList("h", names);
        field.Add("bh", Convert.ToBase64String(_bodies.Hash(_body)));
        return field.Signed(_sealer.Key.Sign(DkimSigning.Hash(_header, options.HeaderForm, names, field.Unsigned())));
    }

    private byte[] Seal(int instance, byte[] results, byte[] message)
    {
        SignatureField field = new(ArcFields.Seal);
        field.Add("i", instance);
        field.Add("a", DkimSigning.AlgorithmName(_sealer.Key));
        field.Add("cv", _chain.Name);
        field.AddNames(_sealer.Key, _header);
        field.Add("t", _sealer.Time.GetUtcNow().ToUnixTimeSeconds());
        using HashSink sink = HashSink.Rent(HashAlgorithmName.SHA256);

        // RFC 8617 §5.1.1; §5.1.2: of a chain that has failed only the new set.
        if (_chain.Status == ArcStatus.Pass)
        {
            ArcFields before = ArcFields.Collect(_header, new ArcOptions());
            ArcVerification.WriteSealed(_header, before.Sets, before.Sets.Count, withLastSeal: true, sink);
        }

        HeaderCanonicalizer.Write(DkimCanonicalization.Relaxed, results, sink);
        HeaderCanonicalizer.Write(DkimCanonicalization.Relaxed, message, sink);
        HeaderCanonicalizer.WriteWithoutLineEnd(DkimCanonicalization.Relaxed, field.Unsigned(), sink);
        byte[] hash = new byte[32];
        sink.Finish(hash);
        return field.Signed(_sealer.Key.Sign(hash));
    }
}
