namespace Protocols.Fuzz.Targets;

/// <summary>Where an input is cut: decided by its octets, so that a finding is one file.</summary>
internal static class Cuts
{
    public static (int First, int Second) Of(ReadOnlySpan<byte> input)
    {
        uint hash = 2166136261;
        foreach (byte b in input)
        {
            hash = (hash ^ b) * 16777619;
        }

        int one = (int)(hash % (uint)(input.Length + 1));
        int other = (int)((hash >> 7) % (uint)(input.Length + 1));
        return (Math.Min(one, other), Math.Max(one, other));
    }
}
