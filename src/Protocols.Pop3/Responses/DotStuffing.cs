using System.Buffers;

namespace Protocols.Pop3;

/// <summary>
/// Writes a message as the lines of a response (RFC 1939 §3), however it is cut: a dot at the beginning of a line is doubled, and a line feed alone becomes a
/// line end, so that no client can take what follows it for the end of the message. It allocates nothing.
/// </summary>
/// <remarks>A value type with state: pass it on by reference.</remarks>
public struct DotStuffing
{
    private bool _isInLine;
    private bool _isAfterReturn;

    /// <summary>How many line ends have been written.</summary>
    public long Lines { get; private set; }

    /// <summary>Writes a piece of the message.</summary>
    /// <param name="octets">The piece.</param>
    /// <param name="output">Where it goes.</param>
    public void Write(ReadOnlySpan<byte> octets, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (!octets.IsEmpty)
        {
            if (!_isInLine && octets[0] == '.')
            {
                output.Write("."u8);
            }

            int lineFeed = octets.IndexOf((byte)'\n');
            if (lineFeed < 0)
            {
                output.Write(octets);
                _isAfterReturn = octets[^1] == '\r';
                _isInLine = true;
                return;
            }

            bool isWhole = lineFeed > 0 ? octets[lineFeed - 1] == '\r' : _isAfterReturn;
            output.Write(octets[..lineFeed]);
            output.Write(isWhole ? "\n"u8 : "\r\n"u8);
            Lines++;
            _isInLine = false;
            _isAfterReturn = false;
            octets = octets[(lineFeed + 1)..];
        }
    }

    /// <summary>Ends the last line, if it has no end, and the response.</summary>
    /// <param name="output">Where it goes.</param>
    public void End(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(!_isInLine ? ".\r\n"u8 : _isAfterReturn ? "\n.\r\n"u8 : "\r\n.\r\n"u8);
        this = default;
    }
}
