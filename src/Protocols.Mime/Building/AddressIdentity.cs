namespace Protocols.Mime;

/// <summary>What makes an address the same as another: its local part as it is, its domain without regard to letter case (RFC 5321 §2.4).</summary>
internal static class AddressIdentity
{
    public static string Of(string address)
    {
        int domain = address.LastIndexOf('@') + 1;
        return string.Concat(address.AsSpan(0, domain), address[domain..].ToLowerInvariant());
    }
}
