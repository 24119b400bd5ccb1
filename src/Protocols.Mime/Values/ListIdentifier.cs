namespace Protocols.Mime;

/// <summary>What a List-Id field says (RFC 2919 §3): <c>Description of the list &lt;list-name.example.org&gt;</c>. Views into the value.</summary>
public readonly ref struct ListIdentifier
{
    /// <summary>Looks at the value of a field.</summary>
    /// <param name="value">The value.</param>
    public ListIdentifier(ReadOnlySpan<byte> value)
    {
        value = value.TrimBlanks();
        int open = value.LastIndexOf((byte)'<');
        if (open < 0)
        {
            // Without brackets, programs mean the identifier.
            Id = value;
            return;
        }

        ReadOnlySpan<byte> inside = value[(open + 1)..];
        int close = inside.IndexOf((byte)'>');
        Id = (close < 0 ? inside : inside[..close]).TrimBlanks();
        Description = value[..open].TrimBlanksEnd();
    }

    /// <summary>The identifier without its brackets; letter case does not matter when lists are compared (RFC 2919 §6).</summary>
    public ReadOnlySpan<byte> Id { get; }

    /// <summary>The description as written; may be empty.</summary>
    public ReadOnlySpan<byte> Description { get; }

    /// <summary>The description as text.</summary>
    public string GetDescription() => HeaderText.DecodePhrase(Description);
}
