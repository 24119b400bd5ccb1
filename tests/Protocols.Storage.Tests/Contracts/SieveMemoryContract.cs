namespace Protocols.Storage.Tests;

/// <summary>What every memory of scripts does.</summary>
public abstract class SieveMemoryContract : StorageContract
{
    private static readonly DateTimeOffset s_soon = DateTimeOffset.UtcNow.AddDays(1);

    private ISieveMemory Memory => Engine.SieveMemory;

    [Fact, Rfc(5230, "4.2"), Rfc(7352, "3")]
    public async Task A_key_is_new_once()
    {
        Assert.False(await Memory.IsRememberedAsync(Anna, Bytes("a"), default));
        Assert.True(await Memory.RememberAsync(Anna, Bytes("a"), s_soon, false, default));
        Assert.True(await Memory.IsRememberedAsync(Anna, Bytes("a"), default));
        Assert.False(await Memory.RememberAsync(Anna, Bytes("a"), s_soon, false, default));
        Assert.False(await Memory.IsRememberedAsync(Anna, Bytes("A"), default));
        Assert.True(await Memory.RememberAsync(Anna, new byte[100_000], s_soon, false, default));
        AccountId other = await NewAccountAsync();
        Assert.False(await Memory.IsRememberedAsync(other, Bytes("a"), default));
        Assert.True(await Memory.RememberAsync(other, Bytes("a"), s_soon, false, default));
    }

    [Fact]
    public async Task What_has_expired_is_new_again()
    {
        Assert.True(await Memory.RememberAsync(Anna, Bytes("a"), DateTimeOffset.UtcNow.AddSeconds(-1), false, default));
        Assert.False(await Memory.IsRememberedAsync(Anna, Bytes("a"), default));
        Assert.True(await Memory.RememberAsync(Anna, Bytes("a"), s_soon, false, default));
        Assert.False(await Memory.RememberAsync(Anna, Bytes("a"), DateTimeOffset.UtcNow.AddSeconds(-1), false, default));
        Assert.True(await Memory.IsRememberedAsync(Anna, Bytes("a"), default));
    }

    [Fact, Rfc(7352, "3.2")]
    public async Task A_key_can_get_a_new_time()
    {
        await Memory.RememberAsync(Anna, Bytes("a"), s_soon, false, default);
        Assert.False(await Memory.RememberAsync(Anna, Bytes("a"), DateTimeOffset.UtcNow.AddSeconds(-1), true, default));
        Assert.False(await Memory.IsRememberedAsync(Anna, Bytes("a"), default));
    }

    [Fact]
    public async Task Of_many_at_one_time_one_hears_that_it_is_new()
    {
        bool[] heard = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Memory.RememberAsync(Anna, Bytes("a"), s_soon, false, default).AsTask()));
        Assert.Single(heard, static isNew => isNew);
    }
}
