using System.Buffers;
using System.Text;
using Protocols.ManageSieve;

namespace Protocols.Wire.Tests.ManageSieve;

public sealed class ResponseWriterTests
{
    private static string Write(Action<ManageSieveResponseWriter> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(new ManageSieveResponseWriter(output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Fact, Rfc(5804, "1.3")]
    public void Codes_stand_in_parentheses_with_what_belongs_to_them()
    {
        Assert.Equal("OK (SASL \"cnNw\")\r\n", Write(w => w.Status(ManageSieveStatus.Ok, ManageSieveResponseCode.Sasl("rsp"u8), "")));
        Assert.Equal("OK (WARNINGS) \"line 8: odd\"\r\n", Write(w => w.Status(ManageSieveStatus.Ok, ManageSieveResponseCode.Warnings, "line 8: odd")));
        Assert.Equal("NO (QUOTA/MAXSCRIPTS) \"full\"\r\n", Write(w => w.No(ManageSieveResponseCode.QuotaMaxScripts, "full")));
        Assert.Equal(
            "BYE (REFERRAL sieve://other.example) \"there\"\r\n",
            Write(w => w.Bye(ManageSieveResponseCode.Referral(new SieveUrl { Host = "other.example", ScriptName = "x" }), "there")));
    }

    [Fact, Rfc(5804, "4")]
    public void What_cannot_be_quoted_is_a_literal()
    {
        Assert.Equal("\"a \\\"b\\\\\" ACTIVE\r\n", Write(w => w.ListedScript("a \"b\\", isActive: true)));
        Assert.Equal($"\"{new string('x', 1024)}\"\r\n", Write(w => w.ListedScript(new string('x', 1024), isActive: false)));
        Assert.Equal($"{{1025}}\r\n{new string('x', 1025)}\r\n", Write(w => w.ListedScript(new string('x', 1025), isActive: false)));
        Assert.Equal("{6}\r\na\r\nb\r\n\r\n", Write(w => w.Script("a\r\nb\r\n"u8)));
    }

    [Theory]
    [InlineData("\r\nOK")]
    [InlineData("a\"\r\nBYE")]
    [InlineData("{5}\r\n")]
    [InlineData("\0\u0001\u0085")]
    public void Nothing_given_to_it_can_end_a_line_or_a_string(string hostile)
    {
        (string Response, bool IsStatus)[] responses =
        [
            (Write(w => w.No(ManageSieveResponseCode.Tag(Encoding.UTF8.GetBytes(hostile)), hostile)), true),
            (Write(w => w.Capability(hostile, hostile)), false),
            (Write(w => w.Script(Encoding.UTF8.GetBytes(hostile))), false),
            (Write(w => w.ListedScript(hostile, isActive: false)), false),
        ];
        foreach ((string response, bool isStatus) in responses)
        {
            // Read as a client does, all of it is one response.
            ManageSieveClientSession session = new(new ManageSieveClientOptions());
            ReadOnlySequence<byte> input = new(Encoding.UTF8.GetBytes(isStatus ? response : response + "OK\r\n"));
            ManageSieveClientEvent e = session.Read(ref input, new ArrayBufferWriter<byte>());
            Assert.True(input.IsEmpty);
            Assert.Equal(isStatus ? ManageSieveCloseReason.GreetingRefused : ManageSieveCloseReason.None, e.Reason);
        }

        Assert.Throws<ArgumentException>(() => Write(w => w.No(new ManageSieveResponseCode("A) \"x\"\r\nOK (B"), "")));
    }

    [Fact, Rfc(5804, "1.3")]
    public void A_code_says_more_of_another()
    {
        Assert.True(ManageSieveResponseCode.QuotaMaxSize.Is(ManageSieveResponseCode.Quota));
        Assert.True(new ManageSieveResponseCode("quota/more/still").Is(ManageSieveResponseCode.Quota));
        Assert.False(ManageSieveResponseCode.Quota.Is(ManageSieveResponseCode.QuotaMaxSize));
        Assert.False(new ManageSieveResponseCode("QUOTAS").Is(ManageSieveResponseCode.Quota));
        Assert.False(ManageSieveResponseCode.None.Is(ManageSieveResponseCode.None));
    }
}
