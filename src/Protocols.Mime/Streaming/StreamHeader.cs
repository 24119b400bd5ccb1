using System.Buffers;

namespace Protocols.Mime;

/// <summary>The header of the part that a stream reader is at, kept whole while the part lasts, up to its limit.</summary>
internal sealed class StreamHeader(MimeReadOptions options) : IDisposable
{
    private readonly int _limit = Math.Min(options.MaxHeaderBytes, Array.MaxLength - 3);
    private byte[] _octets = ArrayPool<byte>.Shared.Rent(4096);
    private MimeIndex? _index;
    private OpenBoundaries _own;
    private int _ownLength;
    private int _version;

    /// <summary>How many octets are kept.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the header goes on behind what is kept.</summary>
    public bool IsOverLimit { get; private set; }

    public ReadOnlyMemory<byte> Octets => _octets.AsMemory(0, Length);

    public MimePart Part => _index is null
        ? throw new InvalidOperationException("No part has begun.")
        : new MimePart(_index, _version, 0);

    /// <summary>The rows of the header that was read last.</summary>
    public MimeIndex Index => _index!;

    public void Begin()
    {
        Length = 0;
        IsOverLimit = false;
        _ownLength = 0;
        _own.Truncate(0);
        Release();
    }

    /// <summary>Keeps the octets that come next, but no more than tells that the limit is passed.</summary>
    /// <param name="octets">The octets.</param>
    /// <returns>How many were taken.</returns>
    public int Append(ReadOnlySpan<byte> octets)
    {
        int most = (int)Math.Min(octets.Length, (long)_limit + 1 - Length);
        Add(octets[..most]);
        IsOverLimit = Length > _limit;
        return most;
    }

    /// <summary>Keeps the empty line that ends the header, which its limit does not count.</summary>
    /// <param name="octets">The line end.</param>
    public void Add(ReadOnlySpan<byte> octets)
    {
        if (Length + octets.Length > _octets.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)_octets.Length * 2, Length + octets.Length)));
            _octets.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_octets);
            _octets = larger;
        }

        octets.CopyTo(_octets.AsSpan(Length));
        Length += octets.Length;
    }

    /// <summary>Reads the header that was kept.</summary>
    /// <param name="fieldBudget">How many fields may still be indexed.</param>
    /// <param name="isInDigest">Whether the part lies directly in a multipart/digest.</param>
    /// <returns>Where the body begins, from the start of the header: 0 where what was taken for a header is text.</returns>
    public int Read(int fieldBudget, bool isInDigest)
    {
        _index = MimeIndex.Rent();
        _version = _index.Version;
        _index.Source = Octets;
        _index.MessageLength = Length;
        _index.HasBodies = false;
        StructureParser.RunHeader(Octets.Span, _index, options, fieldBudget, IsOverLimit, isInDigest);
        return _index.Parts[0].BodyStart;
    }

    /// <summary>The boundary of the multipart whose header this is, as far as it has been kept; none where it is no multipart.</summary>
    /// <param name="part">The number of the part.</param>
    /// <param name="fieldBudget">How many fields may still be indexed.</param>
    public ref OpenBoundaries Own(int part, int fieldBudget)
    {
        if (_ownLength != Length)
        {
            _ownLength = Length;
            _own.Truncate(0);
            MimeIndex index = MimeIndex.Rent();
            int version = index.Version;
            index.Source = Octets;
            StructureParser.RunHeader(Octets.Span, index, options, fieldBudget, isCut: true, isInDigest: false);
            if (StructureParser.TryFindMultipart(index, Octets.Span, 0, out ReadOnlySpan<byte> contentType))
            {
                _own.TryPush(part, contentType);
            }

            index.Return(version);
        }

        return ref _own;
    }

    public void Dispose()
    {
        Release();
        _own.Dispose();
        if (_octets.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_octets);
            _octets = [];
        }
    }

    private void Release()
    {
        _index?.Return(_version);
        _index = null;
    }
}
