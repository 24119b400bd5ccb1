namespace Protocols.Mime;

/// <summary>A value with its type before a semicolon, as the fields of reports have it: <c>rfc822; user@example.org</c> (RFC 3464 §2.1.2).</summary>
public readonly ref struct TypedValue
{
    /// <summary>Looks at the value of a field.</summary>
    /// <param name="value">The value.</param>
    public TypedValue(ReadOnlySpan<byte> value)
    {
        int semicolon = value.IndexOf((byte)';');
        Type = semicolon < 0 ? default : value[..semicolon].TrimBlanks();
        Value = value[(semicolon + 1)..].TrimBlanks();
    }

    /// <summary>The type as written, such as <c>rfc822</c>, <c>dns</c> or <c>smtp</c>; empty where the field has none.</summary>
    public ReadOnlySpan<byte> Type { get; }

    /// <summary>What stands behind the semicolon, or all of it where there is none.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
