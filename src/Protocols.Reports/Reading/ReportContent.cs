using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Protocols.Reports;

/// <summary>Finds out by their first octets whether reports are compressed, and decompresses them within a budget.</summary>
internal static class ReportContent
{
    // A gzip in a gzip or in an archive has been seen; more is a game.
    private const int MaxLayers = 2;
    private const int Piece = 16 * 1024;
    private const int LocalHeaderLength = 30;

    public static bool IsCompressed(ReadOnlySpan<byte> content) => content.StartsWith("\u001f"u8) && content.Length > 1 && content[1] == 0x8B || IsZip(content);

    /// <summary>Gives the octets of a report. No size that the content tells of itself is trusted.</summary>
    public static ReportStatus Expand(ReadOnlyMemory<byte> content, int limit, DefectLog log, out ReadOnlyMemory<byte> plain)
    {
        plain = content;
        for (int layer = 0; layer < MaxLayers && IsCompressed(plain.Span); layer++)
        {
            ReportStatus status = IsZip(plain.Span) ? Unzip(plain, limit, log, out plain) : Inflate(plain, isGzip: true, limit, log, out plain);
            if (status != ReportStatus.Ok)
            {
                plain = default;
                return status;
            }
        }

        if (plain.Length > limit)
        {
            plain = default;
            return ReportStatus.DecompressionLimit;
        }

        return IsCompressed(plain.Span) ? ReportStatus.UnsupportedCompression : ReportStatus.Ok;
    }

    /// <summary>Compresses by gzip (RFC 1952).</summary>
    public static byte[] Compress(ReadOnlySpan<byte> plain)
    {
        using MemoryStream output = new();
        using (GZipStream gzip = new(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return output.ToArray();
    }

    private static bool IsZip(ReadOnlySpan<byte> content) => content.StartsWith("PK\u0003\u0004"u8);

    // APPNOTE 4.3.7: the local file header. The central directory is not looked at, for it may say otherwise.
    private static ReportStatus Unzip(ReadOnlyMemory<byte> content, int limit, DefectLog log, out ReadOnlyMemory<byte> plain)
    {
        plain = default;
        ReadOnlySpan<byte> header = content.Span;
        if (header.Length < LocalHeaderLength)
        {
            return ReportStatus.Malformed;
        }

        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        ushort method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]);
        int start = LocalHeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        bool isEncrypted = (flags & 1) != 0;
        if (isEncrypted || method is not (0 or 8))
        {
            return ReportStatus.UnsupportedCompression;
        }

        if (start >= content.Length)
        {
            return ReportStatus.Malformed;
        }

        ReadOnlyMemory<byte> data = content[start..];
        if (header.LastIndexOf("PK\u0005\u0006"u8) is var end && end >= 0 && header.Length - end >= 12 && BinaryPrimitives.ReadUInt16LittleEndian(header[(end + 10)..]) > 1)
        {
            log.Add(ReportDefectCode.SeveralFiles, "", -1);
        }

        if (method == 8)
        {
            return Inflate(data, isGzip: false, limit, log, out plain);
        }

        // A stored file that tells its size behind itself ends where the next record begins.
        bool hasSize = (flags & 8) == 0 && size <= data.Length;
        int next = data.Span.IndexOf("PK\u0007\b"u8);
        next = next >= 0 ? next : data.Span.IndexOf("PK\u0001\u0002"u8);
        plain = hasSize ? data[..(int)size] : next >= 0 ? data[..next] : data;
        return ReportStatus.Ok;
    }

    private static ReportStatus Inflate(ReadOnlyMemory<byte> compressed, bool isGzip, int limit, DefectLog log, out ReadOnlyMemory<byte> plain)
    {
        plain = default;
        ArrayBufferWriter<byte> output = new();
        using Stream source = MemoryMarshal.TryGetArray(compressed, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(compressed.ToArray(), writable: false);
        using Stream inflating = isGzip ? new GZipStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress);
        try
        {
            while (inflating.Read(output.GetSpan(Piece)) is var count && count > 0)
            {
                output.Advance(count);
                if (output.WrittenCount > limit)
                {
                    return ReportStatus.DecompressionLimit;
                }
            }
        }
        catch (InvalidDataException)
        {
            log.Add(ReportDefectCode.DamagedCompression, "", -1);
        }

        plain = output.WrittenMemory;
        return plain.IsEmpty ? ReportStatus.Malformed : ReportStatus.Ok;
    }
}
