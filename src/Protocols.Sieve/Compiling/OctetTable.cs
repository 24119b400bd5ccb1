using System.Text;

namespace Protocols.Sieve;

/// <summary>Finds things by a name in ASCII, without regard to letter case.</summary>
internal sealed class OctetTable<T>
    where T : class
{
    private readonly (byte[] Name, T Value)[] _entries;
    private readonly int[] _slots;

    public OctetTable((byte[] Name, T Value)[] entries)
    {
        const int Room = 4;
        _entries = entries;
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)((entries.Length + 1) * Room))];
        for (int i = 0; i < entries.Length; i++)
        {
            int slot = Slot(entries[i].Name);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = i + 1;
        }
    }

    public bool TryFind(ReadOnlySpan<byte> name, out T? value)
    {
        value = null;
        for (int slot = Slot(name); !name.IsEmpty; slot = (slot + 1) & (_slots.Length - 1))
        {
            int entry = _slots[slot] - 1;
            if (entry < 0)
            {
                return false;
            }

            if (_entries[entry].Name.Length == name.Length && Ascii.EqualsIgnoreCase(_entries[entry].Name, name))
            {
                value = _entries[entry].Value;
                return true;
            }
        }

        return false;
    }

    private int Slot(ReadOnlySpan<byte> name) => name.IsEmpty
        ? 0
        : (int)((((name[0] | 0x20u) * 31) + ((name[^1] | 0x20u) * 7) + ((name[name.Length / 2] | 0x20u) * 13) + ((uint)name.Length * 61)) & (uint)(_slots.Length - 1));
}
