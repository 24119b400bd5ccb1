using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protocols.MailAuth.Spf;

/// <summary>Macros: their grammar and what they stand for (RFC 7208 §7).</summary>
internal static class SpfMacros
{
    private static readonly SearchValues<byte> s_delimiters = SearchValues.Create(".-+,/_="u8);

    private static ReadOnlySpan<byte> Letters => "slodiphv"u8;

    // RFC 7208 §7.2: only in the text of an explanation.
    private static ReadOnlySpan<byte> ExplanationLetters => "crt"u8;

    /// <summary>macro-string = *( macro-expand / macro-literal )</summary>
    public static bool IsMacroString(ReadOnlySpan<byte> text) => Walk(text, mayExplain: true, maySpace: false, out _);

    /// <summary>explain-string = *( macro-string / SP )</summary>
    public static bool IsExplainString(ReadOnlySpan<byte> text) => Walk(text, mayExplain: true, maySpace: true, out _);

    /// <summary>domain-spec = macro-string domain-end</summary>
    public static bool IsDomainSpec(ReadOnlySpan<byte> text)
    {
        if (!Walk(text, mayExplain: false, maySpace: false, out bool endsInMacro))
        {
            return false;
        }

        // domain-end = ( "." toplabel [ "." ] ) / macro-expand
        if (endsInMacro)
        {
            return true;
        }

        text = text is [.., (byte)'.'] ? text[..^1] : text;
        int dot = text.LastIndexOf((byte)'.');
        return dot >= 0 && IsTopLabel(text[(dot + 1)..]);
    }

    /// <summary>Whether a macro of a letter, in either case, is used.</summary>
    public static bool Uses(ReadOnlySpan<byte> text, char letter)
    {
        for (int at = text.IndexOf("%{"u8); at >= 0 && at + 2 < text.Length;)
        {
            if ((text[at + 2] | 0x20) == letter)
            {
                return true;
            }

            int next = text[(at + 2)..].IndexOf("%{"u8);
            at = next < 0 ? -1 : at + 2 + next;
        }

        return false;
    }

    /// <summary>Puts values in the place of macros. The text must be of the grammar.</summary>
    public static string Expand(ReadOnlySpan<byte> text, in SpfMacroValues values)
    {
        if (!text.Contains((byte)'%'))
        {
            return Encoding.ASCII.GetString(text);
        }

        StringBuilder output = new();
        while (text.IndexOf((byte)'%') is >= 0 and int at)
        {
            output.Append(Encoding.ASCII.GetString(text[..at]));
            if (text[at + 1] == (byte)'{')
            {
                int end = text[at..].IndexOf((byte)'}');
                AppendMacro(text[(at + 2)..(at + end)], values, output);
                text = text[(at + end + 1)..];
                continue;
            }

            output.Append(text[at + 1] switch
            {
                (byte)'_' => " ",
                (byte)'-' => "%20",
                _ => "%",
            });
            text = text[(at + 2)..];
        }

        return output.Append(Encoding.ASCII.GetString(text)).ToString();
    }

    private static bool Walk(ReadOnlySpan<byte> text, bool mayExplain, bool maySpace, out bool endsInMacro)
    {
        endsInMacro = false;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            endsInMacro = b == (byte)'%';
            if (!endsInMacro)
            {
                if (b is < 0x21 or > 0x7E && !(maySpace && b == (byte)' '))
                {
                    return false;
                }

                continue;
            }

            if (++i == text.Length || !(text[i] is (byte)'%' or (byte)'_' or (byte)'-' || (text[i] == (byte)'{' && WalkMacro(text, mayExplain, ref i))))
            {
                return false;
            }
        }

        return true;
    }

    // macro-expand = "%{" macro-letter transformers *delimiter "}"; from the brace to the brace.
    private static bool WalkMacro(ReadOnlySpan<byte> text, bool mayExplain, ref int i)
    {
        int end = text[i..].IndexOf((byte)'}');
        if (end < 2)
        {
            return false;
        }

        ReadOnlySpan<byte> macro = text[(i + 1)..(i + end)];
        i += end;
        byte letter = (byte)(macro[0] | 0x20);
        if (!Letters.Contains(letter) && !(mayExplain && ExplanationLetters.Contains(letter)))
        {
            return false;
        }

        macro = macro[1..];
        int digits = macro.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? macro.Length : digits;

        // RFC 7208 §7.3: the number must not be zero.
        if (digits > 0 && macro[..digits].IndexOfAnyExcept((byte)'0') < 0)
        {
            return false;
        }

        macro = macro[digits..];
        macro = macro is [(byte)'r' or (byte)'R', ..] ? macro[1..] : macro;
        return macro.IndexOfAnyExcept(s_delimiters) < 0;
    }

    private static bool IsTopLabel(ReadOnlySpan<byte> label)
    {
        bool isNumber = true;
        foreach (byte b in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != (byte)'-')
            {
                return false;
            }

            isNumber &= char.IsAsciiDigit((char)b);
        }

        return !isNumber && label[0] != (byte)'-' && label[^1] != (byte)'-';
    }

    private static void AppendMacro(ReadOnlySpan<byte> macro, in SpfMacroValues values, StringBuilder output)
    {
        char letter = (char)macro[0];
        macro = macro[1..];
        int most = 0;
        while (!macro.IsEmpty && char.IsAsciiDigit((char)macro[0]))
        {
            most = Math.Min((most * 10) + macro[0] - '0', 1000);
            macro = macro[1..];
        }

        bool isReversed = macro is [(byte)'r' or (byte)'R', ..];
        macro = isReversed ? macro[1..] : macro;
        string value = Value(char.ToLowerInvariant(letter), values);
        if (most > 0 || isReversed || !macro.IsEmpty)
        {
            string[] parts = value.Split(macro.IsEmpty ? ['.'] : Encoding.ASCII.GetString(macro).ToCharArray());
            if (isReversed)
            {
                Array.Reverse(parts);
            }

            value = string.Join('.', most > 0 && most < parts.Length ? parts[^most..] : parts);
        }

        // RFC 7208 §7.3: upper case is URL-escaped; .NET leaves just the unreserved characters as they are.
        output.Append(char.IsAsciiLetterUpper(letter) ? Uri.EscapeDataString(value) : value);
    }

    private static string Value(char letter, in SpfMacroValues values) => letter switch
    {
        's' => values.Sender,
        'l' => values.Sender[..values.Sender.LastIndexOf('@')],
        'o' => values.Sender[(values.Sender.LastIndexOf('@') + 1)..],
        'd' => values.Domain,
        'i' => Dotted(values.Client),
        'p' => values.ValidatedName,
        'v' => values.Client.AddressFamily == AddressFamily.InterNetwork ? "in-addr" : "ip6",
        'h' => values.Helo,
        'c' => values.Client.ToString(),
        'r' => values.Receiver,
        't' => values.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(letter)),
    };

    private static string Dotted(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.ToString();
        }

        Span<char> text = stackalloc char[63];
        string nibbles = Convert.ToHexString(address.GetAddressBytes());
        text.Fill('.');
        for (int i = 0; i < nibbles.Length; i++)
        {
            text[i * 2] = nibbles[i];
        }

        return text.ToString();
    }
}

/// <summary>What macros stand for.</summary>
internal readonly record struct SpfMacroValues(string Sender, string Domain, IPAddress Client, string ValidatedName, string Helo, string Receiver, DateTimeOffset Time);
