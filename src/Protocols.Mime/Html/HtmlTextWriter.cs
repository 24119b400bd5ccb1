using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>Lays text out: white space made one, blocks on lines of their own.</summary>
internal ref struct HtmlTextWriter(TextBuilder output, HtmlTextOptions options)
{
    private const int MostPreformatted = 1_000_000;

    private static readonly SearchValues<char> s_blank = SearchValues.Create(" \t\r\n\f\u00A0");

    private readonly TextBuilder _output = output;
    private readonly HtmlTextOptions _options = options;
    private readonly int _start = output.Length;
    private int _lineEnds;
    private bool _hasSpace;
    private int _preformatted;
    private bool _isCut;
    private ReadOnlySpan<char> _link;

    public readonly bool IsFull => _isCut || _output.Length - _start >= _options.MaxCharacters;

    public void Write(scoped ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && !IsFull)
        {
            int blank = text.IndexOfAny(s_blank);
            ReadOnlySpan<char> word = blank < 0 ? text : text[..blank];
            if (!word.IsEmpty)
            {
                WriteWord(word);
            }

            if (blank < 0)
            {
                return;
            }

            Blank(text[blank]);
            text = text[(blank + 1)..];
        }
    }

    public void WriteRune(Rune rune)
    {
        Span<char> characters = stackalloc char[2];
        Write(characters[..rune.EncodeToUtf16(characters)]);
    }

    public void Tag(in HtmlTokenizer token)
    {
        bool isStart = token.Kind == HtmlTokenKind.StartTag;
        switch (token.Element.Layout)
        {
            case HtmlLayout.Line:
                Line(1);
                break;
            case HtmlLayout.Paragraph:
                Line(2);
                break;
            case HtmlLayout.Break:
                // Two of them make an empty line, more do not make more.
                Line(_lineEnds + 1);
                break;
            case HtmlLayout.Cell:
                _hasSpace = true;
                break;
            case HtmlLayout.Item:
                Line(1);
                if (isStart)
                {
                    WriteWord("-");
                    _hasSpace = true;
                }

                break;
            case HtmlLayout.Preformatted:
                Line(2);
                _preformatted = Math.Clamp(_preformatted + (isStart ? 1 : -1), 0, MostPreformatted);
                break;
            case HtmlLayout.Anchor when _options.ShowLinks:
                Anchor(token, isStart);
                break;
            case HtmlLayout.Image when isStart && HtmlTokenizer.TryGetAttribute(token.Attributes, "alt", out ReadOnlySpan<char> alt):
                WriteValue(alt);
                break;
            default:
                break;
        }
    }

    private void Anchor(in HtmlTokenizer token, bool isStart)
    {
        if (!_link.IsEmpty)
        {
            _hasSpace = true;
            WriteWord("<");
            WriteValue(_link);
            WriteWord(">");
            _link = default;
        }

        if (isStart && HtmlTokenizer.TryGetAttribute(token.Attributes, "href", out ReadOnlySpan<char> target)
            && target.Length <= _options.MaxLinkLength
            && (target.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || target.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
                || target.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)))
        {
            _link = target;
        }
    }

    // The value of an attribute: text with character references, in which a '<' is only that.
    private void WriteValue(scoped ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty)
        {
            int mark = value.IndexOf('&');
            Write(mark < 0 ? value : value[..mark]);
            if (mark < 0)
            {
                return;
            }

            HtmlTokenizer reference = new(value[mark..]);
            reference.Read();
            WriteRune(reference.Character);
            value = reference.Rest;
        }
    }

    private void Blank(char character)
    {
        if (_preformatted > 0)
        {
            if (character == '\n')
            {
                Line(_lineEnds + 1);
            }
            else if (character != '\r')
            {
                Room(character == '\u00A0' ? ' ' : character);
            }

            return;
        }

        _hasSpace = true;
    }

    private void Line(int lineEnds)
    {
        _hasSpace = false;
        _lineEnds = Math.Min(Math.Max(_lineEnds, lineEnds), 2);
    }

    private void WriteWord(scoped ReadOnlySpan<char> word)
    {
        Separate();
        int room = Math.Min(word.Length, _options.MaxCharacters - (_output.Length - _start));
        if (room <= 0)
        {
            return;
        }

        // A character of two halves is not cut in two.
        if (room < word.Length && char.IsHighSurrogate(word[room - 1]))
        {
            room--;
        }

        word[..room].CopyTo(_output.GetSpan(room));
        _output.Advance(room);
        _isCut = room < word.Length;
    }

    private void Room(char character)
    {
        Separate();
        if (!IsFull)
        {
            _output.Append(character);
        }
    }

    private void Separate()
    {
        bool isFirst = _output.Length == _start;
        for (int i = 0; i < _lineEnds && !isFirst && !IsFull; i++)
        {
            _output.Append('\n');
        }

        if (_lineEnds == 0 && _hasSpace && !isFirst && !IsFull)
        {
            _output.Append(' ');
        }

        _lineEnds = 0;
        _hasSpace = false;
    }
}
