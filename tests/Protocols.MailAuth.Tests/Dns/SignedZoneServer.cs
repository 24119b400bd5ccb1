using System.Net;

namespace Protocols.MailAuth.Tests.Dns;

/// <summary>A zone of many kinds of records, signed and validated.</summary>
public sealed class SignedZoneServer : IAsyncLifetime
{
    private const string Zone = """
        $ORIGIN example.test.
        $TTL 60
        @ SOA ns host 1 60 60 600 30
        @ NS ns
        ns A 127.0.0.1
        @ MX 10 mx
        @ MX 0 mx2
        @ TXT "v=spf1 " "ip4:192.0.2.0/24 -all"
        bin TXT "a\200\001"
        esc TXT "\\b\"c;\195\169\\065"
        mx A 192.0.2.1
        mx A 192.0.2.2
        mx AAAA 2001:db8::1
        www CNAME mx
        ptr PTR mx
        null MX 0 .
        _25._tcp.mx TLSA 3 1 1 0707070707070707070707070707070707070707070707070707070707070707
        """;

    private SignedZone? _zone;

    public string? Missing => SignedZone.Missing;

    /// <summary>Where unbound listens.</summary>
    public IPEndPoint Resolver => _zone!.Resolver;

    public async ValueTask InitializeAsync() =>
        _zone = Missing is null ? await SignedZone.StartAsync("example.test", Zone + "\n" + string.Concat(Enumerable.Range(0, 40).Select(static i => $"long TXT \"{i} {new string('x', 200)}\"\n"))) : null;

    public ValueTask DisposeAsync() => _zone?.DisposeAsync() ?? default;
}
