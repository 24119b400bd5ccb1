using System.Buffers.Binary;

namespace Protocols.Text;

/// <summary>The tables that are kept in the assembly, read once.</summary>
internal static class TableData
{
    /// <summary>Gives a table.</summary>
    /// <param name="name">The name of its file.</param>
    public static ReadOnlyMemory<byte> Load(string name)
    {
        using Stream stream = typeof(TableData).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table {name} is missing from the assembly.");
        byte[] data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }

    /// <summary>A number of two octets.</summary>
    public static char ReadChar(ReadOnlySpan<byte> data, int offset) => (char)BinaryPrimitives.ReadUInt16LittleEndian(data[offset..]);

    /// <summary>A number of three octets.</summary>
    public static int ReadCodePoint(ReadOnlySpan<byte> data, int offset) => data[offset] | (data[offset + 1] << 8) | (data[offset + 2] << 16);
}
