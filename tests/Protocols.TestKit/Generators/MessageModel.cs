namespace Protocols.TestKit.Generators;

/// <summary>A message to be written and read back: what it holds, not how it is written.</summary>
/// <param name="Seed">What it was made from, to be told when a property fails.</param>
/// <param name="Root">The message itself.</param>
public sealed record MessageModel(int Seed, PartModel Root)
{
    /// <inheritdoc/>
    public override string ToString() => $"the message of seed {Seed}";
}

/// <summary>What a part is.</summary>
public enum PartKind
{
    /// <summary>A body of octets.</summary>
    Leaf,

    /// <summary>A multipart.</summary>
    Multipart,

    /// <summary>An embedded message, its only child.</summary>
    Message,
}

/// <summary>One part.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Type">The top level of its media type.</param>
/// <param name="Subtype">The subtype.</param>
public sealed record PartModel(PartKind Kind, string Type, string Subtype)
{
    /// <summary>The fields, but for those that the writer makes.</summary>
    public List<FieldModel> Fields { get; } = [];

    /// <summary>The parameters of the Content-Type.</summary>
    public List<(string Name, string Value)> Parameters { get; } = [];

    /// <summary>The parameters of the Content-Disposition; null for none.</summary>
    public List<(string Name, string Value)>? Disposition { get; set; }

    /// <summary>The octets of a leaf.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>The boundary of a multipart.</summary>
    public string Boundary { get; set; } = "";

    /// <summary>The parts inside.</summary>
    public List<PartModel> Children { get; } = [];
}

/// <summary>One field: text, addresses or identifiers.</summary>
/// <param name="Name">The name.</param>
public sealed record FieldModel(string Name)
{
    /// <summary>The text of an unstructured field; null for another kind.</summary>
    public string? Text { get; init; }

    /// <summary>The addresses by groups, a null name for those in none; null for another kind.</summary>
    public List<(string? Group, List<AddressModel> Members)>? Groups { get; init; }

    /// <summary>The identifiers; null for another kind.</summary>
    public string[]? Ids { get; init; }
}

/// <summary>One mailbox.</summary>
/// <param name="DisplayName">Whose it is.</param>
/// <param name="LocalPart">The local part as it is meant, without quotes.</param>
/// <param name="Domain">The domain, perhaps in U-labels.</param>
/// <param name="AsciiDomain">The domain in A-labels.</param>
public sealed record AddressModel(string DisplayName, string LocalPart, string Domain, string AsciiDomain)
{
    /// <summary>The <c>addr-spec</c>.</summary>
    /// <param name="domain">In which form the domain stands.</param>
    public string AddrSpec(string domain)
    {
        bool isPlain = LocalPart.Length > 0 && LocalPart.All(c => char.IsAsciiLetterOrDigit(c) || c >= 0xA0);
        return (isPlain ? LocalPart : "\"" + LocalPart.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"") + "@" + domain;
    }

    /// <summary>Whether the local part is ASCII.</summary>
    public bool IsAscii => LocalPart.All(char.IsAscii);
}
