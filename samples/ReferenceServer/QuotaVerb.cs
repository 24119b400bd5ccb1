using System.Globalization;
using Microsoft.Extensions.Configuration;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

/// <summary>The verb that tells and sets what an account may use.</summary>
internal static class QuotaVerb
{
    public static async Task<int> RunAsync(ServerSettings settings, IConfiguration configuration, string address)
    {
        long? storage = Limit(configuration["Quota:Storage"], "--storage");
        long? messages = Limit(configuration["Quota:Messages"], "--messages");
        long? mailboxes = Limit(configuration["Quota:Mailboxes"], "--mailboxes");
        SqliteStorage store = await AccountVerb.OpenAsync(settings).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            RecipientResult found = await store.Directory.FindRecipientAsync(address, CancellationToken.None).ConfigureAwait(false);
            if (found is not { Status: RecipientStatus.Local, Account: { } account })
            {
                throw new UsageException($"There is no account {address}.");
            }

            AccountQuota quota = (await store.Quota.ReadAsync(account.Id, CancellationToken.None).ConfigureAwait(false))!;
            if (storage is not null || messages is not null || mailboxes is not null)
            {
                QuotaLimits limits = new(Changed(storage, quota.Storage), Changed(messages, quota.Messages), Changed(mailboxes, quota.Mailboxes));
                await store.Quota.SetLimitsAsync(account.Id, limits, CancellationToken.None).ConfigureAwait(false);
                quota = (await store.Quota.ReadAsync(account.Id, CancellationToken.None).ConfigureAwait(false))!;
            }

            Console.WriteLine($"{account.Address}: {Text(quota.Storage)} octets, {Text(quota.Messages)} messages, {Text(quota.Mailboxes)} mailboxes");
            return 0;
        }
    }

    // Below 0: no limit any more.
    private static long? Changed(long? asked, QuotaResource now) => asked is null ? now.Limit : asked < 0 ? null : asked;

    private static long? Limit(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long limit)
            ? limit
            : throw new UsageException($"{option} is a number from 0, or none.");
    }

    private static string Text(QuotaResource resource) => resource.Limit is { } limit
        ? string.Create(CultureInfo.InvariantCulture, $"{resource.Usage} of {limit}")
        : resource.Usage.ToString(CultureInfo.InvariantCulture);
}
