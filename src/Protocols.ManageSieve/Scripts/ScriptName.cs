using System.Text;
using Protocols.Text;

namespace Protocols.ManageSieve;

/// <summary>The names of scripts (RFC 5804 §1.6).</summary>
public static class ScriptName
{
    /// <summary>The length that every server has to allow, in Unicode characters.</summary>
    public const int LeastMaxLength = 128;

    /// <summary>Brings a name to the one form in which it is kept and compared: NFC, as Net-Unicode wants it (RFC 5198 §2).</summary>
    /// <param name="name">The name.</param>
    /// <param name="maxLength">The most Unicode characters it may have.</param>
    /// <param name="normalized">The form; empty on failure.</param>
    /// <returns>Why it is no name, or that it is one.</returns>
    public static ScriptNameStatus TryNormalize(ReadOnlySpan<char> name, int maxLength, out string normalized)
    {
        normalized = "";
        if (name.IsEmpty)
        {
            return ScriptNameStatus.Empty;
        }

        foreach (Rune rune in name.EnumerateRunes())
        {
            // RFC 5804 §1.6: controls, DELETE, and the separators of lines and paragraphs. A replacement character stands for what was no Unicode.
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
            {
                return ScriptNameStatus.HasControls;
            }

            if (rune == Rune.ReplacementChar && name.ContainsAnyInRange('\uD800', '\uDFFF'))
            {
                return ScriptNameStatus.NotUnicode;
            }
        }

        string nfc = UnicodeNormalization.ToNfc(name);
        int length = 0;
        foreach (Rune _ in nfc.EnumerateRunes())
        {
            length++;
        }

        if (length > maxLength)
        {
            return ScriptNameStatus.TooLong;
        }

        normalized = nfc;
        return ScriptNameStatus.Ok;
    }
}

/// <summary>Whether a text can be the name of a script, or why not.</summary>
public enum ScriptNameStatus
{
    /// <summary>It can.</summary>
    Ok,

    /// <summary>It is empty, which stands for no script (RFC 5804 §2.8).</summary>
    Empty,

    /// <summary>It holds control characters or separators of lines.</summary>
    HasControls,

    /// <summary>It holds halves of characters.</summary>
    NotUnicode,

    /// <summary>It has more characters than the limit.</summary>
    TooLong,
}
