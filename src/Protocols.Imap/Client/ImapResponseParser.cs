using System.Collections.Immutable;
using System.Text;

namespace Protocols.Imap.Client;

/// <summary>Makes of a whole untagged response what it is; what does not fit its kind is unknown, never an error.</summary>
internal static partial class ImapResponseParser
{
    /// <param name="source">The response after <c>* </c>, without its line end.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="streamed">The places of the marks whose literals were streamed, and their lengths.</param>
    /// <param name="isUtf8">Whether mailbox names are UTF-8.</param>
    public static ImapResponse Parse(ReadOnlySpan<byte> source, ImapClientLimits limits, IReadOnlyDictionary<int, long> streamed, bool isUtf8)
    {
        ImapResponseReader reader = new(source, limits, streamed);
        string word = reader.Word();
        ImapResponse? response;
        if (uint.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out uint number))
        {
            reader.Spaces();
            response = reader.Word() switch
            {
                "EXISTS" => new ImapCountResponse(number, ImapCountKind.Exists),
                "RECENT" => new ImapCountResponse(number, ImapCountKind.Recent),
                "EXPUNGE" => new ImapCountResponse(number, ImapCountKind.Expunge),
                "FETCH" => Fetch(ref reader, number, isUid: false),
                "UIDFETCH" => Fetch(ref reader, number, isUid: true),
                _ => null,
            };
        }
        else
        {
            response = Status(word) is { } status ? StatusText(status, reader.Rest) : Data(ref reader, word, isUtf8);
        }

        return response ?? new ImapUnknownResponse(word, Encoding.Latin1.GetString(source));
    }

    public static ImapStatus? Status(string word) => word switch
    {
        "OK" => ImapStatus.Ok,
        "NO" => ImapStatus.No,
        "BAD" => ImapStatus.Bad,
        "PREAUTH" => ImapStatus.PreAuth,
        "BYE" => ImapStatus.Bye,
        _ => null,
    };

    /// <summary>resp-text: a code in brackets, perhaps, and words.</summary>
    public static ImapStatusResponse StatusText(ImapStatus status, ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        ImapReceivedCode? code = null;
        if (text is [(byte)'[', ..] && CodeEnd(text) is var end and > 0)
        {
            code = Code(text[1..end]);
            text = text[(end + 1)..].TrimStart((byte)' ');
        }

        return new ImapStatusResponse(status, code, System.Text.Unicode.Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text));
    }

    private static int CodeEnd(ReadOnlySpan<byte> text)
    {
        bool isQuoted = false;
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == '\\' && isQuoted)
            {
                i++;
            }
            else if (text[i] == ']' && !isQuoted)
            {
                return i;
            }
        }

        // A quote that has no end is no quote.
        return isQuoted ? text.IndexOf((byte)']') : -1;
    }

    private static ImapReceivedCode Code(ReadOnlySpan<byte> text)
    {
        int space = text.IndexOf((byte)' ');
        string name = Encoding.Latin1.GetString(space < 0 ? text : text[..space]).ToUpperInvariant();
        ReadOnlySpan<byte> rest = space < 0 ? [] : text[(space + 1)..];
        ImapResponseReader reader = new(rest, ImapClientLimits.Default, ImmutableDictionary<int, long>.Empty);
        ImapReceivedCode code = new(name, Encoding.Latin1.GetString(rest));
        if (!reader.Values(out List<ImapValue> values) || values.Count == 0)
        {
            return code;
        }

        code = code with { Number = values[0].Number };
        return name switch
        {
            "CAPABILITY" => code with { Words = Words(values) },
            "METADATA" => code with { Words = Words(values), Number = values.Count > 1 ? values[1].Number : null },
            "PERMANENTFLAGS" or "BADCHARSET" or "BADEVENT" => code with { Words = Words(values[0].Items) },
            "MODIFIED" => code with { Source = Set(values[0]) },
            "APPENDUID" when values.Count > 1 => code with { Source = Set(values[1]) },
            "COPYUID" when values.Count > 2 => code with { Source = Set(values[1]), Target = Set(values[2]) },
            _ => code,
        };
    }

    private static ImmutableArray<string> Words(IEnumerable<ImapValue> values) => [.. values.Select(static v => v.Text).OfType<string>()];

    /// <summary>A set of numbers; null where it is none.</summary>
    private static SequenceSet? Set(ImapValue value)
    {
        if (value.Text is not { Length: > 0 } text)
        {
            return null;
        }

        ImmutableArray<SequenceRange>.Builder ranges = ImmutableArray.CreateBuilder<SequenceRange>();
        foreach (Range piece in text.AsSpan().Split(','))
        {
            ReadOnlySpan<char> range = text.AsSpan(piece);
            int colon = range.IndexOf(':');
            if (!Number(colon < 0 ? range : range[..colon], out uint first) || !Number(colon < 0 ? range : range[(colon + 1)..], out uint last))
            {
                return null;
            }

            ranges.Add(new SequenceRange(first, last));
        }

        return new SequenceSet(ranges.DrainToImmutable(), false);
    }

    private static bool Number(ReadOnlySpan<char> text, out uint number) =>
        uint.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number) && number > 0;
}
