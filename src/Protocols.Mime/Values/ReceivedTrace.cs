using System.Buffers;
using System.Net;
using System.Text;

namespace Protocols.Mime;

/// <summary>
/// What a Received field says (RFC 5321 §4.4), as views: <c>from</c> a host, <c>by</c> a host, <c>via</c> a link, <c>with</c> a protocol, its
/// <c>id</c>, <c>for</c> a path; date. Clauses come in any order, and what is none is passed over. All of it is the word of whoever wrote the
/// field: only the fields that one's own servers put on top can be believed.
/// </summary>
public readonly ref struct ReceivedTrace
{
    private static readonly SearchValues<byte> s_endOfWord = SearchValues.Create(" \t\r\n(\""u8);

    private readonly ReadOnlySpan<byte> _date;

    /// <summary>Looks at the value of a field.</summary>
    /// <param name="value">The value.</param>
    public ReceivedTrace(ReadOnlySpan<byte> value)
    {
        int semicolon = value.LastIndexOf((byte)';');
        _date = semicolon < 0 ? default : value[(semicolon + 1)..];
        ReadOnlySpan<byte> clauses = semicolon < 0 ? value : value[..semicolon];
        HeaderLexer lexer = new(clauses);
        Clause clause = Clause.None;
        bool isFilled = true;
        while (true)
        {
            SkipWhiteSpace(ref lexer, clauses);
            if (lexer.AtEnd)
            {
                return;
            }

            int start = lexer.Position;
            if (lexer.Current == (byte)'(')
            {
                lexer.SkipComment();
                ReadOnlySpan<byte> comment = clauses[(start + 1)..lexer.Position];
                comment = comment.EndsWith(")"u8) ? comment[..^1] : comment;
                if (clause == Clause.From && FromInfo.IsEmpty)
                {
                    FromInfo = comment;
                }
                else if (clause == Clause.By && ByInfo.IsEmpty)
                {
                    ByInfo = comment;
                }

                continue;
            }

            SkipWord(ref lexer, clauses);
            ReadOnlySpan<byte> word = clauses[start..lexer.Position];

            // A keyword that stands where a value should is a value: "by with with SMTP".
            Clause next = isFilled ? ClauseOf(word) : Clause.None;
            if (next != Clause.None)
            {
                clause = next;
                isFilled = false;
                continue;
            }

            if (isFilled)
            {
                continue;
            }

            isFilled = true;
            switch (clause)
            {
                case Clause.From when From.IsEmpty:
                    From = word;
                    break;
                case Clause.By when By.IsEmpty:
                    By = word;
                    break;
                case Clause.Via when Via.IsEmpty:
                    Via = word;
                    break;
                case Clause.With when With.IsEmpty:
                    With = word;
                    break;
                case Clause.Id when Id.IsEmpty:
                    Id = word;
                    break;
                case Clause.For when For.IsEmpty:
                    For = word;
                    break;
                default:
                    break;
            }
        }
    }

    private enum Clause
    {
        None,
        From,
        By,
        Via,
        With,
        Id,
        For,
    }

    /// <summary>The host that sent, as it named itself: a domain, or an address literal in brackets. Empty where the field does not say.</summary>
    public ReadOnlySpan<byte> From { get; }

    /// <summary>The TCP-info behind <see cref="From"/>: what the receiving server knew of the connection. The inside of the comment.</summary>
    public ReadOnlySpan<byte> FromInfo { get; }

    /// <summary>The host that received.</summary>
    public ReadOnlySpan<byte> By { get; }

    /// <summary>The inside of the comment behind <see cref="By"/>: mostly the name of the program.</summary>
    public ReadOnlySpan<byte> ByInfo { get; }

    /// <summary>The link, such as <c>TCP</c>.</summary>
    public ReadOnlySpan<byte> Via { get; }

    /// <summary>The protocol, such as <c>ESMTPS</c>.</summary>
    public ReadOnlySpan<byte> With { get; }

    /// <summary>The identifier that the receiving server gave the message, as written.</summary>
    public ReadOnlySpan<byte> Id { get; }

    /// <summary>The path of the recipient as written, mostly in angle brackets: an <see cref="AddressList"/> reads it.</summary>
    public ReadOnlySpan<byte> For { get; }

    /// <summary>Reads the date behind the last semicolon.</summary>
    /// <param name="date">The date with its offset.</param>
    public bool TryGetDate(out DateTimeOffset date) => Protocols.Text.MailDate.TryParse(_date, out date);

    /// <summary>Reads the network address of the sending host: the last literal in <see cref="FromInfo"/>, else <see cref="From"/> where that is one.</summary>
    /// <param name="address">The address.</param>
    public bool TryGetFromAddress(out IPAddress address)
    {
        int open = FromInfo.LastIndexOf((byte)'[');
        return (open >= 0 && TryReadLiteral(FromInfo[(open + 1)..], out address))
            || (From.StartsWith("["u8) && TryReadLiteral(From[1..], out address))
            || TryReadBare(FromInfo, out address);
    }

    private static bool TryReadLiteral(ReadOnlySpan<byte> literal, out IPAddress address)
    {
        int close = literal.IndexOf((byte)']');
        return TryReadBare(close < 0 ? literal : literal[..close], out address);
    }

    // RFC 5321 §4.1.3: "IPv6:" stands before an address of version 6.
    private static bool TryReadBare(ReadOnlySpan<byte> text, out IPAddress address)
    {
        const int Longest = 64;
        text = text.TrimBlanks();
        if (text.Length > 5 && Ascii.EqualsIgnoreCase(text[..5], "IPv6:"u8))
        {
            text = text[5..];
        }

        address = IPAddress.None;
        if (text.IsEmpty || text.Length > Longest || !IPAddress.TryParse(Encoding.Latin1.GetString(text), out IPAddress? found))
        {
            return false;
        }

        address = found;
        return true;
    }

    private static void SkipWhiteSpace(ref HeaderLexer lexer, ReadOnlySpan<byte> source)
    {
        int length = source[lexer.Position..].IndexOfAnyExcept(" \t\r\n"u8);
        lexer.Position = length < 0 ? source.Length : lexer.Position + length;
    }

    private static void SkipWord(ref HeaderLexer lexer, ReadOnlySpan<byte> source)
    {
        while (!lexer.AtEnd)
        {
            switch (lexer.Current)
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'(':
                    return;
                case (byte)'"':
                    lexer.ReadQuoted();
                    break;
                default:
                    int length = source[(lexer.Position + 1)..].IndexOfAny(s_endOfWord);
                    lexer.Position = length < 0 ? source.Length : lexer.Position + 1 + length;
                    break;
            }
        }
    }

    private static Clause ClauseOf(ReadOnlySpan<byte> word) => word.Length switch
    {
        2 when Ascii.EqualsIgnoreCase(word, "by"u8) => Clause.By,
        2 when Ascii.EqualsIgnoreCase(word, "id"u8) => Clause.Id,
        3 when Ascii.EqualsIgnoreCase(word, "via"u8) => Clause.Via,
        3 when Ascii.EqualsIgnoreCase(word, "for"u8) => Clause.For,
        4 when Ascii.EqualsIgnoreCase(word, "from"u8) => Clause.From,
        4 when Ascii.EqualsIgnoreCase(word, "with"u8) => Clause.With,
        _ => Clause.None,
    };
}
