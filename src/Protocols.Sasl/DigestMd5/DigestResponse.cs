using System.Text;
using System.Text.Unicode;

namespace Protocols.Sasl;

/// <summary>What a client of DIGEST-MD5 answers with (RFC 2831 §2.1.2).</summary>
internal sealed class DigestResponse
{
    private const int MaxLength = 4096;

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private DigestResponse(Encoding charset) => Charset = charset;

    /// <summary>What the client has written names and passwords in.</summary>
    public Encoding Charset { get; }

    /// <summary>A value; null where it was not given.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Reads one; null where it is none, or says twice what may be said once.</summary>
    public static DigestResponse? Read(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > MaxLength)
        {
            return null;
        }

        if (Read(octets, Encoding.Latin1) is not { } plain || plain["charset"] is not { } charset)
        {
            return Read(octets, Encoding.Latin1);
        }

        return charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && Utf8.IsValid(octets) ? Read(octets, Encoding.UTF8) : null;
    }

    private static DigestResponse? Read(ReadOnlySpan<byte> octets, Encoding charset)
    {
        DigestResponse response = new(charset);
        string text = charset.GetString(octets);
        int position = 0;
        while (DigestDirectives.TryRead(text, ref position, out string name, out string value))
        {
            if (!response._values.TryAdd(name, value))
            {
                return null;
            }
        }

        return position == text.Length ? response : null;
    }
}
