using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Dns;

namespace Protocols.MailAuth.Tests.Dns;

public sealed class TraceTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly ImmutableArray<DnsAnswer> s_answers =
    [
        Found("a.test", new AddressRecord(IPAddress.Parse("192.0.2.1")), new AddressRecord(IPAddress.Parse("192.0.2.2"))),
        Found("a.test", new AddressRecord(IPAddress.Parse("2001:db8::1"))),
        Found("t.test", new TextRecord("v=spf1 \"q\" \\ b\u00FCcher \r\n\0 -all"), new TextRecord(new byte[] { 0xFF, 0x00, 0xC3 })),
        DnsAnswer.Found("m.test", DnsRecordType.Mx, [new MxRecord(10, "mx.test"), new MxRecord(0, "")], TimeSpan.FromSeconds(30), DnsSecurity.Secure),
        Found("1.2.0.192.in-addr.arpa", new NameRecord(DnsRecordType.Ptr, "a.test")),
        Found("c.test", new NameRecord(DnsRecordType.CName, "a.test")),
        Found("_25._tcp.mx.test", new TlsaRecord(3, 1, 1, [1, 2, 255])),
        DnsAnswer.Absent("no.test", DnsRecordType.Txt, nameExists: true, TimeSpan.FromMinutes(5), DnsSecurity.Insecure),
        DnsAnswer.Absent("none.test", DnsRecordType.Aaaa, nameExists: false, TimeSpan.FromMinutes(5)),
        DnsAnswer.Failed("f.test", DnsRecordType.Txt, "the server answered ServerFailure", security: DnsSecurity.Bogus),
        DnsAnswer.Failed("p.test", DnsRecordType.Txt, "refused", isPermanent: true),
    ];

    [Fact]
    public void What_was_written_is_read()
    {
        byte[] json = Write(new DnsTrace(s_time, s_answers));
        DnsTrace read = DnsTrace.Parse(json);
        Assert.Equal(s_time, read.RecordedAt);
        Assert.Equal(s_answers.Select(Describe), read.Answers.Select(Describe));
        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(Write(read)));
        Assert.Contains("\"text\": \"v=spf1 ", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_are_given_again_in_their_order_and_a_name_that_was_not_asked_for_is_unknown()
    {
        DnsAnswer first = DnsAnswer.Failed("a.test", DnsRecordType.Txt, "timed out");
        DnsAnswer second = Found("A.test", new TextRecord("x"));
        DnsTrace trace = DnsTrace.Parse(Write(new DnsTrace(s_time, [first, first, second])));
        Assert.Equal(3, trace.Answers.Length);
        IDnsResolver names = trace.ToResolver();
        List<DnsStatus> given = [];
        for (int i = 0; i < 5; i++)
        {
            given.Add((await names.QueryAsync("a.TEST.", DnsRecordType.Txt, TestContext.Current.CancellationToken)).Status);
        }

        Assert.Equal([DnsStatus.TemporaryFailure, DnsStatus.TemporaryFailure, DnsStatus.Success, DnsStatus.Success, DnsStatus.Success], given);
        DnsAnswer unknown = await names.QueryAsync("a.test", DnsRecordType.A, TestContext.Current.CancellationToken);
        Assert.Equal((DnsStatus.TemporaryFailure, "this name is not in the trace"), (unknown.Status, unknown.Reason));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await names.QueryAsync("a.test", DnsRecordType.A, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_recording_of_a_cache_is_short()
    {
        using CachingDnsResolver cache = new(new DnsZone().AddText("a.test", "x"), new ManualTime());
        RecordingDnsResolver recorder = new(cache);
        for (int i = 0; i < 1000; i++)
        {
            await recorder.QueryAsync("a.test", DnsRecordType.Txt, TestContext.Current.CancellationToken);
        }

        byte[] json = Write(recorder.ToTrace(s_time));
        Assert.True(json.Length < 400, Encoding.UTF8.GetString(json));
        Assert.Equal(1000, DnsTrace.Parse(json).Answers.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":1,\"answers\":[{]}")]
    [InlineData("{\"answers\":[]}")]
    [InlineData("{\"version\":2,\"answers\":[]}")]
    [InlineData("{\"version\":1,\"answers\":[null]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"type\":\"TXT\",\"status\":\"NoData\"}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"SOA\",\"status\":\"NoData\"}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"16\",\"status\":\"NoData\"}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"TXT\",\"status\":\"Odd\"}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"TXT\",\"status\":\"NoData\",\"security\":\"Odd\"}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"TXT\",\"status\":\"NoData\",\"timeToLive\":-1}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"TXT\",\"status\":\"NoData\",\"times\":0}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"TXT\",\"status\":\"Success\"}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"TXT\",\"status\":\"Success\",\"records\":[null]}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"A\",\"status\":\"Success\",\"records\":[{\"address\":\"::1\"}]}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"MX\",\"status\":\"Success\",\"records\":[{\"preference\":70000,\"exchange\":\"x\"}]}]}")]
    [InlineData("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"TLSA\",\"status\":\"Success\",\"records\":[{\"usage\":3,\"selector\":1,\"matching\":1}]}]}")]
    public void What_is_no_trace_is_told(string json)
    {
        Assert.False(DnsTrace.TryRead(Encoding.UTF8.GetBytes(json), out DnsTrace? trace, out string problem));
        Assert.Null(trace);
        Assert.NotEqual("", problem);
        Assert.Throws<FormatException>(() => DnsTrace.Parse(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void So_many_answers_are_read_and_no_more()
    {
        DnsAnswer answer = DnsAnswer.Failed("a.test", DnsRecordType.Txt, "");
        byte[] json = Write(new DnsTrace(s_time, [.. Enumerable.Repeat(answer, 10)]));
        Assert.True(DnsTrace.TryRead(json, out _, out _, maxAnswers: 10));
        Assert.False(DnsTrace.TryRead(json, out _, out string problem, maxAnswers: 9));
        Assert.Equal("There are more than 9 answers.", problem);
        Assert.False(DnsTrace.TryRead("{\"version\":1,\"answers\":[{\"name\":\"a\",\"type\":\"TXT\",\"status\":\"NoData\",\"times\":2000000000}]}"u8, out _, out _));
    }

    [Fact]
    public void Any_octets_are_read_or_told()
    {
        string json = Encoding.UTF8.GetString(Write(new DnsTrace(s_time, s_answers)));
        Prop.ForAll(Gen.Choose(0, json.Length - 1).ToArbitrary(), Gen.Elements('{', '}', '"', ',', '0', '-', 'x', '\0').ToArbitrary(), (at, other) =>
        {
            byte[] changed = Encoding.UTF8.GetBytes(string.Concat(json.AsSpan(0, at), other.ToString(), json.AsSpan(at + 1)));
            Assert.Equal(DnsTrace.TryRead(changed, out DnsTrace? trace, out string problem), trace is not null && problem.Length == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(20261124, 1));
    }

    private static DnsAnswer Found(string name, params ImmutableArray<DnsRecord> records) => DnsAnswer.Found(name, records[0].Type, records, TimeSpan.FromHours(1));

    private static string Describe(DnsAnswer answer) =>
        $"{answer.Name} {answer.Type} {answer.Status} {answer.TimeToLive} {answer.Security} {answer.Reason} {string.Join('|', answer.Records.Select(static r => r is TextRecord text ? Convert.ToHexString(text.Text.Span) : r.ToString()))}";

    private static byte[] Write(DnsTrace trace)
    {
        ArrayBufferWriter<byte> output = new();
        trace.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
