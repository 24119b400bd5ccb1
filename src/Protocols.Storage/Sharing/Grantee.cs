namespace Protocols.Storage;

/// <summary>Who is given rights: an account, everybody who has logged in, or everybody (RFC 4314 §2).</summary>
/// <param name="Value">The account's number, or one that no account has.</param>
public readonly record struct Grantee(long Value)
{
    /// <summary>Everybody: <c>anyone</c>.</summary>
    public static Grantee Anyone => new(0);

    /// <summary>Everybody who has logged in: <c>authenticated</c>.</summary>
    public static Grantee Authenticated => new(-1);

    /// <summary>The account, or null for a group.</summary>
    public AccountId? Account => Value > 0 ? new AccountId(Value) : null;

    /// <summary>One account.</summary>
    /// <param name="account">The account.</param>
    public static Grantee Of(AccountId account) => new(account.Value);
}
