using System.Text;
using Protocols.Mime;
using Protocols.Text;

namespace Protocols.Sieve;

/// <summary>The text of a part for <c>extracttext</c> (RFC 5703 §7).</summary>
internal static class PartText
{
    /// <summary>Gives the text in UTF-16: empty for what is no text, or is in an encoding or character set that is not known.</summary>
    /// <param name="part">The part.</param>
    /// <param name="maxCharacters">How many characters (code points) at most.</param>
    public static string Extract(MimePart part, long maxCharacters)
    {
        if (part.HasChildren || part.MediaType != MediaType.Text || part.TransferEncoding == TransferEncoding.Unknown)
        {
            return "";
        }

        string text = part.GetBodyText(out CharsetOutcome outcome);
        if (outcome == CharsetOutcome.UnknownName)
        {
            return "";
        }

        if (text.Length <= maxCharacters)
        {
            return text;
        }

        long left = maxCharacters;
        int end = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (left-- == 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }
}
