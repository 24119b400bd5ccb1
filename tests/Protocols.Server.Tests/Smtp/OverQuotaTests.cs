using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>Mail for an account that has used its quota.</summary>
public sealed class OverQuotaTests
{
    [Theory, Rfc(9208, "3.1.2"), Rfc(3463, "3.3")]
    [InlineData(false, "452 4.2.2")]
    [InlineData(true, "552 5.2.2")]
    public async Task Mail_for_a_full_account_waits_at_its_sender_or_goes_back(bool refuses, string reply)
    {
        await using MailSite site = await MailSite.StartAsync();
        int port = await site.HostAsync(new SmtpServer(
            new() { HostName = MailSite.HostName },
            site.Directory,
            new StoreDelivery(site.Directory, site.Mail, site.Storage.Blobs, TimeProvider.System) { RefusesOverQuota = refuses }) { Name = "quota" });
        Assert.StartsWith("250", await MailSite.SendAsync(port, "", "Subject: a\r\n\r\n", "ann@example.test", "mail.example.test", false), StringComparison.Ordinal);
        await site.Storage.Quota.SetLimitsAsync(site.Account, new QuotaLimits(null, 1, null), CancellationToken.None);
        Assert.StartsWith(reply, await MailSite.SendAsync(port, "", "Subject: b\r\n\r\n", "ann@example.test", "mail.example.test", false), StringComparison.Ordinal);
        Assert.Single(await site.ReadAsync());
    }
}
