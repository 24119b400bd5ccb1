using System.Buffers;
using System.Security.Cryptography;
using Protocols.Mime;

namespace Protocols.MailAuth.Dkim;

/// <summary>The signing of one message while its body comes in.</summary>
public sealed class DkimSigning : IDisposable
{
    private readonly DkimSigner _signer;
    private readonly SignedHeader _header;
    private readonly BodyHashes _bodies = new();
    private readonly int _body;

    internal DkimSigning(DkimSigner signer, MimePart header)
    {
        _signer = signer;
        _header = new SignedHeader(header);
        _body = _bodies.Want(signer.Options.BodyForm, HashAlgorithmName.SHA256, long.MaxValue);
    }

    /// <summary>Takes the next piece of the body, of any length. Lines end in CRLF.</summary>
    /// <param name="piece">The piece.</param>
    public void Write(ReadOnlySpan<byte> piece) => _bodies.Write(piece);

    /// <summary>Ends the body, and gives the fields to put before the message, each with its line end.</summary>
    public byte[] Finish()
    {
        _bodies.Finish();
        ArrayBufferWriter<byte> fields = new();
        foreach (DkimSigningKey key in _signer.Keys)
        {
            fields.Write(Sign(key));
        }

        return fields.WrittenSpan.ToArray();
    }

    /// <summary>Gives back what was held.</summary>
    public void Dispose() => _bodies.Dispose();

    private byte[] Sign(DkimSigningKey key)
    {
        DkimSigningOptions options = _signer.Options;
        List<string> names = Names(_header, options);
        SignatureField field = new(DkimSignature.FieldName);
        field.Add("v", "1");
        field.Add("a", AlgorithmName(key));
        field.Add("c", Forms(options));
        field.AddNames(key, _header);
        if (options.Identity is { } identity)
        {
            field.Add("i", IdentityText(identity, _header.IsAscii));
        }

        long now = _signer.Time.GetUtcNow().ToUnixTimeSeconds();
        field.Add("t", now);
        if (options.Lifetime is { } lifetime)
        {
            field.Add("x", now + (long)lifetime.TotalSeconds);
        }

        if (options.WithBodyLength)
        {
            field.Add("l", _bodies.Length(_body));
        }

        if (options.WantsReports)
        {
            field.Add("r", "y");
        }

        if (options.AuthorizingDomain is { } author)
        {
            // RFC 6541 §4.2: as A-labels, and never one without the other.
            field.Add("atps", AsciiDomain.Of(author));
            field.Add("atpsh", options.AuthorizationHash.ToString().ToLowerInvariant());
        }

        field.AddList("h", names);
        field.Add("bh", Convert.ToBase64String(_bodies.Hash(_body)));
        return field.Signed(key.Sign(Hash(_header, options.HeaderForm, names, field.Unsigned())));
    }

    // A local part that is not ASCII has no other form: the domain alone is as true.
    private static string IdentityText(string identity, bool isAscii)
    {
        int at = identity.LastIndexOf('@');
        string local = isAscii && !System.Text.Ascii.IsValid(identity.AsSpan(0, at)) ? "" : identity[..at];
        string domain = identity[(at + 1)..];
        return $"{QuotedText.Encode(local)}@{(isAscii ? AsciiDomain.Of(domain) : domain)}";
    }

    internal static string AlgorithmName(DkimSigningKey key) => key.Algorithm == DkimAlgorithm.RsaSha256 ? "rsa-sha256" : "ed25519-sha256";

    internal static string Forms(DkimSigningOptions options) => $"{Form(options.HeaderForm)}/{Form(options.BodyForm)}";

    internal static byte[] Hash(SignedHeader header, DkimCanonicalization form, List<string> names, byte[] unsigned)
    {
        using HashSink sink = HashSink.Rent(HashAlgorithmName.SHA256);
        header.WriteSigned(form, names, sink);
        HeaderCanonicalizer.WriteWithoutLineEnd(form, unsigned, sink);
        byte[] hash = new byte[32];
        sink.Finish(hash);
        return hash;
    }

    // Each as often as it is there, and once more where nobody may add one.
    internal static List<string> Names(SignedHeader header, DkimSigningOptions options)
    {
        List<string> names = [];
        foreach (string name in options.Fields.Concat(options.Oversigned).Append("From").Distinct(StringComparer.OrdinalIgnoreCase))
        {
            int count = header.Find(name).Count + (options.Oversigned.Contains(name, StringComparer.OrdinalIgnoreCase) ? 1 : 0);
            if (name.Equals("From", StringComparison.OrdinalIgnoreCase))
            {
                count = Math.Max(count, 1);
            }

            names.AddRange(Enumerable.Repeat(name, count));
        }

        return names;
    }

    private static string Form(DkimCanonicalization form) => form == DkimCanonicalization.Relaxed ? "relaxed" : "simple";
}
