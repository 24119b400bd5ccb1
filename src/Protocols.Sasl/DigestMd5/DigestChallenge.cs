using System.Text;

namespace Protocols.Sasl;

/// <summary>What a server of DIGEST-MD5 asks with (RFC 2831 §2.1.1).</summary>
internal sealed class DigestChallenge
{
    private const int MaxLength = 2048;

    /// <summary>The first realm, or null where there is none.</summary>
    public string? Realm { get; private set; }

    public string Nonce { get; private set; } = "";

    public bool IsUtf8 { get; private set; }

    /// <summary>What the server answers with at the end (§2.1.3).</summary>
    public string? ResponseAuth { get; private set; }

    /// <summary>Reads one; null where it is none, or wants what is not done here.</summary>
    public static DigestChallenge? Read(ReadOnlySpan<byte> octets)
    {
        if (octets.Length >= MaxLength)
        {
            return null;
        }

        DigestChallenge challenge = new();
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        string text = Encoding.UTF8.GetString(octets);
        int position = 0;
        while (DigestDirectives.TryRead(text, ref position, out string name, out string value))
        {
            // §2.1.1: realms may be several, and what is not known may stand there as often as it likes.
            bool isOnce = name.ToUpperInvariant() is "NONCE" or "QOP" or "STALE" or "MAXBUF" or "CHARSET" or "ALGORITHM" or "RSPAUTH";
            if ((isOnce && !seen.Add(name)) || !challenge.Take(name.ToUpperInvariant(), value))
            {
                return null;
            }
        }

        return position == text.Length && (challenge.ResponseAuth is not null || (challenge.Nonce.Length > 0 && seen.Contains("algorithm"))) ? challenge : null;
    }

    private bool Take(string name, string value)
    {
        switch (name)
        {
            case "REALM":
                Realm ??= value;
                return true;
            case "NONCE":
                Nonce = value;
                return value.Length > 0;
            case "QOP":
                return value.Split(',', StringSplitOptions.TrimEntries).Contains("auth", StringComparer.OrdinalIgnoreCase);
            case "CHARSET":
                IsUtf8 = value.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
                return IsUtf8;
            case "ALGORITHM":
                return value.Equals("md5-sess", StringComparison.OrdinalIgnoreCase);
            case "RSPAUTH":
                ResponseAuth = value;
                return true;
            default:
                return true;
        }
    }
}
