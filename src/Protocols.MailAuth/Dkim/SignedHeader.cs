using System.Text;
using Protocols.Mime;

namespace Protocols.MailAuth.Dkim;

/// <summary>
/// The fields of a message's header, found by name from the bottom up, as signatures name them (RFC 6376 §5.4.2). Names are looked up by a hash, so
/// that many signatures of many fields cost no more than what they sign.
/// </summary>
internal sealed class SignedHeader
{
    private const int Untouched = -2;

    private readonly MimePart _part;
    private readonly int[] _last;
    private readonly int[] _previous;
    private readonly (int Start, int Length)[] _fields;

    public SignedHeader(MimePart part)
    {
        _part = part;
        int count = part.Headers.Count;
        int slots = 1;
        while (slots < count * 2)
        {
            slots *= 2;
        }

        _last = new int[slots];
        _previous = new int[count];
        _fields = new (int, int)[count];
        Array.Fill(_last, -1);
        int i = 0;
        foreach (HeaderField field in part.Headers)
        {
            int slot = Slot(field.Name);
            _previous[i] = _last[slot];
            _last[slot] = i;
            _fields[i++] = (field.Offset - part.HeaderStart, field.Length);
        }
    }

    public int Count => _fields.Length;

    /// <summary>Whether it is one of a message that need not be internationalized (RFC 6532).</summary>
    public bool IsAscii => System.Text.Ascii.IsValid(_part.HeaderSpan);

    public ReadOnlySpan<byte> Field(int index) => _part.HeaderSpan.Slice(_fields[index].Start, _fields[index].Length);

    public ReadOnlySpan<byte> Value(int index)
    {
        ReadOnlySpan<byte> field = Field(index);
        return field[(field.IndexOf((byte)':') + 1)..];
    }

    /// <summary>The fields of a name, from the top.</summary>
    public List<int> Find(string name)
    {
        List<int> found = [];
        for (int i = Last(name); i >= 0; i = Before(i, name))
        {
            found.Add(i);
        }

        found.Reverse();
        return found;
    }

    /// <summary>Gives on the fields that a signature names, in its order; those that are not there are nothing.</summary>
    public void WriteSigned(DkimSignature signature, ICanonicalSink output) => WriteSigned(signature.HeaderForm, signature.SignedFields, output);

    /// <summary>Gives on the fields of some names, in their order.</summary>
    public void WriteSigned(DkimCanonicalization form, IReadOnlyList<string> names, ICanonicalSink output)
    {
        // For the last field of each name, from which one to go on when the name comes again.
        Span<int> taken = Count <= 256 ? stackalloc int[Count] : new int[Count];
        taken.Fill(Untouched);
        for (int i = 0; i < names.Count; i++)
        {
            string name = names[i];
            int last = Last(name);
            if (last < 0)
            {
                continue;
            }

            ref int used = ref taken[last];
            used = used == Untouched ? last : used < 0 ? -1 : Before(used, name);
            if (used >= 0)
            {
                HeaderCanonicalizer.Write(form, Field(used), output);
            }
        }
    }

    /// <summary>Gives on a signature's own field, without the value of its b= (RFC 6376 §3.7).</summary>
    public void WriteOwn(DkimSignature signature, int index, ICanonicalSink output)
    {
        ReadOnlySpan<byte> field = Field(index);
        int value = field.IndexOf((byte)':') + 1;
        byte[] emptied = [.. field[..(value + signature.SignatureStart)], .. field[(value + signature.SignatureEnd)..]];
        HeaderCanonicalizer.WriteWithoutLineEnd(signature.HeaderForm, emptied, output);
    }

    private int Last(string name)
    {
        int i = _last.Length == 0 ? -1 : _last[Slot(name)];
        return i < 0 || IsNamed(i, name) ? i : Before(i, name);
    }

    private int Before(int index, string name)
    {
        for (int i = _previous[index]; i >= 0; i = _previous[i])
        {
            if (IsNamed(i, name))
            {
                return i;
            }
        }

        return -1;
    }

    private bool IsNamed(int index, string name)
    {
        ReadOnlySpan<byte> field = Field(index);
        ReadOnlySpan<byte> written = field[..field.IndexOf((byte)':')].TrimEnd(" \t"u8);
        return Ascii.EqualsIgnoreCase(written, name);
    }

    private int Slot(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name)
        {
            hash = (hash ^ (uint)(b | 0x20)) * 16777619;
        }

        return (int)(hash & (uint)(_last.Length - 1));
    }

    private int Slot(string name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
        {
            hash = (hash ^ (uint)((byte)c | 0x20)) * 16777619;
        }

        return (int)(hash & (uint)(_last.Length - 1));
    }
}
