using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Protocols.Pop3;

/// <summary>
/// Writes a server's responses (RFC 1939 §3, RFC 2449 §3). It takes values, never text to be trusted: nothing given to it can end a line or a listing.
/// It allocates nothing.
/// </summary>
/// <param name="output">Where the bytes go.</param>
public readonly struct Pop3ResponseWriter(IBufferWriter<byte> output)
{
    // RFC 2449 §3: 512 octets, the CRLF among them.
    private const int MaxTextLength = 480;

    /// <summary>Writes a positive response of one line, or the first line of one of several.</summary>
    /// <param name="text">Words for a person; a line end or another control becomes a question mark, what is beyond 480 octets is cut.</param>
    public void Ok(ReadOnlySpan<char> text)
    {
        output.Write("+OK"u8);
        Text(text, isCoded: false);
        EndLine();
    }

    /// <summary>Writes a negative response.</summary>
    /// <param name="code">The code, or none.</param>
    /// <param name="text">Words for a person, as for <see cref="Ok(ReadOnlySpan{char})"/>.</param>
    public void Error(Pop3ResponseCode code, ReadOnlySpan<char> text)
    {
        output.Write("-ERR"u8);
        output.Write(code switch
        {
            Pop3ResponseCode.LoginDelay => " [LOGIN-DELAY]"u8,
            Pop3ResponseCode.InUse => " [IN-USE]"u8,
            Pop3ResponseCode.SystemTemporary => " [SYS/TEMP]"u8,
            Pop3ResponseCode.SystemPermanent => " [SYS/PERM]"u8,
            Pop3ResponseCode.Authentication => " [AUTH]"u8,
            Pop3ResponseCode.Utf8 => " [UTF8]"u8,
            _ => default,
        });
        Text(text, code != Pop3ResponseCode.None);
        EndLine();
    }

    /// <summary>Writes the drop listing of STAT, or the scan listing of LIST with a number: two numbers and nothing else (RFC 1939 §5).</summary>
    /// <param name="first">How many messages, or which one.</param>
    /// <param name="octets">How large they are.</param>
    public void Ok(uint first, long octets)
    {
        output.Write("+OK "u8);
        Number(first);
        output.Write(" "u8);
        Number(octets);
        EndLine();
    }

    /// <summary>Writes the unique-id listing of UIDL with a number.</summary>
    /// <param name="message">The message's number.</param>
    /// <param name="uniqueId">Its id: 1 to 70 printable characters.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public void OkUniqueId(uint message, ReadOnlySpan<char> uniqueId)
    {
        output.Write("+OK "u8);
        UniqueId(message, uniqueId);
    }

    /// <summary>Writes a line of LIST.</summary>
    /// <param name="message">The message's number.</param>
    /// <param name="octets">Its size.</param>
    public void ScanListing(uint message, long octets)
    {
        Number(message);
        output.Write(" "u8);
        Number(octets);
        EndLine();
    }

    /// <summary>Writes a line of UIDL.</summary>
    /// <param name="message">The message's number.</param>
    /// <param name="uniqueId">Its id: 1 to 70 printable characters.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public void UniqueId(uint message, ReadOnlySpan<char> uniqueId)
    {
        if (uniqueId.Length is 0 or > 70 || uniqueId.ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException("A unique-id is 1 to 70 printable ASCII characters.", nameof(uniqueId));
        }

        Number(message);
        output.Write(" "u8);
        Ascii(uniqueId);
        EndLine();
    }

    /// <summary>Writes a line of text in a listing; a dot at its beginning is doubled.</summary>
    /// <param name="text">The text, as for <see cref="Ok(ReadOnlySpan{char})"/>.</param>
    public void Line(ReadOnlySpan<char> text)
    {
        if (text is ['.', ..])
        {
            output.Write("."u8);
        }

        Words(text);
        EndLine();
    }

    /// <summary>Ends a response of several lines.</summary>
    public void End() => output.Write(".\r\n"u8);

    private void Text(ReadOnlySpan<char> text, bool isCoded)
    {
        if (!text.IsEmpty)
        {
            // RFC 2449 §8: text that begins with a bracket would be read as a code.
            output.Write(!isCoded && text[0] == '[' ? " ("u8 : " "u8);
            Words(!isCoded && text[0] == '[' ? text[1..] : text);
        }
    }

    private void Words(ReadOnlySpan<char> text)
    {
        int length = 0;
        Span<byte> rune = stackalloc byte[4];
        foreach (Rune r in text.EnumerateRunes())
        {
            int size = Rune.IsControl(r) ? 1 : r.EncodeToUtf8(rune);
            if ((length += size) > MaxTextLength)
            {
                break;
            }

            output.Write(Rune.IsControl(r) ? "?"u8 : rune[..size]);
        }
    }

    private void Ascii(ReadOnlySpan<char> text)
    {
        Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length));
        output.Advance(text.Length);
    }

    private void Number(long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out int written);
        output.Advance(written);
    }

    private void EndLine() => output.Write("\r\n"u8);
}
