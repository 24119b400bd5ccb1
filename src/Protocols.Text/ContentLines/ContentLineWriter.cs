using System.Buffers;
using System.Text;

namespace Protocols.Text;

/// <summary>
/// Writes content lines: folded at 75 octets, never inside of a character (RFC 5545 §3.1), ended with CR LF. What would make another line
/// of a value, CR, LF and NUL, is refused. Copies of this value write each for itself: pass it by reference.
/// </summary>
/// <param name="output">Takes the octets.</param>
public ref struct ContentLineWriter(IBufferWriter<byte> output)
{
    /// <summary>The octets of a physical line, its end not counted.</summary>
    public const int LineLength = 75;

    private static readonly SearchValues<byte> s_forbidden = SearchValues.Create(0, (byte)'\r', (byte)'\n');
    private readonly IBufferWriter<byte> _output = output ?? throw new ArgumentNullException(nameof(output));
    private int _column;

    /// <summary>Whether a name can be written: letters, digits, <c>-</c> and <c>_</c>, at least one.</summary>
    /// <param name="name">The name.</param>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (char character in name)
        {
            if (!char.IsAscii(character) || !ContentLineReader.IsNameOctet((byte)character))
            {
                return false;
            }
        }

        return !name.IsEmpty;
    }

    /// <summary>Writes a line that stands ready, unfolded and without its end.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="ArgumentException">The line has CR, LF or NUL, or no colon.</exception>
    public void WriteLine(scoped ReadOnlySpan<byte> line)
    {
        if (!line.Contains((byte)':'))
        {
            throw new ArgumentException("A content line has a colon.", nameof(line));
        }

        RefuseControls(line, nameof(line));
        Append(line);
        EndLine();
    }

    /// <summary>Writes a line of a name and a value that stands ready.</summary>
    /// <param name="name">The name: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="value">The value, with the escapes that its type asks for.</param>
    /// <exception cref="ArgumentException">The name is none, or the value has CR, LF or NUL.</exception>
    public void WriteLine(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        BeginLine(default, name);
        EndLine(value);
    }

    /// <summary>Begins a line; <see cref="WriteParameter(ReadOnlySpan{byte}, ReadOnlySpan{char})"/> and <see cref="EndLine(ReadOnlySpan{byte})"/> follow.</summary>
    /// <param name="group">The group, empty for none: letters, digits and <c>-</c>.</param>
    /// <param name="name">The name: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <exception cref="ArgumentException">The name or the group is none.</exception>
    public void BeginLine(scoped ReadOnlySpan<byte> group, scoped ReadOnlySpan<byte> name)
    {
        RefuseUnlessName(name, nameof(name));
        if (!group.IsEmpty)
        {
            RefuseUnlessName(group, nameof(group));
            Append(group);
            Append("."u8);
        }

        Append(name);
    }

    /// <summary>Writes a parameter of one value.</summary>
    /// <param name="name">The name: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="value">The text; quotes and escapes are put by this writer (RFC 6868).</param>
    /// <exception cref="ArgumentException">The name is none, or the value has control characters.</exception>
    public void WriteParameter(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<char> value)
    {
        RefuseUnlessName(name, nameof(name));
        Append(";"u8);
        Append(name);
        Append("="u8);
        AppendParameter(value, isQuoted: false);
    }

    /// <summary>Writes a parameter of several values.</summary>
    /// <param name="name">The name: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="values">The texts; quotes and escapes are put by this writer (RFC 6868).</param>
    /// <exception cref="ArgumentException">The name is none, or a value has control characters.</exception>
    public void WriteParameter(scoped ReadOnlySpan<byte> name, IReadOnlyList<string> values) => WriteParameter(name, values, isQuoted: false);

    internal void WriteParameter(scoped ReadOnlySpan<byte> name, IReadOnlyList<string> values, bool isQuoted)
    {
        ArgumentNullException.ThrowIfNull(values);
        RefuseUnlessName(name, nameof(name));
        Append(";"u8);
        Append(name);
        for (int i = 0; i < values.Count; i++)
        {
            Append(i == 0 ? "="u8 : ","u8);
            AppendParameter(values[i], isQuoted);
        }

        Append(values.Count == 0 ? "="u8 : default);
    }

    /// <summary>Writes the colon, a text with its escapes (RFC 5545 §3.3.11) and the end of the line.</summary>
    /// <param name="text">The text. CR LF, CR and LF are line ends of it.</param>
    /// <exception cref="ArgumentException">The text has U+0000.</exception>
    public void EndText(scoped ReadOnlySpan<char> text)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(2 * Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            EndLine(rented.AsSpan(0, ContentText.Encode(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Writes the colon, the value and the end of the line.</summary>
    /// <param name="value">The value, with the escapes that its type asks for.</param>
    /// <exception cref="ArgumentException">The value has CR, LF or NUL.</exception>
    public void EndLine(scoped ReadOnlySpan<byte> value)
    {
        RefuseControls(value, nameof(value));
        Append(":"u8);
        Append(value);
        EndLine();
    }

    /// <summary>Writes the colon, the value and the end of the line.</summary>
    /// <param name="value">The value, with the escapes that its type asks for.</param>
    /// <exception cref="ArgumentException">The value has CR, LF or NUL.</exception>
    public void EndLine(scoped ReadOnlySpan<char> value)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        try
        {
            EndLine(rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // What was read is written as it was, whatever its name: only what would make lines of it is looked for.
    internal void WriteAsRead(scoped ReadOnlySpan<byte> line)
    {
        RefuseControls(line, nameof(line));
        Append(line);
        EndLine();
    }

    private static void RefuseControls(ReadOnlySpan<byte> value, string name)
    {
        if (value.ContainsAny(s_forbidden))
        {
            throw new ArgumentException("CR, LF and NUL cannot stand in a content line.", name);
        }
    }

    private static void RefuseUnlessName(ReadOnlySpan<byte> name, string parameter)
    {
        foreach (byte octet in name)
        {
            if (!ContentLineReader.IsNameOctet(octet))
            {
                throw new ArgumentException("A name has letters, digits, '-' and '_' only.", parameter);
            }
        }

        if (name.IsEmpty)
        {
            throw new ArgumentException("A name is not empty.", parameter);
        }
    }

    private void AppendParameter(scoped ReadOnlySpan<char> value, bool isQuoted)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(ParameterText.GetMaxEncodedLength(value.Length));
        try
        {
            Append(rented.AsSpan(0, ParameterText.Encode(value, rented, isQuoted)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void EndLine()
    {
        _output.Write("\r\n"u8);
        _column = 0;
    }

    private void Append(scoped ReadOnlySpan<byte> octets)
    {
        while (octets.Length > LineLength - _column)
        {
            int cut = LineLength - _column;
            while (cut > 0 && (octets[cut] & 0xC0) == 0x80)
            {
                cut--;
            }

            // A physical line that ends with "=" would go on in the quoted-printable of vCard 2.1.
            while (cut > 1 && octets[cut - 1] == (byte)'=')
            {
                cut--;
            }

            if (cut == 0 && _column <= 1)
            {
                // No character is that long: these octets are no UTF-8.
                cut = LineLength - _column;
            }

            _output.Write(octets[..cut]);
            _output.Write("\r\n "u8);
            octets = octets[cut..];
            _column = 1;
        }

        _output.Write(octets);
        _column += octets.Length;
    }
}
