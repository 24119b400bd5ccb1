using System.Buffers;
using System.Text;

namespace Protocols.MailAuth;

/// <summary>Reads the pieces of a structured field: words, quoted strings and comments (RFC 5322 §3.2), whatever is between them.</summary>
internal ref struct FieldLexer(ReadOnlySpan<byte> value)
{
    private const int DeepestComment = 50;

    private ReadOnlySpan<byte> _rest = value;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>The octet that comes next; 0 at the end.</summary>
    public readonly byte Next => _rest.IsEmpty ? (byte)0 : _rest[0];

    /// <summary>Takes an octet, if it comes next.</summary>
    public bool Take(byte wanted)
    {
        bool isThere = !_rest.IsEmpty && _rest[0] == wanted;
        _rest = isThere ? _rest[1..] : _rest;
        return isThere;
    }

    /// <summary>Takes what stands before any of some octets, or before the end.</summary>
    public string Until(SearchValues<byte> ends)
    {
        int length = _rest.IndexOfAny(ends);
        length = length < 0 ? _rest.Length : length;
        string text = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }

    /// <summary>Takes a quoted string, whose first quote comes next, or is there no more.</summary>
    public string Quoted()
    {
        List<byte> octets = [];
        int i = 1;
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

    /// <summary>Passes over white space and comments.</summary>
    public void SkipComments() => SkipComments(out _);

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

            string text = Comment();
            comment = comment.Length == 0 ? text : comment;
        }
    }

    private string Comment()
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
