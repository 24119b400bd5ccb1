using System.Buffers;

namespace Protocols.Imap.Server;

/// <summary>Header values as IMAP has them: their octets, unfolded, encoded words as they are (RFC 9051 §7.5.2).</summary>
internal static class HeaderOctets
{
    /// <summary>Writes a value without its line ends (RFC 5322 §2.2.3).</summary>
    public static void WriteUnfolded(ImapResponseWriter writer, ReadOnlySpan<byte> value)
    {
        value = value.Trim(" \t\r\n"u8);
        if (!value.ContainsAny("\r\n"u8))
        {
            writer.String(value);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(value.Length);
        int length = 0;
        foreach (byte b in value)
        {
            if (b is not ((byte)'\r' or (byte)'\n'))
            {
                rented[length++] = b;
            }
        }

        writer.String(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Writes a word or phrase without the quotes, backslashes and folds of the grammar (RFC 5322 §3.2.4).</summary>
    public static void WriteUnquoted(ImapResponseWriter writer, ReadOnlySpan<byte> value)
    {
        value = value.Trim(" \t\r\n"u8);
        if (!value.ContainsAny("\"\\\r\n"u8))
        {
            writer.String(value);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(value.Length);
        int length = 0;
        bool isQuoted = false;
        for (int i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case (byte)'"':
                    isQuoted = !isQuoted;
                    break;
                case (byte)'\\' when isQuoted && i + 1 < value.Length:
                    rented[length++] = value[++i];
                    break;
                case (byte)'\r' or (byte)'\n':
                    break;
                default:
                    rented[length++] = value[i];
                    break;
            }
        }

        writer.String(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Writes the inside of a quoted string, without its backslashes and folds.</summary>
    public static void WriteUnescaped(ImapResponseWriter writer, ReadOnlySpan<byte> value)
    {
        if (!value.ContainsAny("\\\r\n"u8))
        {
            writer.String(value);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(value.Length);
        int length = 0;
        for (int i = 0; i < value.Length; i++)
        {
            byte b = value[i] == (byte)'\\' && i + 1 < value.Length ? value[++i] : value[i];
            if (b is not ((byte)'\r' or (byte)'\n'))
            {
                rented[length++] = b;
            }
        }

        writer.String(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }
}
