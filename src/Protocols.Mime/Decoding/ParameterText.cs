using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>
/// The value of a parameter as text (RFC 2231): continuations joined in order, charset and percent codes decoded. Where there is no
/// such form, encoded words are decoded, which RFC 2047 §5 forbids in parameters and many programs write all the same.
/// </summary>
internal static class ParameterText
{
    // A name*17 with more digits than this is nobody's continuation.
    private const int MostSections = 10_000;

    public static bool TryGet(HeaderParameters parameters, ReadOnlySpan<byte> name, out string value)
    {
        value = "";
        Section[]? sections = null;
        int count = 0;
        HeaderParameter plain = default;
        bool hasPlain = false;
        foreach (HeaderParameter parameter in parameters)
        {
            if (!parameter.Name.StartsWithIgnoreCase(name))
            {
                continue;
            }

            ReadOnlySpan<byte> suffix = parameter.Name[name.Length..];
            if (suffix.IsEmpty)
            {
                plain = hasPlain ? plain : parameter;
                hasPlain = true;
            }
            else if (TryReadSuffix(suffix, out int number, out bool isExtended))
            {
                sections ??= ArrayPool<Section>.Shared.Rent(8);
                if (count == sections.Length)
                {
                    Section[] larger = ArrayPool<Section>.Shared.Rent(count * 2);
                    sections.AsSpan(0, count).CopyTo(larger);
                    ArrayPool<Section>.Shared.Return(sections);
                    sections = larger;
                }

                sections[count++] = new Section(number, isExtended, parameters.OffsetOf(parameter), parameter.RawValue.Length, parameter.IsQuoted);
            }
        }

        if (sections is not null)
        {
            Span<Section> found = sections.AsSpan(0, count);
            found.Sort(static (a, b) => a.Number != b.Number ? a.Number.CompareTo(b.Number) : a.Offset.CompareTo(b.Offset));
            bool isWhole = found[0].Number <= 0;
            value = isWhole ? Join(parameters, found) : "";
            ArrayPool<Section>.Shared.Return(sections);
            if (isWhole)
            {
                return true;
            }
        }

        value = hasPlain ? plain.GetString() : "";
        return hasPlain;
    }

    // "*" is the whole value, extended; "*3" and "*3*" are sections.
    private static bool TryReadSuffix(ReadOnlySpan<byte> suffix, out int number, out bool isExtended)
    {
        number = -1;
        isExtended = suffix[^1] == (byte)'*';
        if (suffix[0] != (byte)'*' || suffix.Length == 1)
        {
            return suffix[0] == (byte)'*';
        }

        ReadOnlySpan<byte> digits = isExtended ? suffix[1..^1] : suffix[1..];
        return Utf8Parser.TryParse(digits, out number, out int used) && used == digits.Length && number is >= 0 and < MostSections;
    }

    private static string Join(HeaderParameters parameters, ReadOnlySpan<Section> sections)
    {
        int room = 0;
        foreach (Section section in sections)
        {
            room += section.Length;
        }

        byte[] octets = ArrayPool<byte>.Shared.Rent(room + 1);
        int count = 0;
        ReadOnlySpan<byte> charset = default;
        int expected = Math.Max(sections[0].Number, 0);
        for (int i = 0; i < sections.Length; i++)
        {
            Section section = sections[i];

            // A section that is missing ends the value; of two with the same number the first holds.
            if (Math.Max(section.Number, 0) != expected)
            {
                if (Math.Max(section.Number, 0) > expected)
                {
                    break;
                }

                continue;
            }

            expected++;
            ReadOnlySpan<byte> raw = parameters.Slice(section.Offset, section.Length);
            if (section.IsExtended)
            {
                if (i == 0)
                {
                    charset = ReadCharset(ref raw);
                }

                count += Unpercent(raw, octets.AsSpan(count));
            }
            else if (section.IsQuoted)
            {
                count += PhraseWords.Unescape(raw, octets.AsSpan(count));
            }
            else
            {
                raw.CopyTo(octets.AsSpan(count));
                count += raw.Length;
            }
        }

        string value = Charset.GetString(charset, octets.AsSpan(0, count), out _);
        ArrayPool<byte>.Shared.Return(octets);
        return value;
    }

    // RFC 2231 §4: charset'language'text
    private static ReadOnlySpan<byte> ReadCharset(scoped ref ReadOnlySpan<byte> raw)
    {
        int first = raw.IndexOf((byte)'\'');
        int second = first < 0 ? -1 : raw[(first + 1)..].IndexOf((byte)'\'');
        if (second < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> charset = raw[..first];
        raw = raw[(first + second + 2)..];
        return charset;
    }

    private static int Unpercent(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = 0;
        for (int i = 0; i < source.Length; i++)
        {
            byte b = source[i];
            if (b == (byte)'%' && i + 2 < source.Length && Utf8Parser.TryParse(source.Slice(i + 1, 2), out byte code, out int used, 'x') && used == 2)
            {
                b = code;
                i += 2;
            }

            destination[written++] = b;
        }

        return written;
    }

    private static bool StartsWithIgnoreCase(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start);

    private readonly record struct Section(int Number, bool IsExtended, int Offset, int Length, bool IsQuoted);
}
