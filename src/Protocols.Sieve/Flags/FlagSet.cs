using System.Text;

namespace Protocols.Sieve;

/// <summary>Flags in the order in which they were added, each once (RFC 5232 §2). The cost of each is the same, however many there are.</summary>
internal sealed class FlagSet
{
    private readonly Dictionary<string, int> _places = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string?> _flags = [];

    /// <summary>Adds the flags of a list that are not there yet; what is no flag is left out.</summary>
    public void Add(ReadOnlySpan<byte> octets)
    {
        foreach (Range range in octets.Split((byte)' '))
        {
            if (FlagList.IsFlag(octets[range]))
            {
                string flag = Encoding.ASCII.GetString(octets[range]);
                if (_places.TryAdd(flag, _flags.Count))
                {
                    _flags.Add(flag);
                }
            }
        }
    }

    /// <summary>Takes the flags of a list out.</summary>
    public void Remove(ReadOnlySpan<byte> octets)
    {
        foreach (Range range in octets.Split((byte)' '))
        {
            if (_places.Remove(Encoding.ASCII.GetString(octets[range]), out int place))
            {
                _flags[place] = null;
            }
        }
    }

    /// <summary>Gives the flags.</summary>
    public List<string> ToList() => [.. _flags.OfType<string>()];
}
