using System.Text;

namespace Protocols.Text;

/// <summary>
/// Punycode (RFC 3492): how a label of a domain name that is not ASCII is written in ASCII, without the <c>xn--</c> in front. The work
/// grows with the square of the length, so that there is a limit to it.
/// </summary>
public static class Punycode
{
    /// <summary>The longest label that is taken, in UTF-16 units or in ASCII: far more than DNS has room for.</summary>
    public const int LongestLabel = 1024;

    // RFC 3492 §5
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialN = 0x80;

    /// <summary>Encodes a label.</summary>
    /// <param name="label">The label.</param>
    /// <param name="encoded">The label in ASCII, or an empty string.</param>
    /// <returns>False where the label is too long, or has a surrogate without its other half.</returns>
    public static bool TryEncode(ReadOnlySpan<char> label, out string encoded)
    {
        encoded = string.Empty;
        if (label.Length > LongestLabel)
        {
            return false;
        }

        List<int> points = new(label.Length);
        StringBuilder output = new();
        while (!label.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(label, out Rune rune, out int used) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            label = label[used..];
            points.Add(rune.Value);
            if (rune.IsAscii)
            {
                output.Append((char)rune.Value);
            }
        }

        // RFC 3492 §6.3
        int basic = output.Length;
        int handled = basic;
        if (basic > 0)
        {
            output.Append('-');
        }

        int n = InitialN;
        int delta = 0;
        int bias = InitialBias;
        while (handled < points.Count)
        {
            int next = int.MaxValue;
            foreach (int point in points)
            {
                next = point >= n && point < next ? point : next;
            }

            // No overflow: 1,024 code points of at most 21 bits are less than 31.
            delta += (next - n) * (handled + 1);
            n = next;
            foreach (int point in points)
            {
                if (point < n)
                {
                    delta++;
                }
                else if (point == n)
                {
                    AppendNumber(delta, bias, output);
                    bias = Adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            n++;
        }

        encoded = output.ToString();
        return true;
    }

    /// <summary>Decodes a label.</summary>
    /// <param name="label">The label in ASCII, letter case of no account.</param>
    /// <param name="decoded">The label, or an empty string.</param>
    /// <returns>False where it is no Punycode, or too long.</returns>
    public static bool TryDecode(ReadOnlySpan<char> label, out string decoded)
    {
        decoded = string.Empty;
        if (label.Length > LongestLabel || !System.Text.Ascii.IsValid(label))
        {
            return false;
        }

        // RFC 3492 §6.2
        int basic = Math.Max(label.LastIndexOf('-'), 0);
        List<int> points = new(label.Length);
        foreach (char c in label[..basic])
        {
            points.Add(c);
        }

        int position = basic > 0 ? basic + 1 : label.StartsWith("-") ? 1 : 0;
        int n = InitialN;
        int i = 0;
        int bias = InitialBias;
        while (position < label.Length)
        {
            if (!TryReadNumber(label, ref position, bias, out int delta))
            {
                return false;
            }

            long sum = (long)i + delta;
            int count = points.Count + 1;
            bias = Adapt(delta, count, i == 0 && points.Count == basic);
            long point = n + (sum / count);
            if (point > 0x10FFFF || point is >= 0xD800 and <= 0xDFFF)
            {
                return false;
            }

            n = (int)point;
            i = (int)(sum % count);
            points.Insert(i++, n);
        }

        StringBuilder output = new(points.Count);
        Span<char> characters = stackalloc char[2];
        foreach (int point in points)
        {
            output.Append(characters[..new Rune(point).EncodeToUtf16(characters)]);
        }

        decoded = output.ToString();
        return true;
    }

    private static void AppendNumber(int number, int bias, StringBuilder output)
    {
        for (int k = Base; ; k += Base)
        {
            int t = Math.Clamp(k - bias, TMin, TMax);
            if (number < t)
            {
                output.Append(Digit(number));
                return;
            }

            output.Append(Digit(t + ((number - t) % (Base - t))));
            number = (number - t) / (Base - t);
        }
    }

    private static bool TryReadNumber(ReadOnlySpan<char> label, ref int position, int bias, out int number)
    {
        number = 0;
        long value = 0;
        long weight = 1;
        for (int k = Base; position < label.Length; k += Base)
        {
            int digit = Value(label[position++]);
            value += digit * weight;
            if (digit < 0 || value > int.MaxValue)
            {
                return false;
            }

            int t = Math.Clamp(k - bias, TMin, TMax);
            if (digit < t)
            {
                number = (int)value;
                return true;
            }

            weight *= Base - t;
            if (weight > int.MaxValue)
            {
                return false;
            }
        }

        return false;
    }

    // RFC 3492 §6.1
    private static int Adapt(int delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        int k = 0;
        while (delta > (Base - TMin) * TMax / 2)
        {
            delta /= Base - TMin;
            k += Base;
        }

        return k + ((Base - TMin + 1) * delta / (delta + Skew));
    }

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int Value(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        _ => -1,
    };
}
