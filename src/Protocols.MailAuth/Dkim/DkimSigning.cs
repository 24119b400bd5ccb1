using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Protocols.Mime;

namespace Protocols.MailAuth.Dkim;

/// <summary>The signing of one message while its body comes in.</summary>
public sealed class DkimSigning : IDisposable
{
    private const int LineLength = 76;

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
        List<string> names = Names(options);
        StringBuilder field = new();
        int line = 0;
        Append(field, ref line, DkimSignature.FieldName + ": v=1;");
        Append(field, ref line, $" a={(key.Algorithm == DkimAlgorithm.RsaSha256 ? "rsa-sha256" : "ed25519-sha256")};");
        Append(field, ref line, $" c={Form(options.HeaderForm)}/{Form(options.BodyForm)};");
        Append(field, ref line, $" d={key.Domain};");
        Append(field, ref line, $" s={key.Selector};");
        if (options.Identity is { } identity)
        {
            Append(field, ref line, $" i={identity};");
        }

        long now = _signer.Time.GetUtcNow().ToUnixTimeSeconds();
        Append(field, ref line, string.Create(CultureInfo.InvariantCulture, $" t={now};"));
        if (options.Lifetime is { } lifetime)
        {
            Append(field, ref line, string.Create(CultureInfo.InvariantCulture, $" x={now + (long)lifetime.TotalSeconds};"));
        }

        if (options.WithBodyLength)
        {
            Append(field, ref line, string.Create(CultureInfo.InvariantCulture, $" l={_bodies.Length(_body)};"));
        }

        if (options.WantsReports)
        {
            Append(field, ref line, " r=y;");
        }

        for (int i = 0; i < names.Count; i++)
        {
            Append(field, ref line, $"{(i == 0 ? " h=" : "")}{names[i]}{(i == names.Count - 1 ? ";" : ":")}");
        }

        Append(field, ref line, $" bh={Convert.ToBase64String(_bodies.Hash(_body))};");
        Append(field, ref line, " b=");
        byte[] unsigned = Encoding.UTF8.GetBytes(field.ToString());
        string signature = Convert.ToBase64String(key.Sign(Hash(options.HeaderForm, names, unsigned)));
        for (int i = 0; i < signature.Length;)
        {
            int length = Math.Min(signature.Length - i, Math.Max(LineLength - line, 1));
            field.Append(signature, i, length);
            i += length;
            if (i < signature.Length)
            {
                field.Append("\r\n\t");
                line = 8;
            }
        }

        return Encoding.UTF8.GetBytes(field.Append("\r\n").ToString());
    }

    private byte[] Hash(DkimCanonicalization form, List<string> names, byte[] unsigned)
    {
        using HashSink sink = new(HashAlgorithmName.SHA256);
        _header.WriteSigned(form, names, sink);
        HeaderCanonicalizer.WriteWithoutLineEnd(form, unsigned, sink);
        byte[] hash = new byte[32];
        sink.Finish(hash);
        return hash;
    }

    // Each as often as it is there, and once more where nobody may add one.
    private List<string> Names(DkimSigningOptions options)
    {
        List<string> names = [];
        foreach (string name in options.Fields.Concat(options.Oversigned).Append("From").Distinct(StringComparer.OrdinalIgnoreCase))
        {
            int count = _header.Find(name).Count + (options.Oversigned.Contains(name, StringComparer.OrdinalIgnoreCase) ? 1 : 0);
            if (name.Equals("From", StringComparison.OrdinalIgnoreCase))
            {
                count = Math.Max(count, 1);
            }

            names.AddRange(Enumerable.Repeat(name, count));
        }

        return names;
    }

    private static string Form(DkimCanonicalization form) => form == DkimCanonicalization.Relaxed ? "relaxed" : "simple";

    // RFC 5322 §2.1.1: a new line where the next word would make this one too long.
    private static void Append(StringBuilder field, ref int line, string word)
    {
        if (line + word.Length > LineLength && line > 8)
        {
            field.Append("\r\n\t");
            line = 8;
            word = word.TrimStart(' ');
        }

        field.Append(word);
        line += word.Length;
    }
}
