using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Protocols.Text;

namespace Protocols.MailAuth.Dkim;

/// <summary>The algorithms of signatures (RFC 6376 §3.3, RFC 8463).</summary>
public enum DkimAlgorithm
{
    /// <summary>RSA over SHA-256.</summary>
    RsaSha256,

    /// <summary>Ed25519 over SHA-256 (RFC 8463).</summary>
    Ed25519Sha256,

    /// <summary>RSA over SHA-1, which must neither be made nor believed any more (RFC 8301 §3.1).</summary>
    RsaSha1,
}

/// <summary>What a DKIM-Signature field says (RFC 6376 §3.5). Immutable.</summary>
public sealed record DkimSignature
{
    /// <summary>The field's name.</summary>
    public const string FieldName = "DKIM-Signature";

    private const int MostFields = 1000;

    /// <summary>The algorithm, <c>a=</c>.</summary>
    public DkimAlgorithm Algorithm { get; init; }

    /// <summary>The domain that vouches, <c>d=</c>, as it is written.</summary>
    public required string Domain { get; init; }

    /// <summary>Which of the domain's keys, <c>s=</c>.</summary>
    public required string Selector { get; init; }

    /// <summary>On whose behalf, <c>i=</c>: a domain behind an at sign, perhaps with a local part. <c>@</c> and the domain where it was left out.</summary>
    public required string Identity { get; init; }

    /// <summary>How the header is brought to one form, the first of <c>c=</c>.</summary>
    public DkimCanonicalization HeaderForm { get; init; }

    /// <summary>How the body is, the second of <c>c=</c>.</summary>
    public DkimCanonicalization BodyForm { get; init; }

    /// <summary>The names of the fields that are signed, in order, <c>h=</c>. A name may stand there more often than in the message.</summary>
    public required ImmutableArray<string> SignedFields { get; init; }

    /// <summary>The hash of the body, <c>bh=</c>.</summary>
    public required ImmutableArray<byte> BodyHash { get; init; }

    /// <summary>The signature, <c>b=</c>.</summary>
    public required ImmutableArray<byte> Signature { get; init; }

    /// <summary>How much of the canonical body is signed, <c>l=</c>; null for all.</summary>
    public long? BodyLength { get; init; }

    /// <summary>When it was made, <c>t=</c>, in seconds since 1970; null where that is not said.</summary>
    public long? Timestamp { get; init; }

    /// <summary>When it ends, <c>x=</c>, in seconds since 1970; null for never.</summary>
    public long? Expiration { get; init; }

    /// <summary>Whether failures are to be reported, <c>r=y</c> (RFC 6651 §3.1).</summary>
    public bool WantsReports { get; init; }

    /// <summary>The domain that authorises the signer, <c>atps=</c>, and how its name is hashed, <c>atpsh=</c> (RFC 6541 §4.2); null for none.</summary>
    public string? AuthorizingDomain { get; init; }

    /// <summary>How the signer's name is hashed for that: <c>sha256</c>, <c>sha1</c> or <c>none</c>.</summary>
    public string AuthorizationHash { get; init; } = "";

    /// <summary>Whether there are tags that this does not know, which are of no account (RFC 6376 §3.2), and which failures may be reported for (RFC 6651 §5.1).</summary>
    public bool HasUnknownTags { get; init; }

    // Where the value of b= lies in the field's value: what is left out of the hash.
    internal int SignatureStart { get; init; }

    internal int SignatureEnd { get; init; }

    /// <summary>Reads the value of a field.</summary>
    /// <param name="value">What is behind the colon, folds and all.</param>
    /// <param name="signature">What it says; null unless the reason is <see cref="DkimReason.None"/>.</param>
    /// <returns>Why it cannot be read.</returns>
    public static DkimReason Read(ReadOnlySpan<byte> value, out DkimSignature? signature) => Read(value, isSeal: false, out signature);

    // The signature of ARC is the same but for its i=, which is a number, and its version, which it has not.
    internal static DkimReason Read(ReadOnlySpan<byte> value, bool isSeal, out DkimSignature? signature)
    {
        signature = null;
        if (!TagList.TryRead(value, out TagList tags))
        {
            return DkimReason.MalformedSignature;
        }

        if (!isSeal)
        {
            if (!tags.TryGet("v"u8, out ReadOnlySpan<byte> version))
            {
                return DkimReason.MissingTag;
            }

            if (!version.SequenceEqual("1"u8))
            {
                return DkimReason.UnknownVersion;
            }
        }

        string domain = tags.GetString("d"u8, "");
        string selector = tags.GetString("s"u8, "");
        if (!tags.TryGetTag("b"u8, out TagList.Tag b) || domain.Length == 0 || selector.Length == 0
            || !tags.TryGet("a"u8, out ReadOnlySpan<byte> a) || !tags.TryGet("bh"u8, out ReadOnlySpan<byte> bh) || !tags.TryGet("h"u8, out ReadOnlySpan<byte> h))
        {
            return DkimReason.MissingTag;
        }

        if (ReadAlgorithm(a) is not { } algorithm)
        {
            return DkimReason.UnknownAlgorithm;
        }

        // RFC 8617 says of c= what DKIM does, whose default is simple; those who seal leave it out for relaxed, and the suite of ARC has it so.
        if (!ReadForms(tags.TryGet("c"u8, out ReadOnlySpan<byte> c) ? c : isSeal ? "relaxed/relaxed"u8 : "simple/simple"u8, out DkimCanonicalization headerForm, out DkimCanonicalization bodyForm))
        {
            return DkimReason.UnknownCanonicalization;
        }

        if (tags.TryGet("q"u8, out ReadOnlySpan<byte> q) && !ReadQueryMethods(Encoding.UTF8.GetString(q)))
        {
            return DkimReason.UnknownQueryMethod;
        }

        if (!ReadBase64(bh, out ImmutableArray<byte> bodyHash) || bodyHash.Length != (algorithm == DkimAlgorithm.RsaSha1 ? 20 : 32)
            || !ReadBase64(b.Value, out ImmutableArray<byte> octets)
            || !ReadNumber(in tags, "l"u8, out long? length) || !ReadNumber(in tags, "t"u8, out long? timestamp) || !ReadNumber(in tags, "x"u8, out long? expiration)
            || (expiration is { } ends && timestamp is { } made && ends < made)
            || !ReadFields(h, mayBeEmpty: isSeal, out ImmutableArray<string> fields))
        {
            return DkimReason.MalformedSignature;
        }

        if (!isSeal && !fields.Contains("from", StringComparer.OrdinalIgnoreCase))
        {
            return DkimReason.FromNotSigned;
        }

        // RFC 8617 §4.1.2: a seal is made over this signature, and cannot be under it.
        if (isSeal && fields.Contains("arc-seal", StringComparer.OrdinalIgnoreCase))
        {
            return DkimReason.MalformedSignature;
        }

        string identity = "@" + domain;
        if (!isSeal && tags.TryGet("i"u8, out ReadOnlySpan<byte> i))
        {
            if (!ReadIdentity(Encoding.UTF8.GetString(i), out identity))
            {
                return DkimReason.MalformedSignature;
            }

            if (!IsWithin(identity, domain))
            {
                return DkimReason.IdentityOutsideDomain;
            }
        }

        signature = new DkimSignature
        {
            Algorithm = algorithm,
            Domain = domain,
            Selector = selector,
            Identity = identity,
            HeaderForm = headerForm,
            BodyForm = bodyForm,
            SignedFields = fields,
            BodyHash = bodyHash,
            Signature = octets,
            BodyLength = length,
            Timestamp = timestamp,
            Expiration = expiration,
            WantsReports = tags.TryGet("r"u8, out ReadOnlySpan<byte> r) && r.SequenceEqual("y"u8),
            HasUnknownTags = HasUnknown(in tags),
            AuthorizingDomain = tags.TryGet("atps"u8, out ReadOnlySpan<byte> atps) ? Encoding.UTF8.GetString(atps) : null,
            AuthorizationHash = tags.GetString("atpsh"u8, ""),
            SignatureStart = b.ValueStart,
            SignatureEnd = b.ValueEnd,
        };
        return DkimReason.None;
    }

    // [ Local-part ] "@" domain-name, the local part in quoted-printable (§2.11), what is not ASCII as it is (RFC 8616 §5).
    private static bool ReadIdentity(string text, out string identity)
    {
        identity = "";
        int at = text.LastIndexOf('@');
        string local = at < 0 ? "" : QuotedText.Decode(text[..at]);
        if (at < 0 || local.Any(char.IsControl) || (text.IndexOf('@', StringComparison.Ordinal) < at && text[0] != '"'))
        {
            return false;
        }

        identity = (local.Length == 0 ? "" : QuotedText.LocalPart(local)) + text[at..];
        return true;
    }

    // RFC 6376 §6.1.1: the domain of i= is that of d= or lies below it.
    private static bool IsWithin(string identity, string domain)
    {
        string of = AsciiDomain.Of(identity[(identity.LastIndexOf('@') + 1)..]);
        string within = AsciiDomain.Of(domain);
        return (of == within || Dns.DnsNames.IsValid(of)) && of.EndsWith(within, StringComparison.Ordinal) && (of.Length == within.Length || of[^(within.Length + 1)] == '.');
    }

    internal static DkimAlgorithm? ReadAlgorithm(ReadOnlySpan<byte> text) =>
        Ascii.EqualsIgnoreCase(text, "rsa-sha256"u8) ? DkimAlgorithm.RsaSha256
        : Ascii.EqualsIgnoreCase(text, "ed25519-sha256"u8) ? DkimAlgorithm.Ed25519Sha256
        : Ascii.EqualsIgnoreCase(text, "rsa-sha1"u8) ? DkimAlgorithm.RsaSha1
        : null;

    private static bool HasUnknown(in TagList tags)
    {
        foreach (TagList.Tag tag in tags)
        {
            if (tag.Name is not ([(byte)'v' or (byte)'a' or (byte)'b' or (byte)'c' or (byte)'d' or (byte)'h' or (byte)'i' or (byte)'l' or (byte)'q' or (byte)'r' or (byte)'s' or (byte)'t' or (byte)'x' or (byte)'z'])
                && !tag.Name.SequenceEqual("bh"u8) && !tag.Name.SequenceEqual("atps"u8) && !tag.Name.SequenceEqual("atpsh"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ReadForms(ReadOnlySpan<byte> text, out DkimCanonicalization header, out DkimCanonicalization body)
    {
        // RFC 6376 §3.5: one name alone is that of the header.
        int slash = text.IndexOf((byte)'/');
        body = default;
        return slash < 0 ? ReadForm(text, out header) : ReadForm(text[..slash], out header) && ReadForm(text[(slash + 1)..], out body);
    }

    private static bool ReadForm(ReadOnlySpan<byte> text, out DkimCanonicalization form)
    {
        form = Ascii.EqualsIgnoreCase(text, "relaxed"u8) ? DkimCanonicalization.Relaxed : DkimCanonicalization.Simple;
        return form == DkimCanonicalization.Relaxed || Ascii.EqualsIgnoreCase(text, "simple"u8);
    }

    private static bool ReadQueryMethods(string text) =>
        text.Split(':').Any(static method => method.Trim().Equals("dns/txt", StringComparison.OrdinalIgnoreCase) || method.Trim().Equals("dns", StringComparison.OrdinalIgnoreCase));

    internal static bool ReadBase64(ReadOnlySpan<byte> text, out ImmutableArray<byte> octets)
    {
        byte[] room = new byte[Base64Decoder.GetMaxDecodedLength(text.Length) + 3];
        Base64Decoder decoder = default;
        int length = decoder.Decode(text, room);
        length += decoder.Finish(room.AsSpan(length));
        octets = ImmutableArray.Create(room.AsSpan(0, length));
        return !decoder.HasDefects && length > 0;
    }

    // Up to 76 digits may stand there; more than fit are as many as there can be.
    private static bool ReadNumber(in TagList tags, ReadOnlySpan<byte> name, out long? number)
    {
        number = null;
        if (!tags.TryGet(name, out ReadOnlySpan<byte> text))
        {
            return true;
        }

        if (text.Length is 0 or > 76 || text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : long.MaxValue;
        return true;
    }

    private static bool ReadFields(ReadOnlySpan<byte> text, bool mayBeEmpty, out ImmutableArray<string> fields)
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>(Math.Min(text.Count((byte)':') + 1, MostFields));
        foreach (Range range in text.Split((byte)':'))
        {
            ReadOnlySpan<byte> name = text[range].Trim(" \t\r\n"u8);
            if (name.IsEmpty && mayBeEmpty)
            {
                continue;
            }

            if (name.IsEmpty || names.Count == MostFields || name.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) >= 0)
            {
                fields = [];
                return false;
            }

            // A name that may not be added stands there once more.
            names.Add(names.Count > 0 && Ascii.Equals(name, names[^1]) ? names[^1] : Encoding.ASCII.GetString(name));
        }

        fields = names.DrainToImmutable();
        return true;
    }
}
