using System.Security.Cryptography;
using System.Text;

namespace Protocols.MailAuth.Atps;

/// <summary>How the name of a third party is made a label (RFC 6541 §4.1).</summary>
public enum AtpsHash
{
    /// <summary>By SHA-256, in base32.</summary>
    Sha256,

    /// <summary>By SHA-1, in base32; DKIM has given it up (RFC 8301 §3.1).</summary>
    Sha1,

    /// <summary>As it is.</summary>
    None,
}

/// <summary>What an author's domain publishes to let a third party sign for it (RFC 6541 §4.3, §4.4).</summary>
public static class AtpsRecord
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The name under which it stands.</summary>
    /// <param name="signer">The domain that signs, <c>d=</c>; U-labels are made A-labels.</param>
    /// <param name="author">The domain that is signed for.</param>
    /// <param name="hash">How the signer's name is made a label.</param>
    public static string NameOf(string signer, string author, AtpsHash hash)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(author);
        string label = AsciiDomain.Of(signer);
        if (hash != AtpsHash.None)
        {
            label = Base32(CryptographicOperations.HashData(hash == AtpsHash.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(label)));
        }

        return $"{label}._atps.{AsciiDomain.Of(author)}";
    }

    /// <summary>The text of it, with the signer's name, by which a collision of hashes is noticed.</summary>
    /// <param name="signer">The domain that signs, <c>d=</c>.</param>
    public static string TextOf(string signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        string domain = AsciiDomain.Of(signer);
        return Dns.DnsNames.IsValid(domain) && !domain.AsSpan().ContainsAny(';', ' ') ? $"v=ATPS1; d={domain}" : throw new ArgumentException("This is no domain.", nameof(signer));
    }

    // RFC 6541 §4.4: "v" must be there and just so; "d", where it is there, is the signer.
    internal static bool Authorizes(ReadOnlySpan<byte> text, string signer) =>
        TagList.TryRead(text, out TagList tags) && tags.TryGet("v"u8, out ReadOnlySpan<byte> version) && version.SequenceEqual("ATPS1"u8)
        && (!tags.TryGet("d"u8, out ReadOnlySpan<byte> domain) || AsciiDomain.Of(Encoding.UTF8.GetString(domain)) == signer);

    // RFC 4648 §6, without the padding, which no label can hold.
    private static string Base32(ReadOnlySpan<byte> octets)
    {
        StringBuilder text = new();
        int bits = 0;
        int held = 0;
        foreach (byte octet in octets)
        {
            bits = (bits << 8) | octet;
            for (held += 8; held >= 5; held -= 5)
            {
                text.Append(Digits[(bits >> (held - 5)) & 31]);
            }

            bits &= (1 << held) - 1;
        }

        return held == 0 ? text.ToString() : text.Append(Digits[(bits << (5 - held)) & 31]).ToString();
    }
}
