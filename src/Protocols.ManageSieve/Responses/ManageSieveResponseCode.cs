using System.Text;

namespace Protocols.ManageSieve;

/// <summary>A response code: what a program is told of how a command ended (RFC 5804 §1.3).</summary>
/// <param name="Name">Its name in capitals, in levels parted by slashes; empty for no code.</param>
public readonly record struct ManageSieveResponseCode(string Name)
{
    /// <summary>No code.</summary>
    public static ManageSieveResponseCode None { get; } = new("");

    /// <summary>The mechanism is too weak for this user.</summary>
    public static ManageSieveResponseCode AuthTooWeak { get; } = new("AUTH-TOO-WEAK");

    /// <summary>It needs a stronger encryption.</summary>
    public static ManageSieveResponseCode EncryptNeeded { get; } = new("ENCRYPT-NEEDED");

    /// <summary>It would be beyond what the user may have.</summary>
    public static ManageSieveResponseCode Quota { get; } = new("QUOTA");

    /// <summary>There would be too many scripts.</summary>
    public static ManageSieveResponseCode QuotaMaxScripts { get; } = new("QUOTA/MAXSCRIPTS");

    /// <summary>The script is too large.</summary>
    public static ManageSieveResponseCode QuotaMaxSize { get; } = new("QUOTA/MAXSIZE");

    /// <summary>The user has to log in once with its password.</summary>
    public static ManageSieveResponseCode TransitionNeeded { get; } = new("TRANSITION-NEEDED");

    /// <summary>It can be tried later.</summary>
    public static ManageSieveResponseCode TryLater { get; } = new("TRYLATER");

    /// <summary>It cannot be done to the active script.</summary>
    public static ManageSieveResponseCode Active { get; } = new("ACTIVE");

    /// <summary>There is no script of that name.</summary>
    public static ManageSieveResponseCode NonExistent { get; } = new("NONEXISTENT");

    /// <summary>There is a script of that name.</summary>
    public static ManageSieveResponseCode AlreadyExists { get; } = new("ALREADYEXISTS");

    /// <summary>The script is valid, and may not be what its writer meant.</summary>
    public static ManageSieveResponseCode Warnings { get; } = new("WARNINGS");

    /// <summary>What comes with the code: the octets of a string, or the text of a URL; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Argument { get; init; }

    /// <summary>Whether there is no code.</summary>
    public bool IsNone => string.IsNullOrEmpty(Name);

    /// <summary>What the client has said with NOOP.</summary>
    /// <param name="tag">The octets it gave.</param>
    public static ManageSieveResponseCode Tag(ReadOnlyMemory<byte> tag) => new("TAG") { Argument = tag };

    /// <summary>The last thing that a mechanism says.</summary>
    /// <param name="data">The mechanism's octets; base64 is done here.</param>
    public static ManageSieveResponseCode Sasl(ReadOnlySpan<byte> data) => new("SASL") { Argument = Encoding.ASCII.GetBytes(Convert.ToBase64String(data)) };

    /// <summary>Another server has this user's scripts.</summary>
    /// <param name="url">The server, without a script.</param>
    public static ManageSieveResponseCode Referral(SieveUrl url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new ManageSieveResponseCode("REFERRAL") { Argument = Encoding.UTF8.GetBytes((url with { Owner = null, ScriptName = null }).ToString()) };
    }

    /// <summary>Whether it is a code, or one that says more of the same (RFC 5804 §1.3: <c>QUOTA/MAXSIZE</c> is a <c>QUOTA</c>).</summary>
    /// <param name="code">The code.</param>
    public bool Is(ManageSieveResponseCode code) =>
        !IsNone && !code.IsNone && Name.StartsWith(code.Name, StringComparison.OrdinalIgnoreCase) && (Name.Length == code.Name.Length || Name[code.Name.Length] == '/');

    /// <summary>The server that a REFERRAL names; null where there is none.</summary>
    public SieveUrl? ReferredTo => Is(new("REFERRAL")) && SieveUrl.TryParse(Encoding.UTF8.GetString(Argument.Span), out SieveUrl? url) ? url : null;

    /// <inheritdoc/>
    public bool Equals(ManageSieveResponseCode other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase) && Argument.Span.SequenceEqual(other.Argument.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(Name ?? ""), Argument.Length);
}
