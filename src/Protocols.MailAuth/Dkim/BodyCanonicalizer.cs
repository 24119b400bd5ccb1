using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Protocols.MailAuth.Dkim;

/// <summary>
/// Brings a body to its canonical form while it comes in, in pieces of any size (RFC 6376 §3.4.3, §3.4.4). What needs no change is given on as it
/// lies; empty lines are held back until something follows them.
/// </summary>
internal sealed class BodyCanonicalizer(DkimCanonicalization form, ICanonicalSink output)
{
    // As much as is looked at, and then hashed in one call. As much is asked for ahead: more than that does not come from memory at once, and is waited for.
    internal const int Block = 2048;

    private static ReadOnlySpan<byte> CrLf => "\r\n"u8;

    private readonly bool _isRelaxed = form == DkimCanonicalization.Relaxed;

    // Line ends that were met and not given on.
    private long _lineEnds;
    private bool _hasContent;

    // Of a line end or of white space that the last piece ended in.
    private bool _heldReturn;
    private bool _heldSpace;

    /// <summary>Takes the next piece.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        if (_heldReturn && !piece.IsEmpty)
        {
            _heldReturn = false;
            if (piece[0] == (byte)'\n')
            {
                EndLine();
                piece = piece[1..];
            }
            else
            {
                GiveReturn();
            }
        }

        if (piece is [.., (byte)'\r'])
        {
            _heldReturn = true;
            piece = piece[..^1];
        }

        if (_isRelaxed)
        {
            WriteRelaxed(piece);
        }
        else
        {
            GiveLines(piece);
        }
    }

    /// <summary>Ends the body.</summary>
    public void Finish()
    {
        if (_heldReturn)
        {
            _heldReturn = false;
            GiveReturn();
        }

        // The empty body is a line end in the simple form, and nothing in the relaxed.
        if (_hasContent || !_isRelaxed)
        {
            output.Append(CrLf);
        }
    }

    // Goes on block by block: each is looked at and then hashed while it is near, and meanwhile the next one comes in. A body that was looked at whole
    // would come from memory twice, and looking waits for memory where hashing does not.
    private void WriteRelaxed(ReadOnlySpan<byte> piece)
    {
        // How much at the end has not been asked for.
        int behind = piece.Length;
        while (!piece.IsEmpty)
        {
            if (_heldSpace)
            {
                piece = piece.TrimStart(" \t"u8);
                if (piece.IsEmpty)
                {
                    return;
                }

                // White space at the end of a line is dropped, wherever it came from; elsewhere it is one space.
                _heldSpace = false;
                if (!piece.StartsWith(CrLf))
                {
                    Give(" "u8);
                }
            }

            int block = LengthOfBlock(piece);
            int clean = LengthThatStays(piece, block);
            int wanted = Math.Max(0, piece.Length - clean - Block);
            behind = Math.Min(behind, piece.Length - clean);
            if (wanted < behind)
            {
                Prefetch.Soon(piece[^behind..^wanted]);
                behind = wanted;
            }

            GiveLines(piece[..clean]);
            piece = piece[clean..];
            _heldSpace = clean < block;
        }
    }

    // A line end is never cut in two.
    private static int LengthOfBlock(ReadOnlySpan<byte> piece) =>
        piece.Length <= Block ? piece.Length : piece[Block - 1] == (byte)'\r' ? Block - 1 : Block;

    // How much at the front of a block is as it will be: up to a tab, a space with white space or a line end behind it, or a space at the very end
    // of the piece.
    private static int LengthThatStays(ReadOnlySpan<byte> piece, int block)
    {
        int i = 0;
        ref byte start = ref MemoryMarshal.GetReference(piece);
        if (Vector256.IsHardwareAccelerated)
        {
            int width = Vector256<byte>.Count;

            // Mostly there is nothing in four times as much.
            for (int last = Math.Min(block - 1, piece.Length - 1 - (4 * width)); i <= last; i += 4 * width)
            {
                ref byte here = ref Unsafe.Add(ref start, i);
                if ((Suspects(ref here, 0) | Suspects(ref here, width) | Suspects(ref here, 2 * width) | Suspects(ref here, 3 * width)) != Vector256<byte>.Zero)
                {
                    break;
                }
            }

            for (; i < block && i + width < piece.Length; i += width)
            {
                uint found = Suspects(ref start, i).ExtractMostSignificantBits();
                if (found != 0)
                {
                    i += BitOperations.TrailingZeroCount(found);
                    if (i >= block || Stops(piece, i))
                    {
                        break;
                    }

                    // Past the octet that only looked like it.
                    i += 1 - width;
                }
            }
        }

        while (i < block && !Stops(piece, i))
        {
            i++;
        }

        return Math.Min(i, block);
    }

    // Tabs, and spaces with a space, tab or return behind them: all that is 0x20 or less is near enough, and looked at again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Suspects(ref byte start, int i)
    {
        Vector256<byte> here = Vector256.LoadUnsafe(ref start, (nuint)i);
        Vector256<byte> next = Vector256.LoadUnsafe(ref start, (nuint)i + 1);
        Vector256<byte> space = Vector256.Equals(here, Vector256.Create((byte)' '));
        Vector256<byte> tab = Vector256.Equals(here, Vector256.Create((byte)'\t'));
        Vector256<byte> low = Vector256.Equals(Vector256.Min(next, Vector256.Create((byte)' ')), next);
        return (space & low) | tab;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Stops(ReadOnlySpan<byte> piece, int i) => piece[i] switch
    {
        (byte)'\t' => true,
        (byte)' ' => i + 1 == piece.Length || piece[i + 1] is (byte)' ' or (byte)'\t' || piece[(i + 1)..].StartsWith("\r\n"u8),
        _ => false,
    };

    // Gives on what ends in something else than a line end, and holds the line ends behind it.
    private void GiveLines(ReadOnlySpan<byte> piece)
    {
        int end = piece.Length;
        while (end >= 2 && piece[end - 1] == (byte)'\n' && piece[end - 2] == (byte)'\r')
        {
            end -= 2;
        }

        if (end > 0)
        {
            Give(piece[..end]);
        }

        _lineEnds += (piece.Length - end) / 2;
    }

    // A return that ends no line is an octet like others, and so white space before it is inside its line.
    private void GiveReturn()
    {
        if (_heldSpace)
        {
            _heldSpace = false;
            Give(" "u8);
        }

        Give("\r"u8);
    }

    private void EndLine()
    {
        _heldSpace = false;
        _lineEnds++;
    }

    private void Give(ReadOnlySpan<byte> octets)
    {
        for (; _lineEnds > 0; _lineEnds--)
        {
            output.Append(CrLf);
        }

        _hasContent = true;
        output.Append(octets);
    }
}

/// <summary>Takes what is canonical.</summary>
internal interface ICanonicalSink
{
    void Append(ReadOnlySpan<byte> octets);
}
