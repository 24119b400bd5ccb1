using System.Text;

namespace Protocols.Imap.Client;

/// <summary>
/// Reads a whole response, its literals in place but for those that were streamed: of these the mark alone is there. Lenient: what has the form of a
/// value is one.
/// </summary>
internal ref struct ImapResponseReader(ReadOnlySpan<byte> source, ImapClientLimits limits, IReadOnlyDictionary<int, long> streamed)
{
    private readonly ReadOnlySpan<byte> _source = source;

    public int Position { get; set; }

    public readonly bool IsAtEnd => Position >= _source.Length;

    public readonly byte Peek => Position < _source.Length ? _source[Position] : (byte)0;

    public readonly ReadOnlySpan<byte> Rest => _source[Position..];

    public bool TryTake(byte b)
    {
        if (Peek != b || IsAtEnd)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Passes over spaces: one is due, more do no harm.</summary>
    public void Spaces()
    {
        while (TryTake((byte)' '))
        {
        }
    }

    /// <summary>Takes everything up to a space, a parenthesis or the end; in capitals.</summary>
    public string Word()
    {
        ReadOnlySpan<byte> run = Run();
        return Encoding.Latin1.GetString(run).ToUpperInvariant();
    }

    /// <summary>Takes a number up to a space, a parenthesis or the end.</summary>
    public bool Number(out uint number)
    {
        ReadOnlySpan<byte> run = Run();
        return System.Buffers.Text.Utf8Parser.TryParse(run, out number, out int used) && used == run.Length && used > 0;
    }

    /// <summary>Takes the name of a FETCH item, its section included: up to the space before its value.</summary>
    public bool ItemName(out string name)
    {
        int start = Position;
        int depth = 0;
        name = "";
        while (!IsAtEnd)
        {
            byte b = Peek;
            if (b == '"' || (b == '{' && depth > 0))
            {
                if (!TryValue(0, out _))
                {
                    return false;
                }

                continue;
            }

            if (depth == 0 && b is (byte)' ' or (byte)')')
            {
                break;
            }

            depth += b == '[' ? 1 : b == ']' ? -1 : 0;
            Position++;
        }

        name = Encoding.Latin1.GetString(_source[start..Position]);
        return Position > start && depth <= 0;
    }

    /// <summary>Takes a value, if there is one that is whole.</summary>
    public bool TryValue(int depth, out ImapValue value)
    {
        value = ImapValue.Nil;
        if (IsAtEnd || depth > limits.MaxDepth)
        {
            return false;
        }

        switch (Peek)
        {
            case (byte)'(':
                return List(depth, out value);
            case (byte)'"':
                return Quoted(out value);
            case (byte)'{' or (byte)'~' when Literal(out value):
                return true;
            case (byte)')':
                return false;
        }

        ReadOnlySpan<byte> run = Run();
        if (run.IsEmpty)
        {
            return false;
        }

        value = Ascii.EqualsIgnoreCase(run, "NIL"u8) ? ImapValue.Nil : new ImapValue { Kind = ImapValueKind.Atom, Bytes = run.ToArray() };
        return true;
    }

    /// <summary>Takes all values up to the end.</summary>
    public bool Values(out List<ImapValue> values)
    {
        values = [];
        Spaces();
        while (!IsAtEnd)
        {
            if (!TryValue(0, out ImapValue value))
            {
                return false;
            }

            values.Add(value);
            Spaces();
        }

        return true;
    }

    private ReadOnlySpan<byte> Run()
    {
        int length = Rest.IndexOfAny(" ()\r\n"u8);
        ReadOnlySpan<byte> run = length < 0 ? Rest : Rest[..length];
        Position += run.Length;
        return run;
    }

    private bool List(int depth, out ImapValue value)
    {
        Position++;
        List<ImapValue> items = [];
        value = ImapValue.Nil;
        while (true)
        {
            Spaces();
            if (TryTake((byte)')'))
            {
                value = new ImapValue { Kind = ImapValueKind.List, Items = items };
                return true;
            }

            if (!TryValue(depth + 1, out ImapValue item))
            {
                return false;
            }

            items.Add(item);
        }
    }

    private bool Quoted(out ImapValue value)
    {
        value = ImapValue.Nil;
        int i = Position + 1;
        int escapes = 0;
        for (; i < _source.Length && _source[i] != '"'; i++)
        {
            if (_source[i] == '\\')
            {
                escapes++;
                i++;
            }
        }

        if (i >= _source.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> inside = _source[(Position + 1)..i];
        Position = i + 1;
        byte[] bytes = new byte[inside.Length - escapes];
        int written = 0;
        for (int k = 0; k < inside.Length; k++)
        {
            k += inside[k] == '\\' ? 1 : 0;
            bytes[written++] = inside[k];
        }

        value = new ImapValue { Kind = ImapValueKind.String, Bytes = bytes };
        return true;
    }

    private bool Literal(out ImapValue value)
    {
        value = ImapValue.Nil;
        int mark = Position;
        int lineEnd = Rest.IndexOf((byte)'\n');
        int close = lineEnd < 0 ? -1 : Rest[..lineEnd].IndexOf((byte)'}');
        int open = Rest[0] == '~' ? 1 : 0;
        if (close < 0 || Rest.Length <= open || Rest[open] != '{')
        {
            return false;
        }

        if (streamed.TryGetValue(mark, out long length))
        {
            Position += lineEnd + 1;
            value = new ImapValue { Kind = ImapValueKind.Streamed, Length = length };
            return true;
        }

        if (!System.Buffers.Text.Utf8Parser.TryParse(Rest[(open + 1)..close], out int octets, out _) || octets > Rest.Length - lineEnd - 1)
        {
            return false;
        }

        value = new ImapValue { Kind = ImapValueKind.String, Bytes = Rest.Slice(lineEnd + 1, octets).ToArray() };
        Position += lineEnd + 1 + octets;
        return true;
    }
}
