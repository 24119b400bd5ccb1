using System.Net;
using Protocols.Hosting;

namespace Protocols.Server.Tests.Hosting;

public sealed class ConnectionLimiterTests
{
    [Fact]
    public void One_customer_of_ipv6_is_a_64_and_a_mapped_address_is_the_one_it_maps()
    {
        ConnectionLimiter limiter = new(new ConnectionLimits { PerAddress = 1 });
        Assert.Null(limiter.TryEnter(IPAddress.Parse("2001:db8:1:2::1")));
        Assert.Equal(RefusalReason.TooManyFromAddress, limiter.TryEnter(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.Null(limiter.TryEnter(IPAddress.Parse("2001:db8:1:3::1")));
        Assert.Null(limiter.TryEnter(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(RefusalReason.TooManyFromAddress, limiter.TryEnter(IPAddress.Parse("::ffff:192.0.2.1")));
        limiter.Leave(IPAddress.Parse("::ffff:192.0.2.1"));
        Assert.Null(limiter.TryEnter(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(3, limiter.Count);
    }

    [Fact]
    public void A_transport_without_addresses_counts_in_all_alone()
    {
        ConnectionLimiter limiter = new(new ConnectionLimits { PerAddress = 1, Total = 2 });
        Assert.Null(limiter.TryEnter(null));
        Assert.Null(limiter.TryEnter(null));
        Assert.Equal(RefusalReason.TooManyConnections, limiter.TryEnter(null));
        limiter.Leave(null);
        Assert.Null(limiter.TryEnter(null));
    }

    [Fact]
    public void Limits_are_validated()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionLimits { PerAddress = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionLimits { Total = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MailListenerOptions { WriteTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MailListenerOptions { HandshakeTimeout = TimeSpan.Zero });
    }
}
