using System.Buffers;

namespace Protocols.Mime;

/// <summary>What <see cref="AddressList"/> came to.</summary>
public enum AddressKind
{
    /// <summary>A mailbox, inside a group or not.</summary>
    Mailbox,

    /// <summary>A group begins; its name is the display name. The mailboxes up to <see cref="GroupEnd"/> are in it.</summary>
    GroupStart,

    /// <summary>The group ends.</summary>
    GroupEnd,
}

/// <summary>
/// The addresses of a field (RFC 5322 §3.4, with the obsolete forms of §4.4 and UTF-8 of RFC 6532), flat and in order, as IMAP's
/// ENVELOPE has them. Enumerating allocates nothing, and takes any octets.
/// </summary>
public readonly ref struct AddressList
{
    private readonly ReadOnlySpan<byte> _value;

    /// <summary>Looks at the addresses of a field.</summary>
    /// <param name="value">The value of the field.</param>
    public AddressList(ReadOnlySpan<byte> value) => _value = value;

    /// <summary>Gives each address in the order of the field.</summary>
    public AddressEnumerator GetEnumerator() => new(_value);
}

/// <summary>One mailbox, or the start or end of a group: views into the message.</summary>
public readonly ref struct Address
{
    internal Address(AddressKind kind, ReadOnlySpan<byte> displayName, bool isComment, ReadOnlySpan<byte> route, ReadOnlySpan<byte> localPart, ReadOnlySpan<byte> domain)
    {
        Kind = kind;
        DisplayName = displayName;
        IsNameFromComment = isComment;
        Route = route;
        LocalPart = localPart;
        Domain = domain;
    }

    /// <summary>What this is.</summary>
    public AddressKind Kind { get; }

    /// <summary>The display name, or the group's name, as written; the inside of a comment where there is no other. May be empty.</summary>
    public ReadOnlySpan<byte> DisplayName { get; }

    /// <summary>Whether the display name was taken from a comment: <c>jdoe@example.org (John Doe)</c>.</summary>
    public bool IsNameFromComment { get; }

    /// <summary>The obsolete source route as written, without its colon (RFC 5322 §4.4); mostly empty.</summary>
    public ReadOnlySpan<byte> Route { get; }

    /// <summary>What stands before the at sign, as written: perhaps quoted, perhaps with comments. All of it where there is no at sign.</summary>
    public ReadOnlySpan<byte> LocalPart { get; }

    /// <summary>What stands behind the at sign, as written; empty where there is none.</summary>
    public ReadOnlySpan<byte> Domain { get; }

    /// <summary>The display name as text: without quotes, encoded words decoded.</summary>
    public string GetDisplayName()
    {
        if (!IsNameFromComment)
        {
            return HeaderText.DecodePhrase(DisplayName);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(DisplayName.Length + 1);
        string text = HeaderText.Decode(rented.AsSpan(0, PhraseWords.Unescape(DisplayName, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    /// <summary>The local part as text: what it means, without quotes, comments and white space between its words.</summary>
    public string GetLocalPart() => AddressText.GetSemantic(LocalPart);

    /// <summary>The domain as text, without comments and white space.</summary>
    public string GetDomain() => AddressText.GetSemantic(Domain);

    /// <summary>The address as text, such as <c>jdoe@example.org</c>, its local part quoted where it has to be; empty where there is only a name.</summary>
    public string GetAddress() => AddressText.GetAddress(LocalPart, Domain);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        AddressKind.GroupStart => GetDisplayName() + ":",
        AddressKind.GroupEnd => ";",
        _ when LocalPart.IsEmpty && Domain.IsEmpty => GetDisplayName(),
        _ => DisplayName.IsEmpty ? GetAddress() : $"{GetDisplayName()} <{GetAddress()}>",
    };
}
