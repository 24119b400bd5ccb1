namespace Protocols.Storage;

/// <summary>An account as the directory knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Address">Its principal address, <c>local@domain</c>, which is also the name it logs in with.</param>
/// <param name="DisplayName">A name for people, or null.</param>
public sealed record Account(AccountId Id, string Address, string? DisplayName);
