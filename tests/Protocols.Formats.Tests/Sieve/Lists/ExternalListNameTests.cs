using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Lists;

public sealed class ExternalListNameTests
{
    [Theory]
    [Rfc(6134, "2.5")]
    [InlineData(":addrbook:default", "urn:ietf:params:sieve:addrbook:default")]
    [InlineData(":ADDRBOOK:DEFAULT", "urn:ietf:params:sieve:addrbook:default")]
    [InlineData(":AddrBook:%44%65%66ault", "urn:ietf:params:sieve:addrbook:default")]
    [InlineData("URN:ietf:params:SIEVE:addrbook:Default", "urn:ietf:params:sieve:addrbook:default")]
    [InlineData(":addrbook:Family", "urn:ietf:params:sieve:addrbook:Family")]
    [InlineData("tag:example.com,2011-01-01:List", "tag:example.com,2011-01-01:List")]
    [InlineData("http://example.com/x", "http://example.com/x")]
    [InlineData("", null)]
    [InlineData(":", null)]
    [InlineData("list", null)]
    [InlineData("tag:", null)]
    [InlineData("1a:b", null)]
    [InlineData("tag:a b", null)]
    [InlineData("tag:ü", null)]
    [InlineData("tag:a\r\nb", null)]
    public void A_list_has_one_name_however_it_is_written(string name, string? expected) =>
        Assert.Equal(expected, ExternalListName.TryExpand(name, out string full) ? full : null);
}
