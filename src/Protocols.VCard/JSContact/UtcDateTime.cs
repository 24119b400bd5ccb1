using System.Buffers.Text;
using System.Text;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>Points in time as RFC 9553 §1.4.5 writes them: in UTC, letters capital, no fraction that is zero or ends with zero.</summary>
internal static class UtcDateTime
{
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        return Ascii.IsValid(text) && Rfc3339Date.TryParse(Encoding.ASCII.GetBytes(text), out time) && text[10] == 'T' && text[^1] == 'Z' && (text[19] != '.' || text[^2] != '0');
    }

    public static string Format(DateTimeOffset time)
    {
        Span<byte> octets = stackalloc byte[Rfc3339Date.MaxLength];
        _ = Rfc3339Date.TryFormat(time.ToUniversalTime(), octets, out int written);
        return Encoding.ASCII.GetString(octets[..written]);
    }
}
