using System.Text;

namespace Protocols.MailAuth;

/// <summary>A list of <c>tag=value</c>, as signatures, keys and policies are written (RFC 6376 §3.2).</summary>
internal readonly ref struct TagList
{
    // So many names are compared with each other; that of more would cost by the square of their number.
    private const int Few = 16;

    private readonly ReadOnlySpan<byte> _text;

    private TagList(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Takes a list, where it is one: names of letters, digits and underscores, each once.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out TagList list)
    {
        list = new TagList(text);
        Enumerator tags = list.GetEnumerator();
        int seen = 0;
        HashSet<string>? names = null;
        while (tags.MoveNext())
        {
            if (!IsName(tags.Current.Name) || (++seen > 1 && seen <= Few && IsRepeated(list, tags.Current)))
            {
                return false;
            }

            if (seen > Few)
            {
                names ??= Names(list, Few);
                if (!names.Add(Encoding.ASCII.GetString(tags.Current.Name)))
                {
                    return false;
                }
            }
        }

        return !tags.IsMalformed && seen > 0;
    }

    /// <summary>Finds a value; names have their letter case. An empty value is not the same as none.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (Tag tag in this)
        {
            if (tag.Name.SequenceEqual(name))
            {
                value = tag.Value;
                return true;
            }
        }

        value = default;
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

    private static HashSet<string> Names(TagList list, int count)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        Enumerator tags = list.GetEnumerator();
        while (count-- > 0 && tags.MoveNext())
        {
            names.Add(Encoding.ASCII.GetString(tags.Current.Name));
        }

        return names;
    }

    private static bool IsRepeated(TagList list, Tag tag)
    {
        foreach (Tag other in list)
        {
            if (other.Start == tag.Start)
            {
                return false;
            }

            if (other.Name.SequenceEqual(tag.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One tag. The value has no white space at its ends.</summary>
    internal readonly ref struct Tag(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int start, int valueStart, int valueEnd)
    {
        public ReadOnlySpan<byte> Name { get; } = name;

        public ReadOnlySpan<byte> Value { get; } = value;

        public int Start { get; } = start;

        // Everything between the equals sign and the semicolon, white space and all.
        public int ValueStart { get; } = valueStart;

        public int ValueEnd { get; } = valueEnd;
    }

    internal ref struct Enumerator(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _position;

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
                Current = new Tag(spec[..equals].Trim(" \t\r\n"u8), spec[(equals + 1)..].Trim(" \t\r\n"u8), start, start + equals + 1, end);
                return true;
            }

            // A semicolon may stand behind the last; nothing else may be without an equals sign.
            IsMalformed = length >= 0 || spec.Trim(" \t\r\n"u8).Length > 0;
            return false;
        }
    }
}
