using System.Text;

namespace Protocols.Text;

/// <summary>
/// Normalisation forms C and KC of Unicode 17.0 (UAX 15): what looks alike is made of the same code points, composed where they can be; in form KC, what
/// stands for other characters is replaced by them, too. They do not depend on the globalisation data of the machine, which programs in invariant mode do not have.
/// </summary>
public static class UnicodeNormalization
{
    private const char FirstThatCanChange = '\u0300';
    private const char FirstThatStandsForOthers = '\u00A0';
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int HangulCount = LeadCount * VowelCount * TailCount;

    /// <summary>Brings text into form C. A surrogate without its other half becomes U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text in form C; the same object where it is that already.</returns>
    public static string ToNfc(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Normalise(text, isCompatible: false);
    }

    /// <summary>Brings text into form C. A surrogate without its other half becomes U+FFFD.</summary>
    /// <param name="text">The text.</param>
    public static string ToNfc(ReadOnlySpan<char> text) => Normalise(text, isCompatible: false);

    /// <summary>Whether text is in form C. Text without marks and letters beyond U+02FF is told by a look, others by normalising them.</summary>
    /// <param name="text">The text.</param>
    public static bool IsNfc(ReadOnlySpan<char> text) => IsPlain(text, isCompatible: false) || ToNfc(text).AsSpan().SequenceEqual(text);

    /// <summary>Brings text into form KC: ligatures, full-width letters, circled numbers and the like become what they stand for. A surrogate without its other half becomes U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text in form KC; the same object where it is that already.</returns>
    public static string ToNfkc(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Normalise(text, isCompatible: true);
    }

    /// <summary>Brings text into form KC. A surrogate without its other half becomes U+FFFD.</summary>
    /// <param name="text">The text.</param>
    public static string ToNfkc(ReadOnlySpan<char> text) => Normalise(text, isCompatible: true);

    /// <summary>Whether text is in form KC. ASCII is told by a look, other text by normalising it.</summary>
    /// <param name="text">The text.</param>
    public static bool IsNfkc(ReadOnlySpan<char> text) => IsPlain(text, isCompatible: true) || ToNfkc(text).AsSpan().SequenceEqual(text);

    private static bool IsPlain(ReadOnlySpan<char> text, bool isCompatible) =>
        !text.ContainsAnyInRange(isCompatible ? FirstThatStandsForOthers : FirstThatCanChange, char.MaxValue);

    private static string Normalise(string text, bool isCompatible)
    {
        if (IsPlain(text, isCompatible))
        {
            return text;
        }

        string normalised = Normalise(text.AsSpan(), isCompatible);
        return normalised == text ? text : normalised;
    }

    private static string Normalise(ReadOnlySpan<char> text, bool isCompatible)
    {
        if (IsPlain(text, isCompatible))
        {
            return text.ToString();
        }

        StringBuilder output = new(text.Length);
        List<int> points = [];
        List<byte> classes = [];

        // From one starter to the next nothing else has a say: what does not compose with the next one is written.
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, isCompatible, points, classes, output);
        }

        Flush(points, classes, output);
        return output.ToString();
    }

    private static void Decompose(int codePoint, bool isCompatible, List<int> points, List<byte> classes, StringBuilder output)
    {
        int hangul = codePoint - HangulBase;
        if (hangul is >= 0 and < HangulCount)
        {
            Add(LeadBase + (hangul / (VowelCount * TailCount)), points, classes, output);
            Add(VowelBase + (hangul % (VowelCount * TailCount) / TailCount), points, classes, output);
            if (hangul % TailCount != 0)
            {
                Add(TailBase + (hangul % TailCount), points, classes, output);
            }

            return;
        }

        ReadOnlySpan<char> decomposition = isCompatible && codePoint >= FirstThatStandsForOthers ? CompatibilityTable.Decomposition(codePoint) : default;
        if (decomposition.IsEmpty && codePoint >= 0xC0)
        {
            decomposition = UnicodeTables.Decomposition(codePoint);
        }

        if (decomposition.IsEmpty)
        {
            Add(codePoint, points, classes, output);
            return;
        }

        foreach (Rune rune in decomposition.EnumerateRunes())
        {
            Add(rune.Value, points, classes, output);
        }
    }

    private static void Add(int codePoint, List<int> points, List<byte> classes, StringBuilder output)
    {
        byte combiningClass = codePoint < FirstThatCanChange ? (byte)0 : UnicodeTables.CombiningClass(codePoint);
        if (combiningClass == 0 && points.Count > 0)
        {
            int composed = EndStarter(points, classes, codePoint);
            if (composed >= 0)
            {
                points[0] = composed;
                return;
            }

            Write(points, classes, output);
        }

        points.Add(codePoint);
        classes.Add(combiningClass);
    }

    // The marks behind a starter are put in order and composed with it. Gives what the starter then is with the next one, or -1.
    private static int EndStarter(List<int> points, List<byte> classes, int next)
    {
        Compose(points, classes);
        return points.Count == 1 && classes[0] == 0 ? Pair(points[0], next) : -1;
    }

    private static void Flush(List<int> points, List<byte> classes, StringBuilder output)
    {
        Compose(points, classes);
        Write(points, classes, output);
    }

    private static void Write(List<int> points, List<byte> classes, StringBuilder output)
    {
        Span<char> characters = stackalloc char[2];
        foreach (int point in points)
        {
            output.Append(characters[..new Rune(point).EncodeToUtf16(characters)]);
        }

        points.Clear();
        classes.Clear();
    }

    private static void Compose(List<int> points, List<byte> classes)
    {
        if (points.Count <= 1)
        {
            return;
        }

        Sort(points, classes);
        if (classes[0] != 0)
        {
            return;
        }

        int kept = 1;
        byte last = 0;
        for (int i = 1; i < points.Count; i++)
        {
            // UAX 15: a mark composes with the starter where none of its own class is left between them.
            int composed = last == classes[i] ? -1 : Pair(points[0], points[i]);
            if (composed >= 0)
            {
                points[0] = composed;
                continue;
            }

            last = classes[i];
            points[kept] = points[i];
            classes[kept++] = classes[i];
        }

        points.RemoveRange(kept, points.Count - kept);
        classes.RemoveRange(kept, classes.Count - kept);
    }

    // By combining class, those of one class in the order that they came in; of a starter nothing goes in front.
    private static void Sort(List<int> points, List<byte> classes)
    {
        bool isSorted = true;
        for (int i = 2; i < classes.Count && isSorted; i++)
        {
            isSorted = classes[i - 1] <= classes[i];
        }

        if (isSorted && (classes[0] <= classes[1]))
        {
            return;
        }

        ulong[] keys = new ulong[points.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ((ulong)classes[i] << 56) | (uint)i;
        }

        int[] unsorted = [.. points];
        Array.Sort(keys, unsorted);
        for (int i = 0; i < keys.Length; i++)
        {
            points[i] = unsorted[i];
            classes[i] = (byte)(keys[i] >> 56);
        }
    }

    private static int Pair(int first, int second)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            return HangulBase + (((lead * VowelCount) + vowel) * TailCount);
        }

        int syllable = first - HangulBase;
        int tail = second - TailBase;
        if (syllable is >= 0 and < HangulCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
        {
            return first + tail;
        }

        return second < FirstThatCanChange ? -1 : UnicodeTables.Compose(first, second);
    }
}
