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
        if (parameters.IsEmpty)
        {
            return false;
        }

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
            bool isWhole = TryJoin(parameters, sections.AsSpan(0, count), out value);
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

    // The sections may stand in any order, and of two with the same number the first holds; "name*" holds before "name*0". One that is missing
    // ends the value, so that a number that is not below their count is never reached.
    private static bool TryJoin(HeaderParameters parameters, ReadOnlySpan<Section> sections, out string value)
    {
        const int Absent = -1;
        value = "";
        int[] rented = ArrayPool<int>.Shared.Rent(sections.Length + 1);
        Span<int> byNumber = rented.AsSpan(0, sections.Length + 1);
        byNumber.Fill(Absent);
        int room = 0;
        for (int i = 0; i < sections.Length; i++)
        {
            int number = sections[i].Number + 1;
            if (number < byNumber.Length && byNumber[number] == Absent)
            {
                byNumber[number] = i;
                room += sections[i].Length;
            }
        }

        int first = byNumber[0] != Absent ? byNumber[0] : byNumber[1];
        if (first != Absent)
        {
            byNumber[1] = first;
            value = Join(parameters, sections, byNumber[1..], room);
        }

        ArrayPool<int>.Shared.Return(rented);
        return first != Absent;
    }

    private static string Join(HeaderParameters parameters, ReadOnlySpan<Section> sections, ReadOnlySpan<int> order, int room)
    {
        byte[] octets = ArrayPool<byte>.Shared.Rent(room + 1);
        int count = 0;
        ReadOnlySpan<byte> charset = default;
        for (int i = 0; i < order.Length && order[i] >= 0; i++)
        {
            Section section = sections[order[i]];
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
