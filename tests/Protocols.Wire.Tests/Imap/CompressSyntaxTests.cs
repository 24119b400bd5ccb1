using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>COMPRESS in the session (RFC 4978).</summary>
public sealed class CompressSyntaxTests
{
    [Fact, Rfc(4978, "3"), Rfc(4978, "5")]
    public void Compress_is_offered_by_hosts_that_can_and_taken_once()
    {
        SessionReplay replay = new(SessionReplay.Options with { CanCompress = true }, isLoggedIn: true);
        Assert.Contains("COMPRESS=DEFLATE", replay.Session.Capabilities);
        replay.Feed("a compress deflate\r\n");
        Assert.IsType<CompressCommand>(Assert.Single(replay.Raw));
        replay.Session.Compressed();
        Assert.True(replay.Session.IsCompressed);
        replay.Feed("b COMPRESS DEFLATE\r\nc COMPRESS ZSTD\r\nd COMPRESS\r\n");
        Assert.Single(replay.Raw);
        Assert.Equal(3, replay.Output.Split(" BAD ").Length - 1);
        Assert.Throws<InvalidOperationException>(replay.Session.Compressed);
    }

    [Fact, Rfc(4978, "3")]
    public void Without_a_host_that_can_and_before_login_there_is_none()
    {
        SessionReplay replay = new(SessionReplay.Options, isLoggedIn: true);
        Assert.DoesNotContain("COMPRESS=DEFLATE", replay.Session.Capabilities);
        Assert.Contains("BAD", replay.Feed("a COMPRESS DEFLATE\r\n").Output, StringComparison.Ordinal);
        SessionReplay early = new(SessionReplay.Options with { CanCompress = true });
        Assert.Contains("BAD", early.Feed("a COMPRESS DEFLATE\r\n").Output, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(early.Session.Compressed);
    }
}
