using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>Which element of a structured MIME field <c>header :mime</c> looks at (RFC 5703 §4.1).</summary>
internal enum MimeHeaderOption
{
    /// <summary>The whole value.</summary>
    None,

    /// <summary><c>:type</c>: the type of a Content-Type, the disposition of a Content-Disposition.</summary>
    Type,

    /// <summary><c>:subtype</c>: the subtype of a Content-Type.</summary>
    Subtype,

    /// <summary><c>:contenttype</c>: type and subtype of a Content-Type, the disposition of a Content-Disposition.</summary>
    ContentType,

    /// <summary><c>:param</c>: the values of parameters.</summary>
    Param,
}

/// <summary>Takes the elements out of fields.</summary>
internal static class MimeHeaderElements
{
    // RFC 2045 §5.1
    private static readonly SearchValues<byte> s_specials = SearchValues.Create("()<>@,;:\\\"/[]?= \t"u8);

    /// <summary>Gives <c>:type</c>, <c>:subtype</c> or <c>:contenttype</c> of a field: empty for a field that has none, false where it cannot be read.</summary>
    /// <param name="field">The field.</param>
    /// <param name="option">What is asked for.</param>
    /// <param name="value">The element.</param>
    public static bool TryGet(HeaderField field, MimeHeaderOption option, out string value)
    {
        value = "";
        if (field.Id == HeaderId.ContentDisposition)
        {
            value = option == MimeHeaderOption.Subtype ? "" : Encoding.UTF8.GetString(field.Token);
            return !field.Token.IsEmpty;
        }

        if (field.Id != HeaderId.ContentType)
        {
            return true;
        }

        ReadOnlySpan<byte> text = field.Value;
        int end = text.IndexOfAny((byte)';', (byte)'(');
        text = (end < 0 ? text : text[..end]).Trim(" \t\r\n"u8);
        int slash = text.IndexOf((byte)'/');
        ReadOnlySpan<byte> type = slash < 0 ? default : text[..slash].Trim(" \t\r\n"u8);
        ReadOnlySpan<byte> subtype = slash < 0 ? default : text[(slash + 1)..].Trim(" \t\r\n"u8);
        if (!IsToken(type) || !IsToken(subtype))
        {
            return false;
        }

        value = option switch
        {
            MimeHeaderOption.Type => Encoding.ASCII.GetString(type),
            MimeHeaderOption.Subtype => Encoding.ASCII.GetString(subtype),
            _ => $"{Encoding.ASCII.GetString(type)}/{Encoding.ASCII.GetString(subtype)}",
        };
        return true;
    }

    /// <summary>The decoded value of a parameter (RFC 2231; encoded words as well).</summary>
    /// <param name="field">The field.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">Its value.</param>
    public static bool TryGetParameter(HeaderField field, ReadOnlySpan<byte> name, out string value) => field.Parameters.TryGetString(name, out value);

    private static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAny(s_specials) < 0 && Ascii.IsValid(text);
}
