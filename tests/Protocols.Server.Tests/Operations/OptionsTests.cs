using Protocols.Mime;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Operations;

public sealed class OptionsTests
{
    private static readonly TlsReportOptions s_report = new() { Folder = "unused", Organization = "Here", Author = new MailboxAddress("tlsrpt@here.test") };

    [Fact]
    public void Values_out_of_their_range_are_refused_when_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new HttpsOptions { Timeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new HttpsOptions { Timeout = TimeSpan.FromHours(2) });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new NotificationOptions { MaxReturnedMessage = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new NotificationOptions { MaxReturnedHeader = (1024 * 1024) + 1 });
        Assert.Throws<ArgumentException>(static () => s_report with { Author = new MailboxAddress("nobody") });
        Assert.Throws<ArgumentOutOfRangeException>(static () => s_report with { MaxDelay = TimeSpan.FromHours(13) });
        Assert.Throws<ArgumentOutOfRangeException>(static () => s_report with { Interval = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(static () => s_report with { Expiry = TimeSpan.FromDays(8) });
        Assert.Throws<ArgumentOutOfRangeException>(static () => s_report with { FirstDelay = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(static () => s_report with { Concurrency = 0 });
    }
}
