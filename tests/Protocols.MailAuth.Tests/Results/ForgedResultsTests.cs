using System.Buffers;
using System.Text;
using Protocols.MailAuth.Results;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Results;

public sealed class ForgedResultsTests
{
    private const string Before = "Received: by somewhere\r\n";
    private const string Behind = "From: a@example.org\r\nSubject: x\r\n\r\n";

    [Theory, Rfc(8601, "5")]
    [InlineData("Authentication-Results: mx.example.org; dmarc=pass\r\n")]
    [InlineData("authentication-RESULTS: MX.Example.ORG.; dmarc=pass\r\n")]
    [InlineData("Authentication-Results:\r\n\t(a comment) \"mx.example.org\" (and) 1;\r\n\tdmarc=pass\r\n")]
    [InlineData("Authentication-Results : mx.example.org; none\r\n")]
    [InlineData("Authentication-Results: mx.example.org; what is this\r\n")]
    [InlineData("Authentication-Results: mx.example.org 99999999999; dmarc=pass\r\n")]
    [InlineData("Authentication-Results: other.example.net 2; dmarc=pass\r\n")]
    [InlineData("Authentication-Results: xn--bcher-kva.example; dmarc=pass\r\n")]
    [InlineData("Authentication-Results: b\u00fccher.example; dmarc=pass\r\n")]
    [InlineData("Authentication-Results: ; dmarc=pass\r\n")]
    [InlineData("Authentication-Results:\r\n")]
    public void What_only_seems_to_be_ones_own_is_taken_out(string field)
    {
        Assert.Equal((Before + Behind, 1), Clean(Before + field + Behind));
        Assert.Equal((Before + Behind, 2), Clean(field + Before + field + Behind));
    }

    [Theory, Rfc(8601, "5")]
    [InlineData("Authentication-Results: mx.example.net; dmarc=pass\r\n")]
    [InlineData("Authentication-Results: mx.example.org.evil.test; dmarc=pass\r\n")]
    [InlineData("Authentication-Results: x.mx.example.org; dmarc=pass\r\n")]
    [InlineData("ARC-Authentication-Results: i=1; mx.example.org; dmarc=pass\r\n")]
    [InlineData("X-Authentication-Results: mx.example.org; dmarc=pass\r\n")]
    public void What_others_say_stays_octet_for_octet(string field) => Assert.Equal((Before + field + Behind, 0), Clean(Before + field + Behind));

    private static (string Header, int Removed) Clean(string message)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message + "body\r\n"));
        ArrayBufferWriter<byte> output = new();
        int removed = ForgedResults.WriteWithout(document.Root, output, "mx.example.org", "b\u00fccher.example");
        string header = Encoding.UTF8.GetString(output.WrittenSpan);
        return (header.EndsWith("\r\n\r\n", StringComparison.Ordinal) ? header : header + "\r\n", removed);
    }
}
