using System.Buffers;
using System.Text;

namespace Protocols.MailAuth.Spf;

/// <summary>Reads the words of a Received-SPF field: dot-atoms, quoted strings and comments (RFC 5322 §3.2), whatever is between them.</summary>
internal ref struct SpfFieldLexer(ReadOnlySpan<byte> value)
{
    private const int DeepestComment = 50;

    private static readonly SearchValues<byte> s_wordEnds = SearchValues.Create(" \t\r\n=;()\""u8);

    private ReadOnlySpan<byte> _rest = value;

    public bool TakeByte(byte wanted)
    {
        bool isThere = !_rest.IsEmpty && _rest[0] == wanted;
        _rest = isThere ? _rest[1..] : _rest;
        return isThere;
    }

    /// <summary>Passes over white space and comments, and gives the first comment.</summary>
    public void SkipComments(out string comment)
    {
        comment = "";
        while (true)
        {
            _rest = _rest.TrimStart(" \t\r\n"u8);
            if (_rest.IsEmpty || _rest[0] != (byte)'(')
            {
                return;
            }

            string text = ReadComment();
            comment = comment.Length == 0 ? text : comment;
        }
    }

    public string ReadWord()
    {
        int length = _rest.IndexOfAny(s_wordEnds);
        length = length < 0 ? _rest.Length : length;
        string word = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return word;
    }

    public string ReadValue()
    {
        if (!TakeByte((byte)'"'))
        {
            int end = _rest.IndexOfAny(" \t\r\n;"u8);
            end = end < 0 ? _rest.Length : end;
            string word = Encoding.UTF8.GetString(_rest[..end]);
            _rest = _rest[end..];
            return word;
        }

        List<byte> octets = [];
        int i = 0;
        for (; i < _rest.Length && _rest[i] != (byte)'"'; i++)
        {
            i += _rest[i] == (byte)'\\' && i + 1 < _rest.Length ? 1 : 0;
            if (_rest[i] is not ((byte)'\r' or (byte)'\n'))
            {
                octets.Add(_rest[i]);
            }
        }

        _rest = _rest[Math.Min(i + 1, _rest.Length)..];
        return Encoding.UTF8.GetString([.. octets]);
    }

    private string ReadComment()
    {
        List<byte> octets = [];
        int depth = 0;
        int i = 0;
        for (; i < _rest.Length; i++)
        {
            byte b = _rest[i];
            if (b == (byte)'\\' && i + 1 < _rest.Length)
            {
                octets.Add(_rest[++i]);
                continue;
            }

            depth += b == (byte)'(' ? 1 : b == (byte)')' ? -1 : 0;
            if (depth == 0 || depth > DeepestComment)
            {
                break;
            }

            if (b is not ((byte)'\r' or (byte)'\n') && (b != (byte)'(' || depth > 1))
            {
                octets.Add(b);
            }
        }

        _rest = _rest[Math.Min(i + 1, _rest.Length)..];
        return Encoding.UTF8.GetString([.. octets]);
    }
}
