using System.Collections.Immutable;
using System.Text;

namespace Protocols.MailAuth.Dkim;

/// <summary>What a domain publishes of a key (RFC 6376 §3.6.1). Immutable.</summary>
public sealed record DkimKeyRecord
{
    /// <summary>The kind of key, <c>k=</c>: <c>rsa</c> or <c>ed25519</c>.</summary>
    public string KeyType { get; init; } = "rsa";

    /// <summary>The key, <c>p=</c>: for RSA a DER SubjectPublicKeyInfo or RSAPublicKey, for Ed25519 its 32 octets. Empty for a key that was revoked.</summary>
    public required ImmutableArray<byte> PublicKey { get; init; }

    /// <summary>The hashes that it is for, <c>h=</c>; empty for all.</summary>
    public ImmutableArray<string> Hashes { get; init; } = [];

    /// <summary>What it is for, <c>s=</c>: <c>*</c> or <c>email</c>.</summary>
    public ImmutableArray<string> Services { get; init; } = ["*"];

    /// <summary>Whether the domain is only trying DKIM out, <c>t=y</c>: a failure means no more than no signature.</summary>
    public bool IsTesting { get; init; }

    /// <summary>Whether it is for the domain itself alone, <c>t=s</c>.</summary>
    public bool IsStrict { get; init; }

    /// <summary>The local parts that it is for, <c>g=</c>, with a star for any text; null for all. History: see <see cref="DkimOptions.HeedGranularity"/>.</summary>
    public string? Granularity { get; init; }

    internal bool IsFor(ReadOnlySpan<char> localPart)
    {
        if (Granularity is null)
        {
            return true;
        }

        int star = Granularity.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? Granularity.Length > 0 && localPart.SequenceEqual(Granularity)
            : localPart.Length >= Granularity.Length - 1 && localPart.StartsWith(Granularity.AsSpan(0, star)) && localPart.EndsWith(Granularity.AsSpan(star + 1));
    }

    /// <summary>Reads a record.</summary>
    /// <param name="text">The record.</param>
    /// <param name="record">What it says.</param>
    /// <returns><see cref="DkimReason.None"/>, or why it cannot be read.</returns>
    public static DkimReason Read(ReadOnlySpan<byte> text, out DkimKeyRecord? record)
    {
        record = null;
        if (!TagList.TryRead(text, out TagList tags) || !tags.TryGet("p"u8, out ReadOnlySpan<byte> p))
        {
            return DkimReason.MalformedKey;
        }

        // §3.6.1: first, and just that, where it is there at all.
        if (tags.TryGet("v"u8, out ReadOnlySpan<byte> version) && (!version.SequenceEqual("DKIM1"u8) || !IsFirst(tags)))
        {
            return DkimReason.MalformedKey;
        }

        ImmutableArray<byte> key = [];
        if (!p.IsEmpty && !DkimSignature.ReadBase64(p, out key))
        {
            return DkimReason.MalformedKey;
        }

        ImmutableArray<string> flags = Words(tags.GetString("t"u8, ""));
        record = new DkimKeyRecord
        {
            KeyType = tags.GetString("k"u8, "rsa").ToLowerInvariant(),
            PublicKey = key,
            Hashes = Words(tags.GetString("h"u8, "")),
            Services = tags.TryGet("s"u8, out ReadOnlySpan<byte> services) ? Words(Encoding.UTF8.GetString(services)) : ["*"],
            Granularity = tags.TryGet("g"u8, out ReadOnlySpan<byte> g) ? Encoding.UTF8.GetString(g) : null,
            IsTesting = flags.Contains("y"),
            IsStrict = flags.Contains("s"),
        };
        return DkimReason.None;
    }

    private static bool IsFirst(TagList tags)
    {
        TagList.Enumerator all = tags.GetEnumerator();
        return all.MoveNext() && all.Current.Name.SequenceEqual("v"u8);
    }

    private static ImmutableArray<string> Words(string text) =>
        [.. text.Split(':', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static w => w.ToLowerInvariant())];
}
