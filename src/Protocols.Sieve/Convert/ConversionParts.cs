using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>What the action <c>convert</c> is about (RFC 6558 §2).</summary>
internal static class ConversionParts
{
    // RFC 2045 §5.1
    private static readonly SearchValues<char> s_specials = SearchValues.Create("()<>@,;:\\\"[]?= ");

    /// <summary>Whether this is a media type, such as <c>image/tiff</c>.</summary>
    /// <param name="mediaType">The type.</param>
    public static bool IsMediaType(string mediaType)
    {
        int slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < mediaType.Length - 1 && mediaType.AsSpan().IndexOfAny(s_specials) < 0 && mediaType.LastIndexOf('/') == slash
            && !mediaType.AsSpan().ContainsAnyExceptInRange('!', '~');
    }

    /// <summary>Whether this is the media type of one thing, that something can be converted to: no multipart, and no message.</summary>
    /// <param name="mediaType">The type.</param>
    public static bool IsSimple(string mediaType) => IsMediaType(mediaType)
        && !mediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && !mediaType.StartsWith("message/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether this is a parameter: a name, an equals sign and a value.</summary>
    /// <param name="parameter">The parameter.</param>
    public static bool IsParameter(string parameter) => parameter.IndexOf('=', StringComparison.Ordinal) > 0 && parameter.AsSpan().IndexOfAny('\r', '\n', '\0') < 0;

    /// <summary>The leaves of a media type.</summary>
    /// <param name="document">The message.</param>
    /// <param name="mediaType">The type; letter case does not matter.</param>
    /// <param name="only">The one part that is looked at, as in a loop; −1 for all.</param>
    public static List<int> Find(MimeDocument document, string mediaType, int only)
    {
        List<int> found = [];
        int slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        for (int i = Math.Max(only, 0); i < (only < 0 ? document.PartCount : only + 1); i++)
        {
            MimePart part = document.GetPart(i);
            if (!part.HasChildren && Ascii.EqualsIgnoreCase(part.TypeName, mediaType.AsSpan(0, slash)) && Ascii.EqualsIgnoreCase(part.SubtypeName, mediaType.AsSpan(slash + 1)))
            {
                found.Add(i);
            }
        }

        return found;
    }
}
