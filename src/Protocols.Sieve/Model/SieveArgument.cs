using System.Text;

namespace Protocols.Sieve;

/// <summary>An argument of a <see cref="SieveCommand"/> or <see cref="SieveTest"/> (RFC 5228 §2.6). A string, a list of strings and a number become one by themselves.</summary>
public abstract record SieveArgument
{
    private protected SieveArgument()
    {
    }

    /// <summary>Makes a tag, such as <c>:contains</c>.</summary>
    /// <param name="name">Its name without the colon.</param>
    /// <exception cref="ArgumentException">The name is no identifier.</exception>
    public static SieveTagArgument Tag(string name) => new(name);

    /// <summary>Makes a list of strings.</summary>
    /// <param name="values">The strings; at least one.</param>
    public static SieveStringsArgument Strings(params IEnumerable<string> values) => new(values.Select(static v => new SieveStringArgument(v)));

    /// <summary>Makes a string an argument.</summary>
    /// <param name="value">The string.</param>
    public static implicit operator SieveArgument(string value) => FromString(value);

    /// <summary>Makes strings an argument.</summary>
    /// <param name="values">The strings.</param>
    public static implicit operator SieveArgument(string[] values) => Strings(values);

    /// <summary>Makes a number an argument.</summary>
    /// <param name="value">The number; not negative.</param>
    public static implicit operator SieveArgument(long value) => FromInt64(value);

    /// <summary>Makes a string an argument.</summary>
    /// <param name="value">The string.</param>
    public static SieveArgument FromString(string value) => new SieveStringArgument(value);

    /// <summary>Makes a number an argument.</summary>
    /// <param name="value">The number; not negative.</param>
    public static SieveArgument FromInt64(long value) => new SieveNumberArgument(value);
}

/// <summary>A tag (RFC 5228 §2.6.2).</summary>
public sealed record SieveTagArgument : SieveArgument
{
    /// <summary>Makes a tag.</summary>
    /// <param name="name">Its name without the colon.</param>
    /// <exception cref="ArgumentException">The name is no identifier.</exception>
    public SieveTagArgument(string name) => Name = SieveNames.Check(name);

    /// <summary>Its name as written, without the colon.</summary>
    public string Name { get; }
}

/// <summary>A number (RFC 5228 §2.4.1).</summary>
public sealed record SieveNumberArgument : SieveArgument
{
    /// <summary>Makes a number.</summary>
    /// <param name="value">The number; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public SieveNumberArgument(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Value = value;
    }

    /// <summary>The number.</summary>
    public long Value { get; }
}

/// <summary>A string (RFC 5228 §2.4.2): what stands between the quotes, these taken off. Variables and encoded characters are in it as they are written.</summary>
public sealed record SieveStringArgument : SieveArgument
{
    /// <summary>Makes a string of text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">NUL is in it.</exception>
    public SieveStringArgument(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>Makes a string of octets, which may be no text.</summary>
    /// <param name="octets">The octets. A line end is CRLF: LF alone becomes that.</param>
    /// <exception cref="ArgumentException">NUL is in it (RFC 5228 §2.4.2).</exception>
    public SieveStringArgument(ReadOnlyMemory<byte> octets)
    {
        if (octets.Span.Contains((byte)0))
        {
            throw new ArgumentException("A string can have no NUL in it.", nameof(octets));
        }

        Octets = SieveNames.WithLineEnds(octets);
    }

    /// <summary>The octets.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>The string as text; what is no UTF-8 is U+FFFD in it.</summary>
    public string Text => Encoding.UTF8.GetString(Octets.Span);

    /// <inheritdoc/>
    public bool Equals(SieveStringArgument? other) => other is not null && Octets.Span.SequenceEqual(other.Octets.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Octets.Span);
        return hash.ToHashCode();
    }
}

/// <summary>A list of strings (RFC 5228 §2.4.2.1).</summary>
public sealed record SieveStringsArgument : SieveArgument
{
    /// <summary>Makes a list.</summary>
    /// <param name="values">The strings.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public SieveStringsArgument(params IEnumerable<SieveStringArgument> values)
    {
        Values = [.. values];
        if (Values.Count == 0)
        {
            throw new ArgumentException("A list must have a string in it.", nameof(values));
        }
    }

    /// <summary>The strings.</summary>
    public IReadOnlyList<SieveStringArgument> Values { get; }

    /// <inheritdoc/>
    public bool Equals(SieveStringsArgument? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(0, static (hash, value) => HashCode.Combine(hash, value));
}
