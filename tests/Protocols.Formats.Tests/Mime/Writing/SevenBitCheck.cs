using System.Text;

namespace Protocols.Formats.Tests.Mime.Writing;

/// <summary>Looks at what was written octet by octet, knowing nothing of the writer.</summary>
internal static class SevenBitCheck
{
    /// <summary>What is wrong with a message for a way of seven bits (RFC 5322 §2.1.1, RFC 2045 §2.7), or null.</summary>
    public static string? Find(ReadOnlySpan<byte> message)
    {
        int line = 0;
        for (int i = 0; i < message.Length; i++)
        {
            byte octet = message[i];
            if (octet is 0 or >= 128)
            {
                return $"octet {octet} at {i}";
            }

            bool isCrLf = octet == (byte)'\r' && i + 1 < message.Length && message[i + 1] == (byte)'\n';
            if (!isCrLf && octet is (byte)'\r' or (byte)'\n')
            {
                return $"a bare {octet} at {i}";
            }

            if (isCrLf)
            {
                line = 0;
                i++;
            }
            else if (++line > 998)
            {
                return $"a line of more than 998 octets at {i}";
            }
        }

        return null;
    }

    /// <summary>The header lines that are longer than 78 though they could have been folded, or are blank but for white space.</summary>
    public static IEnumerable<string> BadFolds(string header)
    {
        foreach (string line in header.Split("\r\n"))
        {
            if (line.Length > 0 && line.Trim(' ', '\t').Length == 0)
            {
                yield return "blank: " + line;
            }

            // RFC 2047 §2: 76 for a line with an encoded word in it; 75 for a word.
            if (line.Contains("=?utf-8?", StringComparison.Ordinal) && line.Length > 76)
            {
                yield return "word: " + line;
            }
        }
    }

    public static bool IsWellFormedUtf8(ReadOnlySpan<byte> octets)
    {
        try
        {
            new UTF8Encoding(false, true).GetCharCount(octets);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
