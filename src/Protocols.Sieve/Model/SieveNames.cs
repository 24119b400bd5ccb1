using System.Buffers;

namespace Protocols.Sieve;

/// <summary>What may stand in a script that is made by a program.</summary>
internal static class SieveNames
{
    /// <summary>Gives an identifier (RFC 5228 §8.1).</summary>
    public static string Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? name
            : throw new ArgumentException($"'{name}' is no identifier.", nameof(name));
    }

    /// <summary>Gives octets in which each LF has its CR.</summary>
    public static ReadOnlyMemory<byte> WithLineEnds(ReadOnlyMemory<byte> octets)
    {
        ReadOnlySpan<byte> source = octets.Span;
        ArrayBufferWriter<byte>? output = null;
        int start = 0;
        for (int i = source.IndexOf((byte)'\n'); i >= 0 && i < source.Length; i++)
        {
            if (source[i] == (byte)'\n' && (i == 0 || source[i - 1] != (byte)'\r'))
            {
                output ??= new ArrayBufferWriter<byte>(source.Length + 16);
                output.Write(source[start..i]);
                output.Write("\r"u8);
                start = i;
            }
        }

        if (output is null)
        {
            return octets;
        }

        output.Write(source[start..]);
        return output.WrittenMemory;
    }
}
