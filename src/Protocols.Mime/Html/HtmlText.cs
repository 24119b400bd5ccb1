namespace Protocols.Mime;

/// <summary>
/// Makes plain text of HTML, to preview it, search it, or read it where HTML is not wanted. Takes any characters: nothing throws, nothing
/// recurses however deep elements lie, and every character is looked at a bounded number of times. Scripts, styles, titles, comments and
/// attributes are left out; blocks become lines. It is no sanitizer: the result is text, and has to be escaped to be shown as HTML again.
/// </summary>
public static class HtmlText
{
    /// <summary>Makes text of HTML.</summary>
    /// <param name="html">The HTML, a document or any piece of one.</param>
    /// <param name="options">How, or null for <see cref="HtmlTextOptions.Default"/>.</param>
    /// <returns>The text, with LF for line ends, without white space at its ends.</returns>
    public static string ToText(ReadOnlySpan<char> html, HtmlTextOptions? options = null)
    {
        TextBuilder output = TextBuilder.Rent();
        Append(html, output, options ?? HtmlTextOptions.Default);
        return output.ToStringAndReturn();
    }

    internal static void Append(ReadOnlySpan<char> html, TextBuilder output, HtmlTextOptions options)
    {
        HtmlTextWriter writer = new(output, options);
        HtmlTokenizer tokens = new(html);
        while (!writer.IsFull && tokens.Read())
        {
            switch (tokens.Kind)
            {
                case HtmlTokenKind.Text:
                    writer.Write(tokens.Text);
                    break;
                case HtmlTokenKind.Character:
                    writer.WriteRune(tokens.Character);
                    break;
                default:
                    writer.Tag(tokens);
                    break;
            }
        }
    }
}
