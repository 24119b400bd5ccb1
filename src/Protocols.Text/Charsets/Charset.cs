using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Unicode;

namespace Protocols.Text;

/// <summary>
/// Character sets by the names that stand in mail (IANA's registry, and the aliases that programs made up), and the text that
/// octets are. Nothing here throws for what a message says. <see cref="CharsetDecoder"/> reads text in pieces.
/// </summary>
public static class Charset
{
    private const int LongestName = 64;
    private const int LongestAtOnce = 1024 * 1024;
    private const int LongestPiece = 4096;

    private static readonly ConcurrentDictionary<string, Encoding> s_known = [];
    private static readonly ConcurrentDictionary<string, Encoding>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What is read where nothing better is known. It has a character for each octet.</summary>
    internal static Encoding Windows1252 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Finds a character set.</summary>
    /// <param name="name">Its name in ASCII, such as <c>iso-8859-15</c>; letter case and what is neither letter nor digit do not matter.</param>
    /// <param name="encoding">The encoding, which puts U+FFFD for what it cannot read. Some can only read: they throw where they are to write.</param>
    public static bool TryGetEncoding(ReadOnlySpan<byte> name, out Encoding? encoding)
    {
        encoding = null;
        if (name.IsEmpty || name.Length > LongestName)
        {
            return false;
        }

        // Names are kept by what distinguishes them, so that messages cannot make this grow by how they write one.
        Span<char> characters = stackalloc char[LongestName];
        characters = characters[..CharsetNames.Squeeze(name, characters)];
        if (s_lookup.TryGetValue(characters, out encoding))
        {
            return true;
        }

        encoding = CharsetNames.Find(characters.ToString());
        if (encoding is null)
        {
            return false;
        }

        s_known.TryAdd(characters.ToString(), encoding);
        return true;
    }

    /// <summary>Makes text of octets, whatever they are labelled.</summary>
    /// <param name="name">The name of the character set in ASCII; empty where none is given.</param>
    /// <param name="octets">The octets.</param>
    /// <param name="outcome">By which character set the text was made.</param>
    public static string GetString(ReadOnlySpan<byte> name, ReadOnlySpan<byte> octets, out CharsetOutcome outcome)
    {
        string text = GetString(Choose(name, octets, out outcome), octets);
        if (outcome == CharsetOutcome.Named && text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            outcome = CharsetOutcome.NamedInPart;
        }

        return text;
    }

    /// <summary>Appends the text of octets to a writer of characters, whatever they are labelled.</summary>
    /// <param name="name">The name of the character set in ASCII; empty where none is given.</param>
    /// <param name="octets">The octets.</param>
    /// <param name="output">Takes the characters.</param>
    /// <returns>By which character set the text was made.</returns>
    public static CharsetOutcome GetChars(ReadOnlySpan<byte> name, ReadOnlySpan<byte> octets, IBufferWriter<char> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Encoding encoding = Choose(name, octets, out CharsetOutcome outcome);
        if (ReferenceEquals(encoding, Encoding.UTF8) && octets.Length <= LongestPiece && !octets.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) && Utf8.IsValid(octets))
        {
            // What most text in header fields is: it needs no decoder, which would be an object.
            _ = Utf8.ToUtf16(octets, output.GetSpan(octets.Length), out _, out int written);
            output.Advance(written);
            return outcome;
        }

        CharsetDecoder decoder = new(encoding);
        decoder.Decode(octets, output);
        CharsetOutcome read = decoder.Finish(output);
        return outcome == CharsetOutcome.Named ? read : outcome;
    }

    // The framework's way counts first, through copies where the encoding is not its own.
    private static string GetString(Encoding encoding, ReadOnlySpan<byte> octets)
    {
        if (octets.Length > LongestAtOnce || encoding is not (OctetReaderEncoding or SingleOctetEncoding))
        {
            return encoding.GetString(octets);
        }

        char[] rented = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(octets.Length));
        string text = new(rented, 0, encoding.GetChars(octets, rented));
        ArrayPool<char>.Shared.Return(rented);
        return text;
    }

    private static Encoding Choose(ReadOnlySpan<byte> name, ReadOnlySpan<byte> octets, out CharsetOutcome outcome)
    {
        if (TryGetEncoding(name, out Encoding? encoding))
        {
            if (ReferenceEquals(encoding, Encoding.Latin1) && octets.ContainsAnyInRange((byte)0x80, (byte)0x9F))
            {
                // What ISO-8859-1 has there are controls that nobody sends.
                outcome = CharsetOutcome.AssumedWindows1252;
                return Windows1252;
            }

            if (!ReferenceEquals(encoding, Encoding.ASCII) || Ascii.IsValid(octets))
            {
                outcome = CharsetOutcome.Named;
                return encoding!;
            }
        }

        bool isNamed = !name.IsEmpty && encoding is null;
        bool isUtf8 = Utf8.IsValid(octets);
        outcome = isNamed ? CharsetOutcome.UnknownName : isUtf8 ? CharsetOutcome.AssumedUtf8 : CharsetOutcome.AssumedWindows1252;
        return isUtf8 ? Encoding.UTF8 : Windows1252;
    }
}
