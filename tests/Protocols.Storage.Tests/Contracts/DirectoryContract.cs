namespace Protocols.Storage.Tests;

/// <summary>What every directory does whose accounts are administered here.</summary>
public abstract class DirectoryContract : StorageContract
{
    private async Task<AuthenticationStatus> LogInAsync(string name, string password) =>
        (await Engine.Directory.AuthenticateAsync(name, Bytes(password), default)).Status;

    private async Task<(RecipientStatus Status, AccountId? Account)> FindAsync(string address)
    {
        RecipientResult result = await Engine.Directory.FindRecipientAsync(address, default);
        Assert.Equal(result.Status == RecipientStatus.Local, result.Account is not null);
        return (result.Status, result.Account?.Id);
    }

    [Fact]
    public async Task The_right_password_lets_in_and_no_other()
    {
        AccountId id = await NewAccountAsync("Kim@Example.org");
        for (int i = 0; i < 2; i++)
        {
            AuthenticationResult result = await Engine.Directory.AuthenticateAsync("kim@EXAMPLE.org", "secret"u8.ToArray(), default);
            Assert.Equal((AuthenticationStatus.Success, id, "Kim@Example.org"), (result.Status, result.Account!.Id, result.Account.Address));
            Assert.Equal(AuthenticationStatus.InvalidCredentials, await LogInAsync("kim@example.org", "Secret"));
            Assert.Equal(AuthenticationStatus.InvalidCredentials, await LogInAsync("kim@example.org", ""));
            Assert.Equal(AuthenticationStatus.InvalidCredentials, await LogInAsync("nobody@example.org", "secret"));
            Assert.Equal(AuthenticationStatus.InvalidCredentials, await LogInAsync("", ""));
        }
    }

    [Fact]
    public async Task A_new_password_ends_the_old_one_at_once()
    {
        await NewAccountAsync("kim@example.org");
        Assert.Equal(AuthenticationStatus.Success, await LogInAsync("kim@example.org", "secret"));
        Assert.Equal(AccountChangeStatus.Done, (await Engine.Accounts.SetPasswordAsync("KIM@example.org", "other"u8.ToArray(), default)).Status);
        Assert.Equal(AuthenticationStatus.InvalidCredentials, await LogInAsync("kim@example.org", "secret"));
        Assert.Equal(AuthenticationStatus.Success, await LogInAsync("kim@example.org", "other"));
        Assert.Equal(AccountChangeStatus.NotFound, (await Engine.Accounts.SetPasswordAsync("x@example.org", "other"u8.ToArray(), default)).Status);
        Assert.Equal(AccountChangeStatus.Invalid, (await Engine.Accounts.SetPasswordAsync("kim@example.org", default, default)).Status);
    }

    [Fact, Rfc(5802, "3"), Rfc(7677, "3")]
    public async Task Keys_prove_the_password_and_nobody_has_keys_that_look_like_anybodys()
    {
        AccountId id = await NewAccountAsync("Kim@Example.org");
        Assert.NotEmpty(Engine.Directory.ScramMechanisms);
        foreach (string mechanism in Engine.Directory.ScramMechanisms)
        {
            ScramLookup kim = await Engine.Directory.FindScramKeysAsync("kim@EXAMPLE.org", mechanism, default);
            Assert.Equal((AuthenticationStatus.Success, id), (kim.Status, kim.Account!.Id));
            Assert.True(kim.Keys!.Matches(mechanism, "secret"u8));
            Assert.False(kim.Keys.Matches(mechanism, "Secret"u8));
            ScramLookup nobody = await Engine.Directory.FindScramKeysAsync("nobody@example.org", mechanism, default);
            ScramLookup again = await Engine.Directory.FindScramKeysAsync("NOBODY@example.org", mechanism, default);
            Assert.Equal((AuthenticationStatus.Success, null), (nobody.Status, nobody.Account));
            Assert.Equal((kim.Keys.Salt.Length, kim.Keys.Iterations), (nobody.Keys!.Salt.Length, nobody.Keys.Iterations));
            Assert.Equal(nobody.Keys.Salt.ToArray(), again.Keys!.Salt.ToArray());
            Assert.NotEqual(kim.Keys.Salt.ToArray(), nobody.Keys.Salt.ToArray());
            Assert.False(nobody.Keys.Matches(mechanism, "secret"u8));
        }

        await Engine.Accounts.SetPasswordAsync("kim@example.org", "e\u0301"u8.ToArray(), default);
        Assert.Equal(AuthenticationStatus.Success, await LogInAsync("kim@example.org", "\u00E9"));
        string first = Engine.Directory.ScramMechanisms[0];
        Assert.False((await Engine.Directory.FindScramKeysAsync("kim@example.org", first, default)).Keys!.Matches(first, "secret"u8));
        Assert.True((await Engine.Directory.FindScramKeysAsync("kim@example.org", first, default)).Keys!.Matches(first, "\u00E9"u8));
    }

    [Theory]
    [InlineData("nodomain")]
    [InlineData("@example.org")]
    [InlineData("a@")]
    [InlineData("a b@example.org")]
    [InlineData("a\r\n@example.org")]
    [InlineData("a@b@example.org")]
    [InlineData("a@.example.org")]
    [InlineData("<a@example.org>")]
    [InlineData("")]
    public async Task An_account_needs_an_address(string address) =>
        Assert.Equal(AccountChangeStatus.Invalid, (await Engine.Accounts.CreateAccountAsync(address, "x"u8.ToArray(), null, default)).Status);

    [Fact]
    public async Task An_address_is_given_once()
    {
        await NewAccountAsync("kim@example.org");
        AccountChangeResult again = await Engine.Accounts.CreateAccountAsync("KIM@Example.Org", "x"u8.ToArray(), null, default);
        Assert.Equal(AccountChangeStatus.AlreadyExists, again.Status);
        Assert.Equal(AccountChangeStatus.Invalid, (await Engine.Accounts.CreateAccountAsync("new@example.org", default, null, default)).Status);
    }

    [Fact]
    public async Task Accounts_are_listed_by_address()
    {
        await Engine.Accounts.CreateAccountAsync("zoe@example.org", "x"u8.ToArray(), "Zoë", default);
        await Engine.Accounts.CreateAccountAsync("abe@example.org", "x"u8.ToArray(), null, default);
        List<Account> accounts = await ToListAsync(Engine.Accounts.ListAccountsAsync(default));
        Assert.Equal(["abe@example.org", "user1@example.org", "zoe@example.org"], accounts.Select(a => a.Address));
        Assert.Equal("Zoë", accounts[2].DisplayName);
        Assert.Null(accounts[0].DisplayName);
    }

    [Fact]
    public async Task Recipients_are_ours_unknown_or_foreign()
    {
        AccountId kim = await NewAccountAsync("kim@example.net");
        Assert.Equal((RecipientStatus.Local, kim), await FindAsync("KIM@example.NET"));
        Assert.Equal((RecipientStatus.Local, kim), await FindAsync("\"kim\"@example.net"));
        Assert.Equal((RecipientStatus.UnknownUser, null), await FindAsync("tim@example.net"));
        Assert.Equal((RecipientStatus.ForeignDomain, null), await FindAsync("kim@example.com"));
        Assert.Equal((RecipientStatus.UnknownUser, null), await FindAsync("kim"));
    }

    [Fact, Rfc(5233, "4")]
    public async Task A_detail_leads_to_the_user_unless_somebody_has_it()
    {
        AccountId kim = await NewAccountAsync("kim@example.net");
        Assert.Equal((RecipientStatus.Local, kim), await FindAsync("kim+lists+a@example.net"));
        Assert.Equal((RecipientStatus.UnknownUser, null), await FindAsync("+kim@example.net"));
        AccountId own = await NewAccountAsync("kim+own@example.net");
        Assert.Equal((RecipientStatus.Local, own), await FindAsync("Kim+Own@example.net"));
        Assert.Equal(AuthenticationStatus.InvalidCredentials, await LogInAsync("kim+lists@example.net", "secret"));
    }

    [Fact, Rfc(5321, "4.5.1")]
    public async Task The_postmaster_is_the_first_account_until_somebody_is_by_name()
    {
        await NewAccountAsync("kim@example.net");
        Assert.Equal((RecipientStatus.Local, Anna), await FindAsync("Postmaster"));
        Assert.Equal((RecipientStatus.Local, Anna), await FindAsync("postmaster@example.net"));
        Assert.Equal((RecipientStatus.ForeignDomain, null), await FindAsync("postmaster@example.com"));
        AccountId named = await NewAccountAsync("postmaster@example.org");
        Assert.Equal((RecipientStatus.Local, named), await FindAsync("POSTMASTER"));
        Assert.Equal((RecipientStatus.Local, Anna), await FindAsync("postmaster@example.net"));
    }
}
