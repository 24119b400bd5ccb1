namespace Protocols.Mime;

/// <summary>Makes the line that a list of messages shows below the subject.</summary>
internal static class Preview
{
    /// <summary>RFC 8621 §4.1.4: no preview is longer.</summary>
    public const int MostCharacters = 256;

    // More than the styles that stand before the text of even the worst newsletters, and little beside a large body.
    private const int MostOctets = 128 * 1024;
    private const int MostParts = 8;

    public static string Make(MimePart message, int most)
    {
        TextBuilder output = TextBuilder.Rent();
        using BodyViews views = message.GetBodyViews();
        bool hasText = Make(views, most, output, keepsQuotes: false);
        if (hasText && output.Length == 0)
        {
            Make(views, most, output, keepsQuotes: true);
        }

        return output.ToStringAndReturn();
    }

    // Tells whether there was any text, shown or not.
    private static bool Make(in BodyViews views, int most, TextBuilder output, bool keepsQuotes)
    {
        TextBuilder text = new();
        bool hasText = false;
        int parts = 0;
        foreach (MimePart part in views.TextBody)
        {
            if (output.Length >= most || parts == MostParts)
            {
                break;
            }

            if (part.MediaType is MediaType.Text or MediaType.Multipart)
            {
                parts++;
                text.Length = 0;
                Read(part, most, text);
                hasText |= text.Length > 0;
                Append(text.Written, most, output, keepsQuotes);
            }
        }

        text.Return();
        return hasText;
    }

    private static void Read(MimePart part, int most, TextBuilder text)
    {
        ReadOnlySpan<byte> body = part.BodySpan;
        body = body[..Math.Min(body.Length, MostOctets)];
        using RentedOctets octets = new(body.Length);
        BodyDecoder.Decode(part.EffectiveEncoding, body, octets);
        if (octets.Written.IsEmpty)
        {
            return;
        }

        if (part.KnownMediaType != KnownMediaType.TextHtml)
        {
            Text.Charset.GetChars(part.Charset, octets.Written, text);
            return;
        }

        TextBuilder html = new();
        Text.Charset.GetChars(part.Charset, octets.Written, html);
        HtmlText.Append(html.Written, text, new HtmlTextOptions { MaxCharacters = most * 4 });
        html.Return();
    }

    private static void Append(ReadOnlySpan<char> text, int most, TextBuilder output, bool keepsQuotes)
    {
        bool isParted = true;
        while (!text.IsEmpty && output.Length < most)
        {
            int end = text.IndexOf('\n');
            ReadOnlySpan<char> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];

            // RFC 3676 §4.3: the mark of a signature.
            if (!keepsQuotes && line.TrimEnd('\r') is "-- ")
            {
                return;
            }

            if (keepsQuotes || !line.TrimStart().StartsWith('>'))
            {
                AppendLine(line, most, output, isParted);
                isParted = true;
            }
        }
    }

    private static void AppendLine(ReadOnlySpan<char> line, int most, TextBuilder output, bool isParted)
    {
        foreach (char c in line)
        {
            if (char.IsWhiteSpace(c))
            {
                isParted = true;
                continue;
            }

            if (IsInvisible(c))
            {
                continue;
            }

            if (isParted && output.Length > 0)
            {
                if (output.Length + 1 >= most)
                {
                    return;
                }

                output.Append(' ');
            }

            isParted = false;

            // A pair is not cut in two.
            if (output.Length == most || (char.IsHighSurrogate(c) && output.Length + 2 > most))
            {
                return;
            }

            output.Append(c);
        }
    }

    // Newsletters fill the line with these, so that nothing of the text below is shown.
    private static bool IsInvisible(char c) =>
        char.IsControl(c) || c is '\u00AD' or '\u034F' or '\u061C' or '\u180E' or (>= '\u200B' and <= '\u200F') or (>= '\u2060' and <= '\u2064') or '\uFEFF';
}
