using System.Buffers;

namespace Protocols.Mime;

/// <summary>Text from messages by others, made fit to be written again.</summary>
internal static class PlainText
{
    private static readonly SearchValues<char> s_breaks = SearchValues.Create("\r\n\0");

    /// <summary>Puts spaces where an encoded word brought a line end or NUL.</summary>
    public static string OneLine(string text)
    {
        if (text.AsSpan().IndexOfAny(s_breaks) < 0)
        {
            return text;
        }

        return string.Create(text.Length, text, static (characters, source) =>
        {
            source.CopyTo(characters);
            characters.ReplaceAny(s_breaks, ' ');
        });
    }
}
