using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Sasl;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

/// <summary>Our client against our server.</summary>
public sealed class SmtpPairTests
{
    private static readonly SmtpServerOptions s_server = new()
    {
        OfferAuthentication = true, AllowPlaintextAuthentication = true, OfferDsn = true, OfferBinaryMime = true, OfferDeliverBy = true, MaxHold = TimeSpan.FromHours(1),
        OfferPriority = true, OfferRequireTls = true, NoSoliciting = [], MaxIdleCommands = 1000, MaxErrors = 1000,
    };

    private static readonly SmtpMailParameters s_everything = new(20, SmtpBodyType.EightBitMime, true)
    {
        Return = DsnReturn.Full, EnvelopeId = "a b", DeliverBy = new DeliverBy(600, true), HoldFor = 5, Priority = -1, RequireTls = true, Submitter = "x@y.z", Solicit = "x:y",
    };

    [Theory, Rfc(5321, "4.3.1"), Rfc(3207, "4.2"), Rfc(4954, "4")]
    [InlineData(false, false, true)]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    public void A_session_with_tls_a_login_and_messages_comes_out_the_same_however_it_is_cut(bool lmtp, bool chunked, bool pipelined)
    {
        string whole = Run((_, bytes) => [bytes], out int length);
        Assert.Contains("Delivered:250 Refused:550 " + (lmtp ? "Refused:452" : "Delivered:250"), whole, StringComparison.Ordinal);
        Assert.Contains("RequireTls = True, Submitter = x@y.z, Solicit = x:y", whole, StringComparison.Ordinal);
        Assert.Contains("Notify = Success, OriginalRecipient = rfc822;one@e.f", whole, StringComparison.Ordinal);
        Assert.Contains("AUTH tim\n", whole, StringComparison.Ordinal);
        Assert.EndsWith("\nQuit", whole, StringComparison.Ordinal);
        for (int cut = 1; cut < length; cut++)
        {
            int position = cut;
            Assert.Equal(whole, Run((start, bytes) => position > start && position < start + bytes.Length ? [bytes[..(int)(position - start)], bytes[(int)(position - start)..]] : [bytes], out _));
        }

        Assert.Equal(whole, Run((_, bytes) => bytes.Select(b => new[] { b }), out _));

        string Run(Func<long, byte[], IEnumerable<byte[]>> cut, out int length)
        {
            SmtpEnvelope envelope = new()
            {
                ReversePath = "a@b.c",
                Recipients = [new SmtpRecipient("one@e.f", new SmtpRecipientParameters(DsnNotify.Success, new OriginalRecipient("rfc822", "one@e.f"))), new SmtpRecipient("nobody@e.f"), new SmtpRecipient("full@e.f")],
                Parameters = s_everything,
            };
            SmtpPair pair = new(
                s_server with { IsLmtp = lmtp },
                new SmtpClientOptions { IsLmtp = lmtp, PreferChunking = chunked, UsePipelining = pipelined },
                [(envelope, ".one\r\n\r\n..two\r\n"u8.ToArray()), (SmtpClientHost.Envelope("nobody@e.f"), []), (SmtpClientHost.Envelope("full@e.f", "two@e.f"), "x"u8.ToArray())],
                pieceLength: 7,
                canStartTls: true) { Credentials = new SaslCredentials("tim", "", "secret"u8.ToArray()) };
            pair.Run(cut);
            length = pair.Sent.Count + Encoding.UTF8.GetByteCount(pair.Server.Output);
            return pair.Server.Transcript + string.Join('\n', pair.Outcomes);
        }
    }

    [Fact]
    public void Whatever_is_sent_in_whatever_way_arrives_once_and_each_recipient_has_its_answer()
    {
        Gen<byte[]> message = Gen.Elements("\r\n", ".", "\n", "\r", "a", "\0", "é", "\r\n.\r\n", "QUIT\r\n").ListOf().Select(l => Encoding.Latin1.GetBytes(string.Concat(l)));
        Gen<string[]> recipients = Gen.Elements("one@e.f", "two words@e.f", "nobody@e.f", "full@e.f", "x@[192.0.2.1]", "not an address", "ü@e.f").NonEmptyListOf().Select(l => l.Take(6).ToArray());
        Gen<(SmtpEnvelope, byte[])> mail =
            from to in recipients
            from body in message
            from binary in Gen.Elements(false, false, true)
            from sender in Gen.Elements("a@b.c", "", "a b@b.c")
            select (SmtpClientHost.Envelope(to) with { ReversePath = sender, Parameters = new SmtpMailParameters { Body = binary ? SmtpBodyType.BinaryMime : SmtpBodyType.Unspecified } }, body);
        Gen<Case> cases =
            from mails in mail.ArrayOf()
            from lmtp in Gen.Elements(true, false)
            from chunked in Gen.Elements(true, false)
            from window in Gen.Elements(0, 1, 2, 100)
            from piece in Gen.Choose(1, 9)
            from cut in Gen.Choose(1, 40)
            select new Case(mails, lmtp, chunked, window, piece, cut);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            SmtpPair pair = new(
                s_server with { IsLmtp = c.Lmtp, BareLineEnds = BareLineEndPolicy.Reject },
                new SmtpClientOptions { IsLmtp = c.Lmtp, PreferChunking = c.Chunked, UsePipelining = c.Window > 0, MaxPipelinedCommands = Math.Max(1, c.Window) },
                c.Mails,
                c.Piece);
            pair.Run((_, bytes) => bytes.Chunk(c.Cut));
            Assert.Equal("Quit", pair.Outcomes[^1]);
            List<string> expected = [];
            for (int i = 0; i < c.Mails.Length; i++)
            {
                Assert.Equal(string.Join(' ', c.Mails[i].Envelope.Recipients.Select(r => Expect(r.Address, c.Lmtp))), pair.Outcomes[i]);
                if (pair.Outcomes[i].Contains("Delivered", StringComparison.Ordinal) || pair.Outcomes[i].Contains(":452", StringComparison.Ordinal))
                {
                    bool binary = c.Mails[i].Envelope.Parameters.Body == SmtpBodyType.BinaryMime;
                    expected.Add(Normal(Encoding.Latin1.GetString(c.Mails[i].Message), binary, isData: !c.Chunked && !binary));
                }
            }

            Assert.Equal(expected, pair.Server.Messages);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20261124, 21));

        static string Expect(string address, bool lmtp) => address switch
        {
            "not an address" => "BadAddress",
            "nobody@e.f" => "Refused:550",
            "full@e.f" when lmtp => "Refused:452",
            _ => "Delivered:250",
        };

        static string Normal(string message, bool binary, bool isData)
        {
            string normal = binary ? message : Regex.Replace(message, "\r\n|\r|\n", "\r\n").Replace("\0", "", StringComparison.Ordinal);
            return isData && normal.Length > 0 && !normal.EndsWith("\r\n", StringComparison.Ordinal) ? normal + "\r\n" : normal;
        }
    }

    [Fact, Rfc(5321, "2.3.8"), Rfc(5321, "4.1.1.4")]
    public void No_sequence_known_for_smuggling_gets_through_a_relay()
    {
        string file = Path.Combine(Suites.Require("smtp-smuggling"), "sequences.json");
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        int count = 0;
        foreach (string sequence in json.RootElement.GetProperty("sequences").EnumerateArray().Select(s => s.GetString()!))
        {
            // The front server keeps what it gets as it is, which is the worst that can come to the client.
            SmtpExchange front = new(new SmtpServerOptions { BareLineEnds = BareLineEndPolicy.Keep });
            front.Say("EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n");
            front.Feed(Encoding.Latin1.GetBytes($"text{sequence}MAIL FROM:<evil@example.org>\r\nRCPT TO:<victim@e.f>\r\nDATA\r\nevil\r\n.\r\n"));
            byte[] kept = Encoding.Latin1.GetBytes(Assert.Single(front.Messages));
            foreach (bool chunked in new[] { false, true })
            {
                for (int piece = 1; piece < 8; piece++)
                {
                    SmtpPair relay = new(new SmtpServerOptions { BareLineEnds = BareLineEndPolicy.Reject }, new SmtpClientOptions { PreferChunking = chunked }, [(SmtpClientHost.Envelope("d@e.f"), kept)], piece);
                    relay.Run();
                    Assert.Equal(["Delivered:250", "Quit"], relay.Outcomes);
                    string sent = Encoding.Latin1.GetString([.. relay.Sent]);
                    Assert.DoesNotMatch("(?<!\r)\n|\r(?!\n)|\0", sent);

                    // So there is one way to read it, and by that the message ends once. (In chunks nothing is looked for.)
                    Assert.True(chunked || Regex.Count(sent, "\r\n\\.\r\n") == 1, sent);
                    Assert.Single(relay.Server.Messages);
                }

                SmtpPair refusing = new(new SmtpServerOptions(), new SmtpClientOptions { PreferChunking = chunked, BareLineEnds = BareLineEndWriting.Refuse }, [(SmtpClientHost.Envelope("d@e.f"), kept)]);
                refusing.Run();
                Assert.Equal(["MessageAborted"], refusing.Outcomes);
            }

            count++;
        }

        Assert.Equal(10, count);
    }

    [Fact]
    public void Any_bytes_from_a_server_give_an_orderly_end_or_wait()
    {
        Gen<byte[]> words = from parts in Gen.Elements("220 x\r\n", "250 ok\r\n", "250-PIPELINING\r\n", "250 CHUNKING\r\n", "354 go\r\n", "334 YQ==\r\n", "235 ok\r\n", "421 bye\r\n", "550 5.1.1 no\r\n", "250-", "\r\n", "\n", "x", "\0", "9").ListOf()
                            select Encoding.UTF8.GetBytes(string.Concat(parts));
        Prop.ForAll(Gen.Frequency((5, words), (1, ArbMap.Default.GeneratorFor<byte[]>())).ToArbitrary(), Gen.Choose(1, 50).ToArbitrary(), (bytes, cut) =>
        {
            foreach (bool lmtp in new[] { false, true })
            {
                SmtpClientHost host = new(new SmtpClientOptions { IsLmtp = lmtp, AllowPlaintextAuthentication = true });
                host.OnEvent = e =>
                {
                    _ = e.Kind switch
                    {
                        SmtpClientEventKind.SendMessage => host.Session.EndMessage(host.Output),
                        SmtpClientEventKind.Ready or SmtpClientEventKind.Completed => host.Session.Begin(SmtpClientHost.Envelope("d@e.f", "g@h.i"), host.Output),
                        _ => SmtpClientStatus.Ok,
                    };
                };
                foreach (byte[] piece in bytes.Chunk(cut))
                {
                    host.Feed(piece);
                }

                host.Session.ConnectionLost();
                host.Feed([]);
                Assert.Equal(SmtpClientEventKind.Closed, host.Last.Kind);
                Assert.Single(host.Events, e => e.Kind == SmtpClientEventKind.Closed);
                Assert.All(host.Session.Outcomes, o => Assert.False(o.State is SmtpRecipientState.Pending or SmtpRecipientState.Accepted));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261124, 23));
    }

    private sealed record Case((SmtpEnvelope Envelope, byte[] Message)[] Mails, bool Lmtp, bool Chunked, int Window, int Piece, int Cut);
}
