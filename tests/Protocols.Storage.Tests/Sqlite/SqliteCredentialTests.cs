using Protocols.Sasl;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class SqliteCredentialTests
{
    [Fact]
    public async Task Keys_are_kept_for_each_mechanism_that_is_set_and_last()
    {
        using TemporaryFolder folder = new();
        SqliteStorageOptions options = SqliteEngine.Options(folder.Path) with { ScramMechanisms = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"] };
        byte[] nobody;
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(options, TimeProvider.System))
        {
            await storage.Accounts.CreateAccountAsync("kim@example.org", "secret"u8.ToArray(), null, default);
            foreach (string mechanism in options.ScramMechanisms)
            {
                Assert.True((await storage.Directory.FindScramKeysAsync("kim@example.org", mechanism, default)).Keys!.Matches(mechanism, "secret"u8));
            }

            nobody = (await storage.Directory.FindScramKeysAsync("x@example.org", "SCRAM-SHA-1", default)).Keys!.Salt.ToArray();
        }

        await using SqliteStorage again = await SqliteStorage.OpenAsync(SqliteEngine.Options(folder.Path), TimeProvider.System);
        Assert.Equal(nobody, (await again.Directory.FindScramKeysAsync("x@example.org", "SCRAM-SHA-1", default)).Keys!.Salt.ToArray());
        await again.Accounts.SetPasswordAsync("kim@example.org", "other"u8.ToArray(), default);
        Assert.Null((await again.Directory.FindScramKeysAsync("kim@example.org", "SCRAM-SHA-512", default)).Account);
    }

    [Theory]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256 PLAIN")]
    [InlineData("")]
    public void Mechanisms_are_known_ones_and_the_one_that_passwords_are_checked_by(string mechanisms) =>
        Assert.Throws<ArgumentException>(() => new SqliteStorageOptions { Folder = "x", ScramMechanisms = mechanisms.Split(' ') });

    [Fact]
    public async Task A_directory_without_keys_says_so()
    {
        IDirectory directory = new BareDirectory();
        Assert.Empty(directory.ScramMechanisms);
        Assert.Equal(AuthenticationStatus.TemporaryFailure, (await directory.FindScramKeysAsync("kim", "SCRAM-SHA-256", default)).Status);
        Assert.Equal(SaslMechanisms.Password, new LoginService(directory).Mechanisms);
    }

    private sealed class BareDirectory : IDirectory
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new AuthenticationResult(AuthenticationStatus.InvalidCredentials, null, ""));

        public ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new RecipientResult(RecipientStatus.UnknownUser, null, ""));
    }
}
