using System.Buffers;
using System.Net;

namespace Protocols.Hosting.Proxy;

/// <summary>
/// What a proxy in front of a server says of a connection before anything else: HAProxy's PROXY protocol, versions 1 and 2. To be believed of
/// trusted proxies alone, and to be demanded of them.
/// </summary>
public sealed partial class ProxyHeader
{
    internal const int LeastMaxLength = SignatureLength + 4 + (2 * UnixLength);

    private ProxyHeader(int version)
    {
        Version = version;
    }

    /// <summary>1 or 2.</summary>
    public int Version { get; }

    /// <summary>Whether the proxy speaks for itself, or does not know for whom: the connection's own addresses hold.</summary>
    public bool IsLocal => Source is null && SourcePath is null;

    /// <summary>Where the client is, or null where that is not told, or no address of the Internet.</summary>
    public IPEndPoint? Source { get; private init; }

    /// <summary>Where the client connected to, or null.</summary>
    public IPEndPoint? Destination { get; private init; }

    /// <summary>The client's path, for a socket in the file system.</summary>
    public string? SourcePath { get; private init; }

    /// <summary>The path the client connected to, for a socket in the file system.</summary>
    public string? DestinationPath { get; private init; }

    /// <summary>Reads a header from the start of what a connection brings.</summary>
    /// <param name="input">What came; a header is cut off, nothing else.</param>
    /// <param name="header">The header, if valid.</param>
    /// <param name="maxLength">The longest header of version 2 in bytes, at least 232, which is what addresses need; one of version 1 has at most 107.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is below 232.</exception>
    public static ProxyHeaderStatus TryRead(ref ReadOnlySequence<byte> input, out ProxyHeader? header, int maxLength = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, LeastMaxLength);
        header = null;
        if (input.IsEmpty)
        {
            return ProxyHeaderStatus.NeedMoreData;
        }

        return input.FirstSpan[0] == Signature[0] ? ReadBinary(ref input, maxLength, out header) : ReadText(ref input, out header);
    }

    private static bool StartsWith(in ReadOnlySequence<byte> input, ReadOnlySpan<byte> expected, out bool isWhole)
    {
        Span<byte> start = stackalloc byte[expected.Length];
        int length = (int)Math.Min(input.Length, expected.Length);
        input.Slice(0, length).CopyTo(start);
        isWhole = length == expected.Length;
        return start[..length].SequenceEqual(expected[..length]);
    }
}
