using System.Text;

namespace Protocols.Sieve;

/// <summary>The names of header fields that a program asks for, each once: found by open addressing, without regard to letter case (RFC 5228 §2.7).</summary>
internal sealed class HeaderNameTable
{
    private (int Start, int Length)[] _names = new (int, int)[16];
    private int[] _slots = new int[32];

    public int Count { get; private set; }

    public (int Start, int Length) this[int number] => _names[number];

    /// <summary>Gives the number of a name, or −1.</summary>
    public int Find(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return -1;
        }

        int[] slots = _slots;
        for (int slot = Hash(name) & (slots.Length - 1); ; slot = (slot + 1) & (slots.Length - 1))
        {
            int entry = slots[slot] - 1;
            if (entry < 0)
            {
                return -1;
            }

            (int start, int length) = _names[entry];
            if (length == name.Length && Ascii.EqualsIgnoreCase(octets.Slice(start, length), name))
            {
                return entry;
            }
        }
    }

    /// <summary>Adds a name that is not there yet.</summary>
    public int Add(ReadOnlySpan<byte> octets, int start, int length)
    {
        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Count * 2);
        }

        if ((Count + 1) * 2 > _slots.Length)
        {
            _slots = new int[_slots.Length * 2];
            for (int i = 0; i < Count; i++)
            {
                Place(octets.Slice(_names[i].Start, _names[i].Length), i);
            }
        }

        _names[Count] = (start, length);
        Place(octets.Slice(start, length), Count);
        return Count++;
    }

    private void Place(ReadOnlySpan<byte> name, int number)
    {
        int slot = Hash(name) & (_slots.Length - 1);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = number + 1;
    }

    // A script with a great many names of one hash costs its author's server: names that differ only in what is left out here are rare, and their number is bounded by its size.
    private static int Hash(ReadOnlySpan<byte> name)
    {
        uint hash = (uint)name.Length;
        foreach (byte octet in name)
        {
            hash = (hash * 31) + (octet | 0x20u);
        }

        return (int)(hash ^ (hash >> 15));
    }
}
