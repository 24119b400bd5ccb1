namespace Protocols.Smtp.Server;

/// <summary>Tells whether octets are whole header fields and nothing else (RFC 5322 §2.2): what a stage puts on a message cannot end its header.</summary>
internal static class FieldBlock
{
    public static ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> fields, string name) =>
        IsValid(fields.Span) ? fields : throw new ArgumentException("These are no whole header fields, each with its line ends.", name);

    public static bool IsValid(ReadOnlySpan<byte> fields)
    {
        bool isFirst = true;
        while (!fields.IsEmpty)
        {
            int length = fields.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = length < 0 ? default : fields[..length];
            if (line.IsEmpty || line.IndexOfAny((byte)'\r', (byte)'\n', (byte)0) >= 0 || !(line[0] is (byte)' ' or (byte)'\t' ? !isFirst && !line.Trim(" \t"u8).IsEmpty : HasName(line)))
            {
                return false;
            }

            isFirst = false;
            fields = fields[(length + 2)..];
        }

        return true;
    }

    private static bool HasName(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        return colon > 0 && line[..colon].IndexOfAnyExceptInRange((byte)33, (byte)126) < 0;
    }
}
