using System.Text;

namespace Protocols.Mime;

public readonly partial struct MimePart
{
    /// <summary>The Content-ID without its angle brackets; empty where there is none.</summary>
    public ReadOnlySpan<byte> ContentIdValue => IdOf(ContentId);

    /// <summary>
    /// The part of a multipart/related that is shown: that with the Content-ID of the <c>start</c> parameter, else the first (RFC 2387 §3.2).
    /// </summary>
    /// <param name="root">The part.</param>
    /// <returns>False where this is no multipart/related with parts.</returns>
    public bool TryGetRelatedRoot(out MimePart root)
    {
        root = default;
        if (KnownMediaType != KnownMediaType.MultipartRelated || !TryGetChild(0, out root))
        {
            return false;
        }

        if (ContentTypeParameters.TryGet("start"u8, out HeaderParameter start))
        {
            ReadOnlySpan<byte> id = IdOf(start.RawValue);
            foreach (MimePart child in Children)
            {
                if (child.ContentIdValue.SequenceEqual(id) && !id.IsEmpty)
                {
                    root = child;
                    return true;
                }
            }
        }

        return true;
    }

    /// <summary>The Content-Location as text: folds and white space taken out, encoded words decoded (RFC 2557 §4.4); empty where there is none.</summary>
    public string GetLocation()
    {
        ReadOnlySpan<byte> value = ContentLocation;
        return value.IsEmpty ? "" : HeaderText.Decode(value).Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
    }

    internal static ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> value)
    {
        MessageIdList ids = new(value);
        return ids.MoveNext() ? ids.Current : default;
    }
}
