namespace Protocols.Sieve;

/// <summary>The kinds of values that a tag or position takes.</summary>
internal enum SieveArgumentKind : byte
{
    None,
    Number,
    String,
    Strings,
}

/// <summary>A tag.</summary>
/// <param name="Name">Its name in lower case, without the colon.</param>
/// <param name="Value">What follows it.</param>
/// <param name="Capability">What must be required to use it, if anything beyond its command.</param>
internal sealed record SieveTag(string Name, SieveArgumentKind Value = SieveArgumentKind.None, string? Capability = null)
{
    /// <summary>Whether the value may be no template (RFC 5229 §3: extensions may want constant strings).</summary>
    public bool IsConstant { get; init; }

    /// <summary>The name in octets.</summary>
    public byte[] Octets { get; } = System.Text.Encoding.ASCII.GetBytes(Name);
}

/// <summary>An argument that may be given by one of several tags: they exclude each other. Mostly there is one.</summary>
/// <param name="tags">The tags.</param>
internal sealed class SieveOption(params SieveTag[] tags)
{
    public IReadOnlyList<SieveTag> Tags { get; } = tags;
}

/// <summary>An argument that is known by its position.</summary>
/// <param name="Name">What it is called in messages, such as "mailbox".</param>
/// <param name="Kind">Its kind; where strings are wanted, one will do (RFC 5228 §2.4.2.1).</param>
internal sealed record SieveParameter(string Name, SieveArgumentKind Kind)
{
    /// <summary>Whether it is left out where there are fewer arguments than parameters.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether it may be no template.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Whether it names header fields: looked up once a run.</summary>
    public bool IsHeaderNames { get; init; }

    /// <summary>Whether it has the keys that values are compared with (RFC 5228 §2.7).</summary>
    public bool IsKeys { get; init; }

    public static SieveParameter Text(string name) => new(name, SieveArgumentKind.String);

    public static SieveParameter Texts(string name) => new(name, SieveArgumentKind.Strings);

    public static SieveParameter Number(string name) => new(name, SieveArgumentKind.Number);

    public static SieveParameter Headers(string name = "header names") => new(name, SieveArgumentKind.Strings) { IsHeaderNames = true };

    public static SieveParameter Keys(string name = "keys") => new(name, SieveArgumentKind.Strings) { IsKeys = true };
}

/// <summary>Which tests a command or test takes (RFC 5228 §2.6.4).</summary>
internal enum SieveTests : byte
{
    None,
    One,
    List,
}
