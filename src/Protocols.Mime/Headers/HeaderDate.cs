using Protocols.Text;

namespace Protocols.Mime;

/// <summary>Finds the date in the value of a field.</summary>
internal static class HeaderDate
{
    // RFC 5322 §3.6.7: in a trace field the date stands behind a semicolon.
    public static bool TryRead(HeaderId id, ReadOnlySpan<byte> value, out DateTimeOffset date)
    {
        if (id == HeaderId.Received)
        {
            int semicolon = value.LastIndexOf((byte)';');
            value = semicolon < 0 ? default : value[(semicolon + 1)..];
        }

        return MailDate.TryParse(value, out date);
    }
}
