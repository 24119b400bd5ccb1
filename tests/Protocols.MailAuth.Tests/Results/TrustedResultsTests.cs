using System.Collections.Immutable;
using System.Text;
using Protocols.MailAuth.Results;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Results;

public sealed class TrustedResultsTests
{
    private const string Header = """
        Authentication-Results: MX.example.org; spf=pass smtp.mailfrom=a@b.example
        Received: by mx.example.org
        authentication-results: xn--bcher-kva.example 1; dmarc=fail header.from=c.example
        Authentication-Results: mx.example.org.evil.test; dmarc=pass
        Authentication-Results: mx.example.org 2; dmarc=pass
        Authentication-Results: ; dmarc=pass
        X-Authentication-Results: mx.example.org; dmarc=pass
        Authentication-Results: mx.example.org; dmarc=bestguesspass; dkim=pass odd.d=x; arc=pass; spf
        Content-Type: message/rfc822

        Authentication-Results: mx.example.org; dmarc=pass

        x
        """;

    [Fact, Rfc(8601, "4.1"), Rfc(8601, "5")]
    public void Only_those_are_read_that_bear_a_trusted_name()
    {
        Assert.Equal(
            ["MX.example.org spf=pass", "xn--bcher-kva.example dmarc=fail", "mx.example.org arc=pass"],
            Read("mx.example.org", "b\u00FCcher.example"));
        Assert.Equal(["xn--bcher-kva.example dmarc=fail"], Read("B\u00DCCHER.example"));
        Assert.Empty(Read());
        Assert.Empty(Read("example.org"));
    }

    private static IEnumerable<string> Read(params string[] ids)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(Header.ReplaceLineEndings("\r\n")));
        ImmutableArray<AuthenticationResults> fields = TrustedResults.Read(document.Root, ids);
        return [.. fields.Select(static f => $"{f.ServiceId} {string.Join(' ', f.Results.Select(static r => $"{r.Method}={r.Result}"))}")];
    }
}
