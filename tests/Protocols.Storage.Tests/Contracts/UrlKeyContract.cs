namespace Protocols.Storage.Tests;

/// <summary>What every store of the keys of IMAP URLs does.</summary>
public abstract class UrlKeyContract : StorageContract
{
    private static readonly MailboxId s_first = new(1);
    private static readonly MailboxId s_second = new(2);

    private IUrlKeyStore Keys => Engine.UrlKeys;

    [Fact, Rfc(4467, "2.2")]
    public async Task A_key_is_made_once_for_each_user_and_mailbox()
    {
        AccountId other = await NewAccountAsync();
        Assert.Null(await Keys.FindKeyAsync(Anna, Anna, s_first, default));
        ReadOnlyMemory<byte>[] keys =
        [
            await Keys.GetKeyAsync(Anna, Anna, s_first, default),
            await Keys.GetKeyAsync(Anna, Anna, s_second, default),
            await Keys.GetKeyAsync(other, Anna, s_first, default),
            await Keys.GetKeyAsync(Anna, other, s_first, default),
        ];
        Assert.Equal(4, keys.Select(static k => Convert.ToHexString(k.Span)).Distinct().Count());
        Assert.All(keys, static k => Assert.True(k.Length >= 16));
        Assert.Equal(keys[0].ToArray(), (await Keys.GetKeyAsync(Anna, Anna, s_first, default)).ToArray());
        Assert.Equal(keys[2].ToArray(), (await Keys.FindKeyAsync(other, Anna, s_first, default))!.Value.ToArray());
    }

    [Fact]
    public async Task Of_many_at_one_time_all_get_the_same_key()
    {
        ReadOnlyMemory<byte>[] keys = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Keys.GetKeyAsync(Anna, Anna, s_first, default).AsTask()));
        Assert.Single(keys.Select(static k => Convert.ToHexString(k.Span)).Distinct());
    }

    [Fact, Rfc(4467, "7")]
    public async Task A_key_that_is_reset_never_comes_back()
    {
        byte[] first = (await Keys.GetKeyAsync(Anna, Anna, s_first, default)).ToArray();
        byte[] second = (await Keys.GetKeyAsync(Anna, Anna, s_second, default)).ToArray();
        await Keys.ResetKeyAsync(Anna, Anna, s_first, default);
        Assert.Null(await Keys.FindKeyAsync(Anna, Anna, s_first, default));
        Assert.NotEqual(first, (await Keys.GetKeyAsync(Anna, Anna, s_first, default)).ToArray());
        Assert.Equal(second, (await Keys.GetKeyAsync(Anna, Anna, s_second, default)).ToArray());
        await Keys.ResetKeysAsync(Anna, default);
        Assert.Null(await Keys.FindKeyAsync(Anna, Anna, s_second, default));
    }
}
