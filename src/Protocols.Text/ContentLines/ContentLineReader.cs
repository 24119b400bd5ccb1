using System.Buffers;

namespace Protocols.Text;

/// <summary>
/// Reads the content lines of iCalendar (RFC 5545 §3.1) and vCard (RFC 6350 §3.3), one after the other. What it gives are views: into the
/// input where a line is not folded, into a rented buffer where it is, and they hold until the next <see cref="Read"/>. Any octets can be
/// read; the time is linear in them. Lines may end with CR LF, LF or CR; empty lines are passed over, also within a folded line.
/// </summary>
public ref struct ContentLineReader : IDisposable
{
    private const int MostJoined = 512;

    private readonly ReadOnlySpan<byte> _source;
    private readonly ContentLineOptions _options;
    private ReadOnlySpan<byte> _line;
    private byte[]? _rented;
    private int _next;
    private int _start;
    private int _end;
    private int _nameStart;
    private int _nameEnd;
    private int _valueStart;
    private bool _toldBareLineEnd;

    /// <summary>Begins to read.</summary>
    /// <param name="source">All of the input. A byte order mark at its beginning is passed over.</param>
    /// <param name="options">How to read; <see cref="ContentLineOptions.Default"/> unless given.</param>
    public ContentLineReader(ReadOnlySpan<byte> source, ContentLineOptions? options = null)
    {
        _source = source;
        _options = options ?? ContentLineOptions.Default;
        if (source.StartsWith("\uFEFF"u8))
        {
            _next = 3;
        }
    }

    /// <summary>The line, unfolded, without its end.</summary>
    public readonly ReadOnlySpan<byte> Line => _line;

    /// <summary>The group before the name, without the dot; empty where there is none or groups are not looked for.</summary>
    public readonly ReadOnlySpan<byte> Group => _nameStart == 0 ? default : _line[..(_nameStart - 1)];

    /// <summary>The name, in the letter case of the input.</summary>
    public readonly ReadOnlySpan<byte> Name => _line[_nameStart.._nameEnd];

    /// <summary>The parameters as they stand between the name and the colon, without the first semicolon.</summary>
    public readonly ReadOnlySpan<byte> RawParameters => _valueStart - _nameEnd <= 1 ? default : _line[(_nameEnd + 1)..(_valueStart - 1)];

    /// <summary>The parameters one by one.</summary>
    public readonly ContentParameterEnumerator Parameters => new(RawParameters);

    /// <summary>The value as it stands behind the colon.</summary>
    public readonly ReadOnlySpan<byte> Value => _line[_valueStart..];

    /// <summary>The octet of the input at which the line begins.</summary>
    public readonly int Position => _start;

    /// <summary>How many octets of the input the line takes, folds included, the end of its last physical line not.</summary>
    public readonly int RawLength => _end - _start;

    /// <summary>Whether the line stands in the input in one piece, so that <see cref="Line"/> is a slice of it.</summary>
    public readonly bool IsContiguous => Joining == ContentLineJoining.None;

    /// <summary>The first thing that was wrong with the line. With <see cref="ContentLineDefectCode.NoColon"/> and the limits, nothing but <see cref="Position"/> is of use.</summary>
    public ContentLineDefectCode Defect { get; private set; }

    internal ContentLineJoining Joining { get; private set; }

    internal readonly int NameStart => _nameStart;

    internal readonly int NameLength => _nameEnd - _nameStart;

    internal readonly int ValueStart => _valueStart;

    /// <summary>Whether <see cref="Defect"/> is one that leaves no line to look at.</summary>
    internal readonly bool IsPassedOver => Defect is ContentLineDefectCode.NoColon or ContentLineDefectCode.LineLimit or ContentLineDefectCode.NameLimit or ContentLineDefectCode.ParameterLimit;

    /// <summary>Moves to the next line. Lines with defects are given too: see <see cref="Defect"/>.</summary>
    /// <returns>False at the end of the input.</returns>
    public bool Read()
    {
        _next += ContentLineFolding.LineEnds(_source[_next..]);
        if (_next >= _source.Length)
        {
            _line = default;
            _nameStart = _nameEnd = _valueStart = 0;
            _start = _end = _source.Length;
            return false;
        }

        Defect = ContentLineDefectCode.None;
        Joining = ContentLineJoining.None;
        _start = _next;
        while (_start < _source.Length && ContentLineFolding.IsSpace(_source[_start]))
        {
            // Only the first line can begin so: later ones have been joined to the line before.
            Tell(ContentLineDefectCode.MisplacedFold);
            _start++;
        }

        _next = _start;
        FindEnd();
        while (_next < _source.Length && ContentLineFolding.IsSpace(_source[_next]))
        {
            Joining = ContentLineJoining.Folded;
            FindEnd();
        }

        if (_options.IsLegacyVCard)
        {
            JoinLegacy();
        }

        ReadOnlySpan<byte> raw = _source[_start.._end];
        if (Joining == ContentLineJoining.None)
        {
            _line = raw;
        }
        else if (raw.Length <= _options.MaxLineLength)
        {
            if (_rented is null || _rented.Length < raw.Length)
            {
                Dispose();
                _rented = ArrayPool<byte>.Shared.Rent(raw.Length);
            }

            _line = _rented.AsSpan(0, ContentLineFolding.Unfold(raw, _rented, Joining));
        }

        if (raw.Length > _options.MaxLineLength)
        {
            PassOver(ContentLineDefectCode.LineLimit);
            return true;
        }

        ReadHead();
        return true;
    }

    /// <summary>Gives the rented buffer back. The views of a folded line must not be used any more.</summary>
    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }

    // From _next on: sets the end of the physical line and the beginning of the one behind it.
    private void FindEnd()
    {
        int length = _source[_next..].IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0)
        {
            _end = _next = _source.Length;
            return;
        }

        _end = _next + length;
        if (!_toldBareLineEnd && ContentLineFolding.OneLineEnd(_source[_end..]) == 1)
        {
            _toldBareLineEnd = true;
            Tell(ContentLineDefectCode.BareLineEnd);
        }

        _next = _end + ContentLineFolding.LineEnds(_source[_end..]);
    }

    private void JoinLegacy()
    {
        ReadOnlySpan<byte> line = _source[_start.._end];
        int colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            return;
        }

        scoped ReadOnlySpan<byte> head = line[..colon];
        if (head.IndexOf((byte)';') < 0)
        {
            return;
        }

        // A word that a fold parts is one all the same: what is written has its folds elsewhere.
        scoped Span<byte> joined = Joining == ContentLineJoining.Folded && head.Length <= MostJoined && head.IndexOfAny((byte)'\r', (byte)'\n') >= 0 ? stackalloc byte[MostJoined] : default;
        if (!joined.IsEmpty)
        {
            head = joined[..ContentLineFolding.Unfold(head, joined, Joining)];
        }

        if (line[^1] == (byte)'=' && ContainsWord(head, "QUOTED-PRINTABLE"u8))
        {
            Joining = ContentLineJoining.QuotedPrintable;
            while (_end < _source.Length && _end > _start && _source[_end - 1] == (byte)'=')
            {
                int begin = _end + ContentLineFolding.OneLineEnd(_source[_end..]);
                _end = PhysicalEnd(begin);
                if (_end == begin)
                {
                    break;
                }
            }

            _next = _end + ContentLineFolding.LineEnds(_source[_end..]);
        }
        else if (ContainsWord(head, "BASE64"u8) || ContainsWord(head, "ENCODING=B"u8))
        {
            // An empty line ends it, and so does a line that is one of its own.
            while (_next < _source.Length && ContentLineFolding.OneLineEnd(_source[_end..]) == _next - _end)
            {
                // The line with its folds: one that was folded before its colon is one of its own, too.
                int end = PhysicalEnd(_next);
                int next = end + ContentLineFolding.LineEnds(_source[end..]);
                while (next < _source.Length && ContentLineFolding.IsSpace(_source[next]))
                {
                    end = PhysicalEnd(next);
                    next = end + ContentLineFolding.LineEnds(_source[end..]);
                }

                if (_source[_next..end].Contains((byte)':'))
                {
                    break;
                }

                Joining = ContentLineJoining.Base64;
                _end = end;
                _next = next;
            }
        }
    }

    private readonly int PhysicalEnd(int start)
    {
        int length = _source[start..].IndexOfAny((byte)'\r', (byte)'\n');
        return length < 0 ? _source.Length : start + length;
    }

    private static bool ContainsWord(ReadOnlySpan<byte> head, ReadOnlySpan<byte> word)
    {
        for (int i = 0; i + word.Length <= head.Length; i++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(head.Slice(i, word.Length), word))
            {
                return true;
            }
        }

        return false;
    }

    private void ReadHead()
    {
        ReadOnlySpan<byte> line = _line;
        int i = 0;
        int dot = -1;
        bool isName = true;
        for (; i < line.Length; i++)
        {
            byte octet = line[i];
            if (octet is (byte)':' or (byte)';')
            {
                break;
            }

            if (octet == (byte)'.' && dot < 0 && _options.HasGroups)
            {
                dot = i;
            }
            else if (!IsNameOctet(octet))
            {
                isName = false;
            }
        }

        if (i == line.Length)
        {
            PassOver(ContentLineDefectCode.NoColon);
            return;
        }

        _nameStart = dot + 1;
        _nameEnd = i;
        if (_nameEnd - _nameStart > _options.MaxNameLength || _nameStart > _options.MaxNameLength)
        {
            PassOver(ContentLineDefectCode.NameLimit);
            return;
        }

        if (!isName || _nameEnd == _nameStart)
        {
            Tell(ContentLineDefectCode.MalformedName);
        }

        int colon = line[i] == (byte)':' ? i : FindColon(line, i + 1);
        if (colon < 0)
        {
            PassOver(ContentLineDefectCode.NoColon);
        }
        else if (colon - i > _options.MaxParametersLength)
        {
            PassOver(ContentLineDefectCode.ParameterLimit);
        }
        else
        {
            _valueStart = colon + 1;
        }
    }

    // RFC 5545 §3.1: a colon within a quoted parameter value does not end the parameters.
    private int FindColon(ReadOnlySpan<byte> line, int from)
    {
        int i = from;
        while (true)
        {
            int length = line[i..].IndexOfAny((byte)'"', (byte)':');
            if (length < 0)
            {
                return -1;
            }

            i += length;
            if (line[i] == (byte)':')
            {
                return i;
            }

            int quoted = line[(i + 1)..].IndexOf((byte)'"');
            if (quoted < 0)
            {
                Tell(ContentLineDefectCode.UnbalancedQuote);
                int colon = line[from..].IndexOf((byte)':');
                return colon < 0 ? -1 : from + colon;
            }

            i += quoted + 2;
        }
    }

    private void Tell(ContentLineDefectCode code)
    {
        if (Defect == ContentLineDefectCode.None || code == ContentLineDefectCode.UnbalancedQuote)
        {
            Defect = code;
        }
    }

    private void PassOver(ContentLineDefectCode code)
    {
        Defect = code;
        _line = default;
        _nameStart = _nameEnd = _valueStart = 0;
    }

    // RFC 5545 §3.1 iana-token; the underscore is found in the wild.
    internal static bool IsNameOctet(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_';
}
