using System.Buffers;
using System.Text.Unicode;
using Protocols.Text;

namespace Protocols.Sieve;

/// <summary>A value as i;unicode-casemap makes it (RFC 5051 §2), in rented octets, and perhaps of which octet of the value each of them was made. Dispose it.</summary>
internal ref struct FoldedText
{
    private byte[] _octets;
    private int[]? _origins;
    private readonly int _sourceLength;

    /// <summary>Folds a value.</summary>
    /// <param name="value">The value; what is no UTF-8 stays as it is.</param>
    /// <param name="withOrigins">Whether <see cref="CharacterEnd"/> and <see cref="OriginOf"/> will be asked.</param>
    public FoldedText(ReadOnlySpan<byte> value, bool withOrigins)
    {
        _sourceLength = value.Length;
        _octets = ArrayPool<byte>.Shared.Rent((value.Length * 2) + (4 * UnicodeCasemap.MaxGrowth));
        _origins = withOrigins ? ArrayPool<int>.Shared.Rent(_octets.Length) : null;
        if (!Utf8.IsValid(value))
        {
            value.CopyTo(_octets);
            Length = value.Length;
            for (int i = 0; _origins is not null && i < value.Length; i++)
            {
                _origins[i] = i;
            }

            return;
        }

        for (int position = 0; position < value.Length;)
        {
            if (_octets.Length - Length < 4 * UnicodeCasemap.MaxGrowth)
            {
                Grow();
            }

            int used = UnicodeCasemap.FoldNext(value[position..], _octets.AsSpan(Length), out int written);
            _origins?.AsSpan(Length, written).Fill(position);
            Length += written;
            position += used;
        }
    }

    /// <summary>How many octets there are.</summary>
    public int Length { get; private set; }

    /// <summary>The octets.</summary>
    public readonly ReadOnlySpan<byte> Octets => _octets.AsSpan(0, Length);

    /// <summary>Where the character of the value ends to which an octet belongs.</summary>
    /// <param name="position">The place of the octet.</param>
    public readonly int CharacterEnd(int position)
    {
        int origin = _origins![position];
        while (position < Length && _origins[position] == origin)
        {
            position++;
        }

        return position;
    }

    /// <summary>Where in the value a place is; the end of the character where it is inside one.</summary>
    /// <param name="position">The place, up to <see cref="Length"/>.</param>
    public readonly int OriginOf(int position)
    {
        if (position > 0 && position < Length && _origins![position] == _origins[position - 1])
        {
            position = CharacterEnd(position);
        }

        return position >= Length ? _sourceLength : _origins![position];
    }

    /// <summary>Gives the octets back.</summary>
    public readonly void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_octets);
        if (_origins is not null)
        {
            ArrayPool<int>.Shared.Return(_origins);
        }
    }

    private void Grow()
    {
        byte[] octets = ArrayPool<byte>.Shared.Rent(_octets.Length * 2);
        Octets.CopyTo(octets);
        ArrayPool<byte>.Shared.Return(_octets);
        _octets = octets;
        if (_origins is not null)
        {
            int[] origins = ArrayPool<int>.Shared.Rent(octets.Length);
            _origins.AsSpan(0, Length).CopyTo(origins);
            ArrayPool<int>.Shared.Return(_origins);
            _origins = origins;
        }
    }
}
