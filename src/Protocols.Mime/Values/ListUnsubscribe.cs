using System.Text;

namespace Protocols.Mime;

public readonly partial struct MimePart
{
    /// <summary>
    /// Gives the URL that a POST of <c>List-Unsubscribe=One-Click</c> unsubscribes at (RFC 8058 §3.1), where the message offers that: an
    /// https URL in List-Unsubscribe beside a List-Unsubscribe-Post. Whether both fields are covered by a DKIM signature that holds, as
    /// §4 demands before anything is sent, is for the caller to check.
    /// </summary>
    /// <param name="url">The URL, or an empty text.</param>
    public bool TryGetOneClickUnsubscribe(out string url)
    {
        url = "";
        if (!TryGetHeader(HeaderId.ListUnsubscribePost, out HeaderField post) || !Ascii.EqualsIgnoreCase(post.Value, "List-Unsubscribe=One-Click"u8)
            || !TryGetHeader(HeaderId.ListUnsubscribe, out HeaderField field))
        {
            return false;
        }

        UrlList urls = field.Urls;
        while (urls.MoveNext())
        {
            if (urls.Current.Length > 8 && Ascii.EqualsIgnoreCase(urls.Current[..8], "https://"u8))
            {
                url = urls.GetString();
                return true;
            }
        }

        return false;
    }
}
