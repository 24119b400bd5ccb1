using System.Runtime.CompilerServices;
using System.Text;

namespace Protocols.MailAuth;

/// <summary>A list of <c>tag=value</c>, as signatures, keys and policies are written (RFC 6376 §3.2).</summary>
internal readonly ref struct TagList
{
    // So many names are compared with each other; that of more would cost by the square of their number.
    private const int Few = 16;

    private readonly ReadOnlySpan<byte> _text;

    // Where the first few tags lie, so that a value is found without looking for the ends of all before it.
    private readonly Places _places;
    private readonly int _count;

    private TagList(ReadOnlySpan<byte> text, scoped in Places places, int count)
    {
        _text = text;
        _places = places;
        _count = count;
    }

    /// <summary>Takes a list, where it is one: names of letters, digits and underscores, each once.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out TagList list)
    {
        Enumerator tags = new(text);
        Places places = default;
        int seen = 0;
        HashSet<string>? names = null;
        bool isList = true;
        while (isList && tags.MoveNext())
        {
            Tag tag = tags.Current;
            isList = IsName(tag.Name);
            if (seen < Few)
            {
                isList &= Find(text, places[..seen], tag.Name) < 0;
                places[seen] = new Place(text, tag);
            }
            else
            {
                names ??= Names(text, Few);
                isList &= names.Add(Encoding.ASCII.GetString(tag.Name));
            }

            seen++;
        }

        list = new TagList(text, places, Math.Min(seen, Few));
        return isList && !tags.IsMalformed && seen > 0;
    }

    /// <summary>Finds a value; names have their letter case. An empty value is not the same as none.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        bool found = TryGetTag(name, out Tag tag);
        value = tag.Value;
        return found;
    }

    /// <summary>Finds a tag; names have their letter case.</summary>
    public bool TryGetTag(ReadOnlySpan<byte> name, out Tag tag)
    {
        int i = Find(_text, _places[.._count], name);
        if (i >= 0)
        {
            tag = _places[i].Of(_text);
            return true;
        }

        Enumerator rest = new(_text, _count < Few ? _text.Length : _places[Few - 1].ValueEnd + 1);
        while (rest.MoveNext())
        {
            if (rest.Current.Name.SequenceEqual(name))
            {
                tag = rest.Current;
                return true;
            }
        }

        tag = default;
        return false;
    }

    /// <summary>A value as text, or what holds where there is none.</summary>
    public string GetString(ReadOnlySpan<byte> name, string otherwise) => TryGet(name, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : otherwise;

    public Enumerator GetEnumerator() => new(_text);

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || !char.IsAsciiLetter((char)name[0]))
        {
            return false;
        }

        foreach (byte b in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != (byte)'_')
            {
                return false;
            }
        }

        return true;
    }

    private static HashSet<string> Names(ReadOnlySpan<byte> text, int count)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        Enumerator tags = new(text);
        while (count-- > 0 && tags.MoveNext())
        {
            names.Add(Encoding.ASCII.GetString(tags.Current.Name));
        }

        return names;
    }

    private static int Find(ReadOnlySpan<byte> text, ReadOnlySpan<Place> places, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i].NameLength == name.Length && text.Slice(places[i].NameStart, name.Length).SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }

    [InlineArray(Few)]
    private struct Places
    {
        private Place _first;
    }

    private readonly struct Place
    {
        public readonly int NameStart;
        public readonly int NameLength;
        public readonly int ValueEnd;
        private readonly int _valueStart;
        private readonly int _trimmedStart;
        private readonly int _trimmedLength;

        public Place(ReadOnlySpan<byte> text, Tag tag)
        {
            text.Overlaps(tag.Name, out NameStart);
            NameLength = tag.Name.Length;
            _valueStart = tag.ValueStart;
            ValueEnd = tag.ValueEnd;
            text.Overlaps(tag.Value, out _trimmedStart);
            _trimmedLength = tag.Value.Length;
        }

        public Tag Of(ReadOnlySpan<byte> text) =>
            new(text.Slice(NameStart, NameLength), text.Slice(_trimmedStart, _trimmedLength), _valueStart, ValueEnd);
    }

    /// <summary>One tag. The value has no white space at its ends.</summary>
    internal readonly ref struct Tag(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int valueStart, int valueEnd)
    {
        public ReadOnlySpan<byte> Name { get; } = name;

        public ReadOnlySpan<byte> Value { get; } = value;

        // Everything between the equals sign and the semicolon, white space and all.
        public int ValueStart { get; } = valueStart;

        public int ValueEnd { get; } = valueEnd;
    }

    internal ref struct Enumerator(ReadOnlySpan<byte> text, int position = 0)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _position = position;

        public Tag Current { get; private set; }

        public bool IsMalformed { get; private set; }

        public bool MoveNext()
        {
            if (_position >= _text.Length)
            {
                return false;
            }

            int start = _position;
            int length = _text[start..].IndexOf((byte)';');
            int end = length < 0 ? _text.Length : start + length;
            _position = end + 1;
            ReadOnlySpan<byte> spec = _text[start..end];
            int equals = spec.IndexOf((byte)'=');
            if (equals >= 0)
            {
                Current = new Tag(spec[..equals].Trim(" \t\r\n"u8), spec[(equals + 1)..].Trim(" \t\r\n"u8), start + equals + 1, end);
                return true;
            }

            // A semicolon may stand behind the last; nothing else may be without an equals sign.
            IsMalformed = length >= 0 || spec.Trim(" \t\r\n"u8).Length > 0;
            return false;
        }
    }
}
