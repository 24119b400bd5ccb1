namespace Protocols.MailAuth.Dkim;

/// <summary>Brings header fields to their canonical form (RFC 6376 §3.4.1, §3.4.2).</summary>
internal static class HeaderCanonicalizer
{
    /// <summary>Gives on one field with the line end behind it.</summary>
    /// <param name="form">The form.</param>
    /// <param name="field">The whole field as it lies in the message; what is behind its last line end is not looked at.</param>
    /// <param name="output">Takes the canonical form.</param>
    public static void Write(DkimCanonicalization form, ReadOnlySpan<byte> field, ICanonicalSink output)
    {
        WriteWithoutLineEnd(form, field, output);
        output.Append("\r\n"u8);
    }

    /// <summary>Gives on one field without its line end, as a signature's own field is hashed (RFC 6376 §3.7).</summary>
    public static void WriteWithoutLineEnd(DkimCanonicalization form, ReadOnlySpan<byte> field, ICanonicalSink output)
    {
        field = field.TrimEnd("\r\n"u8);
        if (form == DkimCanonicalization.Simple)
        {
            output.Append(field);
            return;
        }

        int colon = field.IndexOf((byte)':');
        if (colon < 0)
        {
            output.Append(field);
            return;
        }

        Span<byte> name = stackalloc byte[128];
        ReadOnlySpan<byte> rest = field[..colon].TrimEnd(" \t"u8);
        while (!rest.IsEmpty)
        {
            int length = Math.Min(rest.Length, name.Length);
            for (int i = 0; i < length; i++)
            {
                name[i] = rest[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(rest[i] | 0x20) : rest[i];
            }

            output.Append(name[..length]);
            rest = rest[length..];
        }

        output.Append(":"u8);
        AppendValue(field[(colon + 1)..], output);
    }

    // Words with one space between them: line ends of folds are none, since white space stands behind them.
    private static void AppendValue(ReadOnlySpan<byte> value, ICanonicalSink output)
    {
        value = value.Trim(" \t\r\n"u8);
        while (!value.IsEmpty)
        {
            int length = value.IndexOfAny(" \t\r\n"u8);
            if (length < 0)
            {
                output.Append(value);
                return;
            }

            // One space where the run is just that stays where it lies, with the words around it.
            int position = length;
            while (position + 1 < value.Length && value[position] == (byte)' ' && value[position + 1] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                int next = value[(position + 1)..].IndexOfAny(" \t\r\n"u8);
                if (next < 0)
                {
                    output.Append(value);
                    return;
                }

                position += 1 + next;
            }

            output.Append(value[..position]);
            value = value[position..];
            bool isSpace = value.IndexOfAnyExcept("\r\n"u8) is >= 0 and int at && value[at] is (byte)' ' or (byte)'\t';
            value = value.TrimStart(" \t\r\n"u8);
            if (isSpace)
            {
                output.Append(" "u8);
            }
        }
    }
}
