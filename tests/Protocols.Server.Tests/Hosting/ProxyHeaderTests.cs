using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Hosting.Proxy;

namespace Protocols.Server.Tests.Hosting;

public sealed class ProxyHeaderTests
{
    private static readonly byte[] s_signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.25 56324 25\r\nEHLO x\r\n", "1 192.0.2.1:56324 198.51.100.25:25 left 8")]
    [InlineData("PROXY TCP6 2001:db8::1 ::ffff:192.0.2.1 0 65535\r\n", "1 [2001:db8::1]:0 [::ffff:192.0.2.1]:65535 left 0")]
    [InlineData("PROXY UNKNOWN\r\n", "1 local left 0")]
    [InlineData("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", "1 local left 0")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n", "Malformed")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n", "Malformed")]
    [InlineData("PROXY TCP4 192.0.2 192.0.2.2 1 2\r\n", "Malformed")]
    [InlineData("PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n", "Malformed")]
    [InlineData("PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n", "Malformed")]
    [InlineData("PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n", "Malformed")]
    [InlineData("PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n", "Malformed")]
    [InlineData("PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n", "Malformed")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n", "Malformed")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n", "Malformed")]
    [InlineData("PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n", "Malformed")]
    [InlineData("PROXY \r\n", "Malformed")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n", "NeedMoreData")]
    [InlineData("EHLO x\r\n", "NotProxy")]
    [InlineData("PROXYTCP4", "NotProxy")]
    [InlineData("PROX", "NeedMoreData")]
    public void A_header_of_version_1_is_read_by_its_grammar(string text, string outcome) =>
        Assert.Equal(outcome, SplitInvariance.Check(Encoding.ASCII.GetBytes(text), Replay));

    [Fact]
    public void A_header_of_version_1_ends_within_107_bytes()
    {
        Assert.Equal("1 local left 0", Replay([Encoding.ASCII.GetBytes("PROXY UNKNOWN" + new string(' ', 92) + "\r\n")]));
        Assert.Equal("TooLong", Replay([Encoding.ASCII.GetBytes("PROXY UNKNOWN" + new string(' ', 93) + "\r\n")]));
    }

    [Fact]
    public void A_header_of_version_2_tells_addresses()
    {
        byte[] v4 = Header(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 25, 0xDC, 0x04, 0, 25], [.. "EHLO"u8]);
        Assert.Equal("2 192.0.2.1:56324 198.51.100.25:25 left 4", SplitInvariance.Check(v4, Replay));
        byte[] v6 = Header(0x21, 0x21, [.. IPAddress.Parse("2001:db8::1").GetAddressBytes(), .. IPAddress.Parse("2001:db8::2").GetAddressBytes(), 0, 1, 0, 2]);
        Assert.Equal("2 [2001:db8::1]:1 [2001:db8::2]:2 left 0", SplitInvariance.Check(v6, Replay));
        byte[] unix = new byte[216];
        "/run/a"u8.CopyTo(unix);
        "/run/b"u8.CopyTo(unix.AsSpan(108));
        Assert.Equal("2 /run/a /run/b left 0", SplitInvariance.Check(Header(0x21, 0x31, unix), Replay));
    }

    [Fact]
    public void What_a_proxy_says_for_itself_is_passed_over()
    {
        Assert.Equal("2 local left 0", Replay([Header(0x20, 0x00, [])]));
        Assert.Equal("2 local left 2", Replay([Header(0x20, 0x11, [1, 2, 3], [.. "QU"u8])]));
        Assert.Equal("2 local left 0", Replay([Header(0x20, 0xFF, [])]));
        Assert.Equal("2 local left 0", Replay([Header(0x21, 0x00, [])]));
    }

    [Theory]
    [InlineData(0x11, 0x11)]
    [InlineData(0x31, 0x11)]
    [InlineData(0x22, 0x11)]
    [InlineData(0x21, 0x41)]
    [InlineData(0x21, 0x13)]
    public void A_version_command_family_or_transport_that_is_none_is_refused(byte version, byte family) =>
        Assert.Equal("Malformed", Replay([Header(version, family, new byte[12])]));

    [Fact]
    public void What_is_cut_short_or_too_long_is_refused()
    {
        Assert.Equal("Malformed", Replay([Header(0x21, 0x11, new byte[11])]));
        Assert.Equal("Malformed", Replay([Header(0x21, 0x21, new byte[35])]));
        Assert.Equal("Malformed", Replay([Header(0x21, 0x31, new byte[215])]));
        Assert.Equal("Malformed", Replay([Header(0x21, 0x11, [.. new byte[12], 0x04, 0])]));
        Assert.Equal("Malformed", Replay([Header(0x21, 0x11, [.. new byte[12], 0x04, 0, 2, 0])]));
        Assert.Equal("2 0.0.0.0:0 0.0.0.0:0 left 0", Replay([Header(0x21, 0x11, [.. new byte[12], 0x04, 0, 1, 0])]));
        Assert.Equal("2 local left 0", Replay([Header(0x20, 0x00, new byte[4080])]));
        Assert.Equal("TooLong", Replay([Header(0x20, 0x00, new byte[4081])]));
        Assert.Equal("NotProxy", Replay([[0x0D, 0x0A, 0x0D, 0x0B]]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            ReadOnlySequence<byte> input = default;
            ProxyHeader.TryRead(ref input, out _, 231);
        });
    }

    [Fact]
    public void The_checksum_is_checked()
    {
        byte[] header = Header(0x21, 0x11, [.. new byte[12], 0x02, 0, 1, (byte)'x', 0x03, 0, 4, 0, 0, 0, 0]);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(header.Length - 4), Crc32C(header));
        Assert.StartsWith("2 0.0.0.0", SplitInvariance.Check(header, Replay), StringComparison.Ordinal);
        for (int i = 16; i < header.Length; i++)
        {
            byte[] broken = [.. header];
            broken[i] ^= 0x10;

            // The 32nd says that there is a checksum.
            Assert.Equal(i == 32, Replay([broken]).StartsWith('2'));
        }

        Assert.Equal("Malformed", Replay([Header(0x21, 0x11, [.. new byte[12], 0x03, 0, 1, 0])]));
    }

    [Fact]
    public void Tls_and_the_name_asked_for_are_told()
    {
        byte[] tls = [0x05, 0, 0, 0, 0, 0x21, 0, 7, .. "TLSv1.3"u8, 0x22, 0, 3, .. "tim"u8, 0x23, 0, 3, .. "AES"u8];
        byte[] bytes = Header(0x21, 0x11, [.. new byte[12], 0x02, 0, 4, .. "mx.a"u8, 0x20, 0, (byte)tls.Length, .. tls, 0x05, 0, 2, .. "id"u8]);
        ReadOnlySequence<byte> input = new(bytes);
        Assert.Equal(ProxyHeaderStatus.Valid, ProxyHeader.TryRead(ref input, out ProxyHeader? header));
        Assert.Equal("mx.a", header!.Authority);
        Assert.Equal(new ProxyTls { IsSecure = true, HasClientCertificate = true, IsVerified = true, Version = "TLSv1.3", CommonName = "tim", Cipher = "AES" }, header.Tls);
        Assert.True(header.TryGetValue(ProxyValueType.UniqueId, out ReadOnlySpan<byte> id));
        Assert.Equal("id", Encoding.ASCII.GetString(id));
        Assert.False(header.TryGetValue(ProxyValueType.Alpn, out _));

        // Without a certificate there is nothing that was verified, and a value cut short tells nothing.
        input = new(Header(0x21, 0x11, [.. new byte[12], 0x20, 0, 5, 0x01, 0, 0, 0, 0]));
        ProxyHeader.TryRead(ref input, out header);
        Assert.Equal(new ProxyTls { IsSecure = true, HasClientCertificate = false, IsVerified = false }, header!.Tls);
        input = new(Header(0x21, 0x11, [.. new byte[12], 0x20, 0, 4, 0x01, 0, 0, 0]));
        ProxyHeader.TryRead(ref input, out header);
        Assert.Null(header!.Tls);
    }

    [Fact]
    public void Any_bytes_are_a_header_or_not_and_nothing_else()
    {
        Gen<byte[]> text = Gen.Elements("PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "1.2.3.4 ", "::1 ", "25", " ", "\r\n", "x").ListOf().Select(l => Encoding.ASCII.GetBytes(string.Concat(l)));
        Gen<byte[]> binary = from version in Gen.Elements<byte>(0x20, 0x21, 0x22) from family in Gen.Choose(0, 0x33) from body in ArbMap.Default.GeneratorFor<byte[]>() select Header(version, (byte)family, body);
        Prop.ForAll(Gen.OneOf(text, binary, ArbMap.Default.GeneratorFor<byte[]>()).Where(b => b.Length > 0).ToArbitrary(), bytes =>
        {
            SplitInvariance.Check(bytes, Replay);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261124, 31));
    }

    private static byte[] Header(byte version, byte family, byte[] body, byte[]? after = null) =>
        [.. s_signature, version, family, (byte)(body.Length >> 8), (byte)body.Length, .. body, .. after ?? []];

    // Bit by bit, from the polynomial alone.
    private static uint Crc32C(byte[] bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte b in bytes)
        {
            sum ^= b;
            for (int i = 0; i < 8; i++)
            {
                sum = (sum & 1) != 0 ? (sum >> 1) ^ 0x82F63B78 : sum >> 1;
            }
        }

        return ~sum;
    }

    private static string Replay(IReadOnlyList<byte[]> pieces)
    {
        byte[] all = [.. pieces.SelectMany(p => p)];
        for (int i = 0; i < pieces.Count; i++)
        {
            ReadOnlySequence<byte> input = SplitInvariance.Sequence(pieces.Take(i + 1));
            long before = input.Length;
            ProxyHeaderStatus status = ProxyHeader.TryRead(ref input, out ProxyHeader? header);
            if (status != ProxyHeaderStatus.Valid)
            {
                Assert.Equal(before, input.Length);
                Assert.Null(header);
                if (status != ProxyHeaderStatus.NeedMoreData || i == pieces.Count - 1)
                {
                    return status.ToString();
                }

                continue;
            }

            long left = all.Length - (before - input.Length);
            string addresses = header!.IsLocal ? "local" : $"{header.Source?.ToString() ?? header.SourcePath} {header.Destination?.ToString() ?? header.DestinationPath}";
            return $"{header.Version} {addresses} left {left}";
        }

        throw new InvalidOperationException();
    }
}
