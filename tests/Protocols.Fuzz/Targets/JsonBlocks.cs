using System.Text;

namespace Protocols.Fuzz.Targets;

/// <summary>The pieces of JSON in an input: the seeds are files of several, parted by lines that begin with <c>&gt;</c>.</summary>
internal static class JsonBlocks
{
    private const int Most = 12;

    /// <summary>Runs each piece; members by themselves are put into an object.</summary>
    /// <param name="input">The input.</param>
    /// <param name="head">The members that such an object begins with.</param>
    /// <param name="run">Takes a piece.</param>
    public static void Each(ReadOnlySpan<byte> input, string head, Action<byte[]> run)
    {
        int count = 0;
        foreach (Range range in input.Split("\n>"u8))
        {
            ReadOnlySpan<byte> block = input[range];
            int begin = block.IndexOfAny("{\""u8);
            if (begin >= 0 && count++ < Most)
            {
                run(block[begin] == (byte)'{' ? block[begin..].ToArray() : [.. Encoding.UTF8.GetBytes("{" + head + ","), .. block[begin..], (byte)'}']);
            }
        }
    }
}
