using Protocols.Smtp;
using Protocols.Wire.Tests.Smtp;

namespace Protocols.Fuzz.Targets;

/// <summary>Both sessions of SMTP: as a server and as a client that wants to send, whole and cut.</summary>
internal static class SmtpTarget
{
    private static readonly SmtpServerOptions s_everything = new()
    {
        OfferAuthentication = true, AllowPlaintextAuthentication = true, OfferDsn = true, OfferBinaryMime = true, OfferDeliverBy = true, MaxHold = TimeSpan.FromDays(30), OfferPriority = true,
        NoSoliciting = ["a:c"], AcceptBarePaths = true, AllowXClient = true, AnswerVerify = true, AnswerExpand = true, MaxRecipientDomains = 3, MaxMessageSize = 65536,
    };

    public static void Run(ReadOnlySpan<byte> input)
    {
        (int first, int second) = Cuts.Of(input);
        byte[][] pieces = [.. new[] { input[..first].ToArray(), input[first..second].ToArray(), input[second..].ToArray() }.Where(p => p.Length > 0)];
        byte[][] whole = [input.ToArray()];
        foreach (bool lmtp in new[] { false, true })
        {
            Assert.Equal(Serve(whole, lmtp), Serve(pieces, lmtp));
            Send(whole, lmtp);
            Send(pieces, lmtp);
        }
    }

    private static string Serve(byte[][] pieces, bool lmtp)
    {
        SmtpExchange exchange = new(s_everything with { IsLmtp = lmtp }, time: new ManualTime());
        exchange.Feed([.. lmtp ? "LHLO x\r\n"u8 : "EHLO x\r\n"u8]);
        foreach (byte[] piece in pieces)
        {
            exchange.Feed(piece);
        }

        return exchange.Transcript;
    }

    // What a client does depends on what was there when it did it, so that the cuts may differ: what holds in any case is asserted.
    private static void Send(byte[][] pieces, bool lmtp)
    {
        SmtpClientHost host = new(new SmtpClientOptions { IsLmtp = lmtp, AllowPlaintextAuthentication = true });
        host.OnEvent = e =>
        {
            if (e.Kind == SmtpClientEventKind.SendMessage)
            {
                host.Session.WriteMessage(".a\nb"u8, host.Output);
                host.Session.EndMessage(host.Output);
            }
            else if (e.Kind is SmtpClientEventKind.Ready or SmtpClientEventKind.Completed)
            {
                host.Session.Begin(SmtpClientHost.Envelope("d@e.f", "g@h.i"), host.Output);
            }
        };
        foreach (byte[] piece in pieces)
        {
            host.Feed(piece);
        }

        host.Session.ConnectionLost();
        host.Feed([]);
        Assert.Equal(1, host.Events.Count(e => e.Kind == SmtpClientEventKind.Closed));
        Assert.All(host.Session.Outcomes, o => Assert.False(o.State is SmtpRecipientState.Pending or SmtpRecipientState.Accepted));
        Assert.DoesNotMatch("(?<!\r)\n|\r(?!\n)", host.Written());
    }
}
