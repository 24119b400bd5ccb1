using System.Collections.Immutable;
using System.Text;
using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>
/// What an address stands for (RFC 5321 §3.9): other addresses, here or elsewhere. Without an owner it is an alias, whose mail goes on as it came; with one
/// it is a list, and who owns it hears of what cannot be delivered to its members.
/// </summary>
public sealed record AddressEntry
{
    /// <summary>Makes an entry.</summary>
    /// <param name="members">The addresses, at least one: <c>local-part@domain</c>. The address itself among them stands for the mailbox of that name.</param>
    /// <exception cref="ArgumentException">There is none, or one of them is no address.</exception>
    public AddressEntry(params IEnumerable<string> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        Members = [.. members];
        if (Members.IsEmpty)
        {
            throw new ArgumentException("An entry needs a member.", nameof(members));
        }

        foreach (string member in Members)
        {
            Check(member, nameof(members));
        }
    }

    /// <summary>The addresses that mail goes to.</summary>
    public ImmutableArray<string> Members { get; }

    /// <summary>
    /// The address that becomes the sender of what goes to the members, and so hears of what fails (RFC 5321 §3.9.2); null for an alias, where the sender
    /// stays the sender (§3.9.1).
    /// </summary>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public string? Owner
    {
        get;
        init => field = value is null ? null : Check(value, nameof(Owner));
    }

    internal bool IsList => Owner is not null;

    internal static string Check(string address, string name)
    {
        ArgumentNullException.ThrowIfNull(address, name);
        byte[] path = Encoding.UTF8.GetBytes($"<{address}>");
        return SmtpPath.TryRead(path, path.Length, out SmtpPath read, out ReadOnlySpan<byte> rest) == SmtpPathStatus.Valid
            && rest.IsEmpty && !read.Domain.IsEmpty && read.Mailbox.Length == path.Length - 2
            ? address
            : throw new ArgumentException($"'{address}' is no address.", name);
    }
}
