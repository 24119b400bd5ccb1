namespace Protocols.Formats.Tests.Text.Encodings;

/// <summary>The transfer encodings decoded as plainly as can be, for comparison with the fast decoders.</summary>
internal static class PlainDecoders
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public static byte[] Base64(byte[] source)
    {
        List<byte> decoded = [];
        List<int> group = [];
        foreach (byte b in source)
        {
            int value = Alphabet.IndexOf((char)b, StringComparison.Ordinal);
            if (value >= 0)
            {
                group.Add(value);
            }

            if (b == '=' || group.Count == 4)
            {
                EndGroup(group, decoded);
            }
        }

        EndGroup(group, decoded);
        return [.. decoded];
    }

    public static byte[] QuotedPrintable(byte[] source)
    {
        List<byte> decoded = [];
        int i = 0;
        while (i < source.Length)
        {
            int spaces = 0;
            int start = source[i] == '=' ? i + 1 : i;
            while (start + spaces < source.Length && IsSpace(source[start + spaces]))
            {
                spaces++;
            }

            int behind = start + spaces;
            int lineEnd = At(source, behind) == '\n' ? 1 : At(source, behind) == '\r' && At(source, behind + 1) == '\n' ? 2 : 0;
            bool isEnd = lineEnd > 0 || behind == source.Length;
            if (source[i] == '=')
            {
                bool endsInReturn = behind + 1 == source.Length && source[behind] == '\r';
                if (IsHex(At(source, i + 1)) && IsHex(At(source, i + 2)))
                {
                    decoded.Add(Convert.ToByte($"{(char)source[i + 1]}{(char)source[i + 2]}", 16));
                    i += 3;
                }
                else if ((isEnd || endsInReturn) && spaces <= 128)
                {
                    i = endsInReturn ? source.Length : behind + lineEnd;
                }
                else
                {
                    decoded.Add(source[i++]);
                }
            }
            else if (spaces > 0)
            {
                decoded.AddRange(source[i..(isEnd ? Math.Max(i, behind - 128) : behind)]);
                i = behind;
            }
            else
            {
                decoded.Add(source[i++]);
            }
        }

        return [.. decoded];
    }

    private static int At(byte[] source, int index) => index < source.Length ? source[index] : -1;

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t';

    private static bool IsHex(int b) => b >= 0 && char.IsAsciiHexDigit((char)b);

    private static void EndGroup(List<int> group, List<byte> decoded)
    {
        int bits = 0;
        for (int i = 0; i < 4; i++)
        {
            bits = (bits << 6) | (i < group.Count ? group[i] : 0);
        }

        for (int i = 0; i < group.Count - 1; i++)
        {
            decoded.Add((byte)(bits >> (16 - (8 * i))));
        }

        group.Clear();
    }
}
