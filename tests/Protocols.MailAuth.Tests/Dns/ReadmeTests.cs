using System.Buffers;
using System.Net;
using Protocols.Dns;

namespace Protocols.MailAuth.Tests.Dns;

/// <summary>The examples of the package's README.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_first_example_ends_with_an_answer_whatever_listens()
    {
        using CachingDnsResolver resolver = new(new DnsClientResolver(new IPEndPoint(IPAddress.Loopback, 53), trustsServer: true), TimeProvider.System, new CachingDnsOptions { Timeout = TimeSpan.FromMilliseconds(200) });
        DnsAnswer answer = await resolver.QueryAsync("example.com", DnsRecordType.Mx, TestContext.Current.CancellationToken);
        Assert.Equal("example.com", answer.Name);
        Assert.Equal(answer.Status == DnsStatus.Success, answer.Records.Length > 0);
    }

    [Fact]
    public void The_second_example_says_what_it_seems_to_say()
    {
        DnsZone zone = DnsZone.Parse("""
            $ORIGIN example.test.
            @       MX  10 mx
            mx      A   192.0.2.1
            _dmarc  TXT "v=DMARC1; p=reject"
            """);
        Assert.Equal("example.test. MX 10 mx.example.test.", zone.Query("example.test", DnsRecordType.Mx).ToString());
        Assert.Equal("NameError", zone.Query("nope.example.test", DnsRecordType.A).Status.ToString());
    }

    [Fact]
    public async Task The_third_example_gives_the_answer_again()
    {
        DnsZone zone = new DnsZone().Add("example.test", new MxRecord(10, "mx.example.test"));
        RecordingDnsResolver recorder = new(zone);
        await recorder.QueryAsync("example.test", DnsRecordType.Mx);
        ArrayBufferWriter<byte> file = new();
        recorder.ToTrace(DateTimeOffset.UtcNow).Write(file);

        IDnsResolver replay = DnsTrace.Parse(file.WrittenSpan).ToResolver();
        Assert.Equal("example.test. MX 10 mx.example.test.", (await replay.QueryAsync("example.test", DnsRecordType.Mx)).ToString());
    }
}
