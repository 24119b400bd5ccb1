using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace Protocols.Dns;

/// <summary>
/// Reads zone files (RFC 1035 §5) with the records of <see cref="DnsRecordType"/>: <c>$ORIGIN</c>, <c>$TTL</c>, parentheses, comments, quotes and backslashes.
/// Other types are passed over, their names exist.
/// </summary>
public static class ZoneFile
{
    private static readonly string[] s_classes = ["IN", "CH", "HS"];

    /// <summary>Reads a zone file.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">A line cannot be read; the message tells which.</exception>
    public static DnsZone Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        DnsZone zone = new();
        Dictionary<DnsKey, ImmutableArray<DnsRecord>.Builder> records = [];
        string origin = "";
        string owner = "";
        foreach ((int number, bool isIndented, List<Token> entry) in Entries(text))
        {
            try
            {
                if (!isIndented && entry[0].Is("$ORIGIN"))
                {
                    origin = Absolute(entry[1].Text, origin);
                }
                else if (isIndented || !entry[0].Text.StartsWith('$') || entry[0].IsQuoted)
                {
                    owner = isIndented ? owner : Absolute(entry[0].Text, origin);
                    AddRecord(zone, records, owner, origin, entry[(isIndented ? 0 : 1)..]);
                }
                else if (!entry[0].Is("$TTL"))
                {
                    throw new FormatException($"{entry[0].Text} is not known");
                }
            }
            catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or OverflowException)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of the zone cannot be read: {e.Message}"), e);
            }
        }

        foreach ((DnsKey key, ImmutableArray<DnsRecord>.Builder found) in records)
        {
            zone.Add(DnsAnswer.Found(key.Name, key.Type, found.ToImmutable(), zone.TimeToLive, zone.Security));
        }

        return zone;
    }

    private readonly record struct Token(string Text, bool IsQuoted)
    {
        public bool Is(string word) => !IsQuoted && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    // What belongs to one name and type is put together once: one by one, many of them would cost by the square of their number.
    private static void AddRecord(DnsZone zone, Dictionary<DnsKey, ImmutableArray<DnsRecord>.Builder> records, string owner, string origin, List<Token> fields)
    {
        int i = 0;
        while (i < fields.Count && (s_classes.Any(fields[i].Is) || (fields[i].Text.Length > 0 && char.IsAsciiDigit(fields[i].Text[0]))))
        {
            i++;
        }

        if (i == fields.Count)
        {
            throw new FormatException("there is no type");
        }

        string type = fields[i].Text.ToUpperInvariant();
        List<string> data = [.. fields.Skip(i + 1).Select(static f => f.Text)];
        zone.AddName(owner);
        DnsRecord? record = type switch
        {
            "A" => new AddressRecord(Address(data[0], '.', 3)),
            "AAAA" => new AddressRecord(Address(data[0], ':', 2)),
            "TXT" => new TextRecord(Encoding.UTF8.GetBytes(string.Concat(data))),
            "MX" => new MxRecord(ushort.Parse(data[0], CultureInfo.InvariantCulture), Absolute(data[1], origin)),
            "CNAME" => new NameRecord(DnsRecordType.CName, Absolute(data[0], origin)),
            "PTR" => new NameRecord(DnsRecordType.Ptr, Absolute(data[0], origin)),
            "TLSA" => new TlsaRecord(
                byte.Parse(data[0], CultureInfo.InvariantCulture),
                byte.Parse(data[1], CultureInfo.InvariantCulture),
                byte.Parse(data[2], CultureInfo.InvariantCulture),
                ImmutableArray.Create(Convert.FromHexString(string.Concat(data[3..])))),
            _ => null,
        };
        if (record is not null)
        {
            DnsKey key = new(DnsNames.Normalize(owner), record.Type);
            if (!records.TryGetValue(key, out ImmutableArray<DnsRecord>.Builder? found))
            {
                found = ImmutableArray.CreateBuilder<DnsRecord>();
                records.Add(key, found);
            }

            found.Add(record);
        }
    }

    // The framework reads short forms as well, which a zone may not have.
    private static IPAddress Address(string text, char separator, int least) =>
        text.Count(c => c == separator) >= least ? IPAddress.Parse(text) : throw new FormatException($"{text} is no such address");

    private static string Absolute(string name, string origin)
    {
        string absolute = name == "@" ? origin : name.EndsWith('.') ? name[..^1] : origin.Length == 0 ? name : name + "." + origin;

        // RFC 1035 §2.3.4. An origin that grew with each line would cost by the square of their number as well.
        return absolute.Length <= DnsNames.MaxLength ? absolute : throw new FormatException("a name is longer than 253 octets");
    }

    // The entries with the number of their first line; an entry goes on over lines while a parenthesis is open.
    private static IEnumerable<(int Line, bool IsIndented, List<Token> Tokens)> Entries(string text)
    {
        List<Token> tokens = [];
        int line = 1;
        int first = 1;
        int open = 0;
        bool isIndented = false;
        int i = 0;
        bool atStart = true;
        while (i <= text.Length)
        {
            char c = i < text.Length ? text[i] : '\n';
            if (c == '\n')
            {
                if (open == 0 && tokens.Count > 0)
                {
                    yield return (first, isIndented, tokens);
                    tokens = [];
                }

                line++;
                i++;
                atStart = open == 0;
                continue;
            }

            if (atStart)
            {
                isIndented = c is ' ' or '\t';
                first = line;
                atStart = false;
            }

            switch (c)
            {
                case ' ' or '\t' or '\r':
                    i++;
                    break;
                case ';':
                    int end = text.IndexOf('\n', i);
                    i = end < 0 ? text.Length : end;
                    break;
                case '(':
                    open++;
                    i++;
                    break;
                case ')':
                    open = Math.Max(0, open - 1);
                    i++;
                    break;
                default:
                    tokens.Add(ReadToken(text, ref i));
                    break;
            }
        }
    }

    private static Token ReadToken(string text, ref int i)
    {
        bool isQuoted = text[i] == '"';
        i += isQuoted ? 1 : 0;
        StringBuilder token = new();
        while (i < text.Length && (isQuoted ? text[i] is not ('"' or '\n') : text[i] is not (' ' or '\t' or '\r' or '\n' or ';' or '(' or ')' or '"')))
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                token.Append(text[i++]);
            }
            else if (i + 3 < text.Length && int.TryParse(text.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code))
            {
                token.Append((char)(byte)code);
                i += 4;
            }
            else
            {
                token.Append(text[i + 1]);
                i += 2;
            }
        }

        i += isQuoted && i < text.Length && text[i] == '"' ? 1 : 0;
        return new Token(token.ToString(), isQuoted);
    }
}
