namespace Protocols.Server.Tests.Relay;

/// <summary>Waits for what another task does.</summary>
internal static class Until
{
    /// <summary>Waits until something is so; a test that waits in vain fails with what it knows.</summary>
    public static Task TrueAsync(Func<bool> isSo, Func<string> otherwise) => TrueAsync(() => Task.FromResult(isSo()), otherwise);

    public static async Task TrueAsync(Func<Task<bool>> isSo, Func<string> otherwise)
    {
        for (int i = 0; i < 3_000; i++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail(otherwise());
    }
}
