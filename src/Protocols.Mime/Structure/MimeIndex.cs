using System.Buffers;
using System.Runtime.CompilerServices;

namespace Protocols.Mime;

/// <summary>One part of a message. Parts lie in the order of the message, each before those inside it.</summary>
internal struct PartRow
{
    public int Parent;          // row of the part around it, -1 for the message itself
    public int SubtreeEnd;      // the row after the last one inside this part: its next sibling, if it has one
    public int HeaderStart;     // offsets into the message
    public int BodyStart;
    public int BodyEnd;
    public int HeaderShift;     // offset in the message minus offset in the bytes at hand; 0 unless the index was opened from an outline
    public int FirstField;
    public int FieldCount;
    public int TypeField;       // row of the Content-Type that holds, -1 for none or an unreadable one
    public int Lines;           // line ends in the body, -1 until somebody asks
    public int Depth;
    public MediaType Type;
    public KnownMediaType Known;
    public TransferEncoding Encoding;
    public bool IsHeaderCut;    // a limit was met, and fields behind it are not indexed
}

/// <summary>One header field. Offsets are into the message.</summary>
internal struct FieldRow
{
    public int Start;           // of the name
    public int ValueStart;      // after the colon
    public int ValueEnd;        // before the line end of the last line
    public int End;             // after it
    public int NameLength;
    public HeaderId Id;
}

/// <summary>
/// The rows of one parsed message. Objects of this class are pooled with their arrays; the version rises at each return,
/// so that a handle to an earlier message is told from one to the present.
/// </summary>
internal sealed class MimeIndex
{
    private const int KeptRows = 4096;
    private const int SharedSlots = 32;

    private static readonly MimeIndex?[] s_shared = new MimeIndex?[SharedSlots];

    [ThreadStatic]
    private static MimeIndex? t_last;

    private int _version;

    public PartRow[] Parts = ArrayPool<PartRow>.Shared.Rent(16);
    public int PartCount;
    public FieldRow[] Fields = ArrayPool<FieldRow>.Shared.Rent(64);
    public int FieldCount;
    public Defect[] Defects = ArrayPool<Defect>.Shared.Rent(16);
    public int DefectCount;

    /// <summary>The message, or the header bytes of an outline.</summary>
    public ReadOnlyMemory<byte> Source;
    public int MessageLength;
    public bool HasBodies;

    /// <summary>The array that <see cref="Source"/> lies in, where it was rented for this message and is to be given back with it.</summary>
    public byte[]? OwnedSource;

    public int Version => Volatile.Read(ref _version);

    public static MimeIndex Rent()
    {
        MimeIndex? index = t_last;
        if (index is not null)
        {
            t_last = null;
            return index;
        }

        foreach (ref MimeIndex? slot in s_shared.AsSpan())
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } shared)
            {
                return shared;
            }
        }

        return new MimeIndex();
    }

    /// <summary>Ends the life of the message with this version, once, however often and by whomever it is asked for.</summary>
    public void Return(int version)
    {
        if (Interlocked.CompareExchange(ref _version, version + 1, version) != version)
        {
            return;
        }

        Source = default;
        if (OwnedSource is { } owned)
        {
            OwnedSource = null;
            ArrayPool<byte>.Shared.Return(owned);
        }

        PartCount = FieldCount = DefectCount = 0;
        Shrink(ref Parts, KeptRows);
        Shrink(ref Fields, KeptRows);
        if (t_last is null)
        {
            t_last = this;
            return;
        }

        foreach (ref MimeIndex? slot in s_shared.AsSpan())
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, this, null) is null)
            {
                return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Guard(int version)
    {
        if (_version != version)
        {
            ThrowDisposed();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref PartRow AddPart()
    {
        if (PartCount == Parts.Length)
        {
            Grow(ref Parts);
        }

        return ref Parts[PartCount++];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref FieldRow AddField()
    {
        if (FieldCount == Fields.Length)
        {
            Grow(ref Fields);
        }

        return ref Fields[FieldCount++];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddDefect(DefectCode code, int offset, int most)
    {
        if (DefectCount < most)
        {
            KeepDefect(code, offset);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void KeepDefect(DefectCode code, int offset)
    {
        if (DefectCount == Defects.Length)
        {
            Grow(ref Defects);
        }

        Defects[DefectCount++] = new Defect(code, offset);
    }

    /// <summary>Whether a part lies directly in a multipart/digest, whose parts are messages by default (RFC 2046 §5.1.5).</summary>
    public bool IsInDigest(int row) =>
        Parts[row].Parent is >= 0 and int parent && Parts[parent].Known == KnownMediaType.MultipartDigest;

    /// <summary>The bytes of a header, or of a piece of one, wherever they are kept.</summary>
    public ReadOnlySpan<byte> HeaderBytes(in PartRow part, int start, int end) =>
        Source.Span[(start - part.HeaderShift)..(end - part.HeaderShift)];

    public ReadOnlySpan<byte> FieldName(in PartRow part, in FieldRow field) =>
        HeaderBytes(part, field.Start, field.Start + field.NameLength);

    public ReadOnlySpan<byte> FieldValue(in PartRow part, in FieldRow field) =>
        HeaderBytes(part, field.ValueStart, field.ValueEnd);

    public int FindField(in PartRow part, HeaderId id)
    {
        ReadOnlySpan<FieldRow> rows = Fields.AsSpan(part.FirstField, part.FieldCount);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Id == id)
            {
                return part.FirstField + i;
            }
        }

        return -1;
    }

    private static void Grow<T>(ref T[] rows)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(rows.Length * 2);
        rows.AsSpan().CopyTo(larger);
        T[] smaller = rows;
        rows = larger;
        ArrayPool<T>.Shared.Return(smaller);
    }

    private static void Shrink<T>(ref T[] rows, int most)
    {
        if (rows.Length > most)
        {
            ArrayPool<T>.Shared.Return(rows);
            rows = ArrayPool<T>.Shared.Rent(64);
        }
    }

    private static void ThrowDisposed() =>
        throw new ObjectDisposedException(nameof(MimeDocument), "The document that this was taken from has been disposed.");
}
