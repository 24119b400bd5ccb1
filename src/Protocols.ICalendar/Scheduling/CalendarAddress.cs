namespace Protocols.ICalendar;

/// <summary>The addresses of calendar users (RFC 5545 §3.3.3), compared.</summary>
public static class CalendarAddress
{
    private const string Mailto = "mailto:";

    /// <summary>
    /// A form by which addresses are compared: without letter case for mailto and urn, with the percent signs of a mailto undone, and with <c>mailto:</c> before a mail
    /// address that lacks it, as programs write it. Other URIs have the case of their path kept, and no slash at their end.
    /// </summary>
    /// <param name="address">The address.</param>
    public static string Normalize(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        string text = address.Trim();
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 && text.Contains('@', StringComparison.Ordinal))
        {
            return Mailto + text.ToLowerInvariant();
        }

        if (text.StartsWith(Mailto, StringComparison.OrdinalIgnoreCase))
        {
            string mail = text[Mailto.Length..].Split('?')[0].Trim();
            return Mailto + (mail.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(mail) : mail).ToLowerInvariant();
        }

        if (text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
        {
            return text.ToLowerInvariant();
        }

        int path = colon < 0 ? -1 : text.IndexOf('/', Math.Min(text.Length, colon + 3));
        return path < 0 ? text.ToLowerInvariant() : text[..path].ToLowerInvariant() + text[path..].TrimEnd('/');
    }

    /// <summary>Whether two addresses are those of one user.</summary>
    /// <param name="one">An address.</param>
    /// <param name="other">Another.</param>
    public static bool AreSame(string? one, string? other) => one is not null && other is not null && (one == other || Normalize(one) == Normalize(other));
}

/// <summary>The addresses that are one calendar user's, as a server knows them (RFC 6638 §2.4.1).</summary>
public sealed class CalendarIdentity
{
    private readonly HashSet<string> _addresses;
    private readonly HashSet<string> _groups;

    /// <summary>Makes an identity.</summary>
    /// <param name="address">The address that is used where one has to be chosen, a URI: <c>mailto:ann@example.com</c>.</param>
    /// <param name="others">Further addresses of the same user.</param>
    /// <param name="groups">The addresses of groups that the user is a member of (RFC 5546 §3.7.2).</param>
    public CalendarIdentity(string address, IEnumerable<string>? others = null, IEnumerable<string>? groups = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        Address = address;
        _addresses = [CalendarAddress.Normalize(address), .. (others ?? []).Select(CalendarAddress.Normalize)];
        _groups = [.. (groups ?? []).Select(CalendarAddress.Normalize)];
    }

    /// <summary>The address that is used where one has to be chosen.</summary>
    public string Address { get; }

    /// <summary>Whether an address is the user's.</summary>
    /// <param name="address">The address.</param>
    public bool Is(string? address) => address is not null && _addresses.Contains(CalendarAddress.Normalize(address));

    /// <summary>Whether an address is that of a group of the user's.</summary>
    /// <param name="address">The address.</param>
    public bool IsMemberOf(string? address) => address is not null && _groups.Count > 0 && _groups.Contains(CalendarAddress.Normalize(address));
}
