using System.Text;

namespace Protocols.Mime;

public readonly partial struct MimeDocument
{
    /// <summary>
    /// Finds the part that a URL in a part means: <c>cid:</c> and <c>mid:</c> (RFC 2392), or any URL that is the Content-Location of a part
    /// (RFC 2557 §4). What lies in the nearest multipart/related is preferred, then the message around, then all of the document.
    /// </summary>
    /// <param name="url">The URL, as it stands in the part.</param>
    /// <param name="from">The part that the URL stands in.</param>
    /// <param name="part">The part that is meant.</param>
    public bool TryResolve(ReadOnlySpan<char> url, MimePart from, out MimePart part)
    {
        url = url.Trim();
        if (url.StartsWith("cid:", StringComparison.OrdinalIgnoreCase))
        {
            return TryFindContentId(Unescape(url[4..]), from, out part);
        }

        if (url.StartsWith("mid:", StringComparison.OrdinalIgnoreCase))
        {
            return TryFindMessage(url[4..], out part);
        }

        part = default;
        return !url.IsEmpty && TryFindLocation(url, from, out part);
    }

    // RFC 2392 §2: the identifiers are percent-encoded in URLs.
    private static byte[] Unescape(ReadOnlySpan<char> escaped) => Encoding.UTF8.GetBytes(Uri.UnescapeDataString(escaped));

    private bool TryFindContentId(ReadOnlySpan<byte> id, MimePart from, out MimePart found)
    {
        for (MimePart scope = from; ; )
        {
            bool isTop = !scope.TryGetParent(out MimePart parent);
            if (isTop || scope.KnownMediaType == KnownMediaType.MultipartRelated || parent.IsMessage)
            {
                if (TryFindContentId(id, scope.Number, out found))
                {
                    return true;
                }

                if (isTop)
                {
                    return false;
                }
            }

            scope = parent;
        }
    }

    private bool TryFindContentId(ReadOnlySpan<byte> id, int scope, out MimePart found)
    {
        for (int i = scope; i < Index.Parts[scope].SubtreeEnd; i++)
        {
            found = GetPart(i);
            if (MimePart.IdOf(found.ContentId).SequenceEqual(id) && !id.IsEmpty)
            {
                return true;
            }
        }

        found = default;
        return false;
    }

    // mid:message or mid:message/part
    private bool TryFindMessage(ReadOnlySpan<char> url, out MimePart found)
    {
        int slash = url.IndexOf('/');
        byte[] id = Unescape(slash < 0 ? url : url[..slash]);
        for (int i = 0; i < PartCount; i++)
        {
            found = GetPart(i);
            if (found.TryGetHeader(HeaderId.MessageId, out HeaderField field) && MimePart.IdOf(field.Value).SequenceEqual(id) && id.Length > 0)
            {
                return slash < 0 || TryFindContentId(Unescape(url[(slash + 1)..]), found.Number, out found);
            }
        }

        found = default;
        return false;
    }

    private bool TryFindLocation(ReadOnlySpan<char> url, MimePart from, out MimePart found)
    {
        Uri? target = LocationOf(from, url.ToString());
        int scope = from.Number;
        while (GetPart(scope).TryGetParent(out MimePart parent) && GetPart(scope).KnownMediaType != KnownMediaType.MultipartRelated)
        {
            scope = parent.Number;
        }

        for (int i = scope; i < Index.Parts[scope].SubtreeEnd; i++)
        {
            found = GetPart(i);
            string location = found.GetLocation();
            if (location.Length > 0 && (url.SequenceEqual(location) || (target is not null && LocationOf(found, location) == target)))
            {
                return true;
            }
        }

        found = default;
        return false;
    }

    // RFC 2557 §5: what is relative is so to the nearest Content-Location around that is not.
    private static Uri? LocationOf(MimePart part, string location)
    {
        if (Uri.TryCreate(location, UriKind.Absolute, out Uri? absolute))
        {
            return absolute;
        }

        while (true)
        {
            if (Uri.TryCreate(part.GetLocation(), UriKind.Absolute, out Uri? known))
            {
                return Uri.TryCreate(known, location, out Uri? combined) ? combined : null;
            }

            if (!part.TryGetParent(out part))
            {
                return null;
            }
        }
    }
}
