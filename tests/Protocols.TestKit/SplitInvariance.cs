using System.Buffers;
using Xunit;

namespace Protocols.TestKit;

/// <summary>
/// Replays input whole, cut at every position, and byte by byte, and asserts that the outcome is the same.
/// </summary>
public static class SplitInvariance
{
    /// <summary>Takes the input in pieces, in order, and gives a transcript of all that came of it.</summary>
    /// <param name="pieces">The pieces; each is a fresh array, none is empty.</param>
    public delegate string Replay(IReadOnlyList<byte[]> pieces);

    /// <summary>Asserts that the transcript does not depend on how the input was cut, and returns it.</summary>
    /// <param name="input">The whole input.</param>
    /// <param name="replay">Feeds the pieces to a fresh session or reader.</param>
    public static string Check(byte[] input, Replay replay)
    {
        string whole = replay([input]);
        for (int cut = 1; cut < input.Length; cut++)
        {
            string split = replay([input[..cut], input[cut..]]);
            if (split != whole)
            {
                Assert.Fail($"Cut at {cut} of {input.Length}, the outcome differs.{Environment.NewLine}Whole:{Environment.NewLine}{whole}{Environment.NewLine}Cut:{Environment.NewLine}{split}");
            }
        }

        string single = replay([.. input.Select(b => new[] { b })]);
        Assert.Equal(whole, single);
        return whole;
    }

    /// <summary>Makes a sequence whose segments are the pieces: what a pipe gives.</summary>
    /// <param name="pieces">The pieces, in order.</param>
    public static ReadOnlySequence<byte> Sequence(IEnumerable<byte[]> pieces)
    {
        Segment? first = null;
        Segment? last = null;
        foreach (byte[] piece in pieces)
        {
            last = new Segment(piece, last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] piece, Segment? previous)
        {
            Memory = piece;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
