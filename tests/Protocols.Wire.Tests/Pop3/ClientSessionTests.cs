using System.Buffers;
using System.Text;
using Protocols.Pop3;
using Protocols.Sasl;

namespace Protocols.Wire.Tests.Pop3;

public sealed class ClientSessionTests
{
    private static readonly SaslCredentials s_tim = new("tim", "", "secret"u8.ToArray());
    private static readonly Pop3ClientOptions s_plain = new() { AllowPlaintextPasswords = true };

    [Fact, Rfc(1939, "5"), Rfc(1939, "7"), Rfc(2449, "6.6"), Rfc(5034, "4")]
    public void Both_ends_are_glued_together()
    {
        Glue glue = new(s_plain);
        Assert.Equal("Greeting ready", glue.Next());
        glue.Send(c => c.AskCapabilities(glue.ToServer));
        Assert.Equal("Capabilities", glue.Next());
        Assert.Equal(["PLAIN"], glue.Client.Capabilities.Mechanisms);
        glue.Send(c => c.LogIn(s_tim, glue.ToServer));
        Assert.Equal("Authenticated in", glue.Next());
        glue.Send(c => c.Status(glue.ToServer));
        glue.Send(c => c.List(0, glue.ToServer));
        glue.Send(c => c.List(2, glue.ToServer));
        glue.Send(c => c.UniqueIds(0, glue.ToServer));
        glue.Send(c => c.UniqueIds(2, glue.ToServer));
        glue.Send(c => c.Retrieve(1, glue.ToServer));
        glue.Send(c => c.Top(2, 5, glue.ToServer));
        glue.Send(c => c.Retrieve(9, glue.ToServer));
        glue.Send(c => c.Delete(1, glue.ToServer));
        glue.Send(c => c.EnableUtf8(glue.ToServer));
        glue.Send(c => c.Language(null, glue.ToServer));
        glue.Send(c => c.Language("*", glue.ToServer));
        glue.Send(c => c.Reset(glue.ToServer));
        glue.Send(c => c.Noop(glue.ToServer));
        glue.Send(c => c.Quit(glue.ToServer));
        Assert.Equal(
            [
                "Ok 3/100", "Ok these", "Item 1:10", "Item 2:20", "Item 3:30", "End", "Ok 2/10", "Ok these", "Item 1:id1", "Item 2:id2", "Item 3:id3", "End", "Ok 2:id2",
                "Ok message", "Data Subject: one\r\n\r\n.dot\r\nlast\r\n", "End", "Ok message", "Data a: b\r\n\r\n..\r\n.\r\n", "End", "Error [Utf8] no", "Ok ", "Ok ",
                "Ok these", "Item 0:.l1", "Item 0:.l2", "Item 0:.l3", "End", "Ok *", "Ok ", "Ok ", "Close bye",
            ],
            glue.All());
        Assert.Equal(Pop3ClientStatus.WrongState, glue.Client.Noop(glue.ToServer));
    }

    [Fact, Rfc(1939, "7")]
    public void Without_mechanisms_a_login_is_by_user_and_pass_or_by_apop()
    {
        Glue glue = new(s_plain, Pop3Replay.Options with { Mechanisms = [] });
        glue.Next();
        glue.Send(c => c.LogIn(s_tim, glue.ToServer));
        Assert.Equal("Authenticated in", glue.Next());
        Assert.Contains("# Login tim secret", glue.Server.Transcript, StringComparison.Ordinal);
        glue = new(s_plain, Pop3Replay.Options with { Mechanisms = [] });
        glue.Next();
        glue.Send(c => c.LogIn(s_tim with { Password = "wrong"u8.ToArray() }, glue.ToServer));
        Assert.Equal("AuthenticationFailed [Authentication] no", glue.Next());
        glue = new(new Pop3ClientOptions { AllowApop = true }, Pop3Replay.Options with { Mechanisms = [], ApopTimestamp = "<1896.697170952@dbc.mtview.ca.us>" });
        glue.Next();
        glue.Send(c => c.LogIn(new SaslCredentials("mrose", "", "tanstaaf"u8.ToArray()), glue.ToServer));
        Assert.Equal("Authenticated in", glue.Next());
        Assert.Contains("# Apop mrose c4c9334bac560ecc979e58001b3e22fb", glue.Server.Transcript, StringComparison.Ordinal);
    }

    [Fact, Rfc(2595, "4")]
    public void What_comes_behind_the_answer_to_stls_is_thrown_away()
    {
        Glue glue = new(new Pop3ClientOptions());
        glue.Next();
        Assert.Equal(Pop3ClientStatus.NeedsTls, glue.Client.LogIn(s_tim, glue.ToServer));
        Assert.Equal(Pop3ClientStatus.NotOffered, glue.Client.StartTls(glue.ToServer));
        glue.Send(c => c.AskCapabilities(glue.ToServer));
        glue.Next();
        glue.Send(c => c.StartTls(glue.ToServer));
        Assert.Equal(Pop3ClientStatus.WrongState, glue.Client.Noop(glue.ToServer));
        ReadOnlySequence<byte> input = new("+OK go\r\n+OK injected\r\n"u8.ToArray());
        Assert.Equal(Pop3ClientEventKind.StartTls, glue.Client.Read(ref input, glue.ToServer).Kind);
        Assert.Equal(Pop3ClientEventKind.NeedMoreData, glue.Client.Read(ref input, glue.ToServer).Kind);
        Assert.True(input.IsEmpty);
        glue.Client.TlsEstablished();
        Assert.True(glue.Client.IsSecure);
        Assert.Empty(glue.Client.Capabilities.Names);
        Assert.Throws<InvalidOperationException>(glue.Client.TlsEstablished);
    }

    [Theory]
    [InlineData("hello\r\n", "Close The server said what is no response.")]
    [InlineData("-ERR [SYS/TEMP] busy\r\n", "Close busy")]
    [InlineData("+OK hi\r\n+OK what?\r\n", "Greeting hi|Close The server answered what was not asked.")]
    [InlineData("+OK <a@b> x\r\n", "Greeting <a@b> x")]
    public void A_server_that_is_none_ends_the_session(string said, string told) => Assert.Equal(
        told,
        SplitInvariance.Check(Encoding.ASCII.GetBytes(said), pieces =>
        {
            Pop3ClientSession client = new();
            List<string> events = [];
            foreach (byte[] piece in pieces)
            {
                ReadOnlySequence<byte> input = new(piece);
                Glue.Read(client, ref input, new ArrayBufferWriter<byte>(), events);
            }

            return string.Join('|', events);
        }));

    [Fact, Rfc(1939, "3")]
    public void A_message_is_read_the_same_however_it_is_cut()
    {
        foreach ((string sent, string message) in ((string, string)[])
            [
                ("a\r\n..\r\n...b\r\n.\r\n", "a\r\n.\r\n..b\r\n"), (".\r\n", ""), ("..\r\n.\r\n", ".\r\n"), ("a\n.\nb\r\n.\r\n", "a\n.\nb\r\n"), ("\r\n\r\n.\r\n", "\r\n\r\n"),
                ("a\r\r\n.\r\n", "a\r\r\n"), (".\rb\r\n.\r\n", "\rb\r\n"), (".x\r\n.\r\n", "x\r\n"),
            ])
        {
            string told = SplitInvariance.Check(Encoding.ASCII.GetBytes("+OK\r\n" + sent + "+OK next\r\n"), pieces =>
            {
                Glue glue = LoggedIn();
                glue.Client.Retrieve(1, glue.ToServer);
                glue.Client.Noop(glue.ToServer);
                List<string> events = [];
                foreach (byte[] piece in pieces)
                {
                    ReadOnlySequence<byte> input = new(piece);
                    Glue.Read(glue.Client, ref input, new ArrayBufferWriter<byte>(), events);
                }

                return string.Concat(events.Select(static e => e.StartsWith("Data ", StringComparison.Ordinal) ? e[5..] : "|" + e + "|"));
            });
            Assert.Equal($"|Ok |{message}|End||Ok next|", told);
        }
    }

    [Fact]
    public void Limits_hold_and_nothing_can_be_put_into_a_command()
    {
        Glue glue = LoggedIn();
        Assert.Equal(Pop3ClientStatus.Invalid, glue.Client.Retrieve(0, glue.ToServer));
        Assert.Equal(Pop3ClientStatus.Invalid, glue.Client.Top(0, 1, glue.ToServer));
        Assert.Equal(Pop3ClientStatus.NotOffered, glue.Client.Language("en", glue.ToServer));
        Assert.Equal(Pop3ClientStatus.NotOffered, glue.Client.EnableUtf8(glue.ToServer));
        Glue plain = new(s_plain, Pop3Replay.Options with { Mechanisms = [] });
        plain.Next();
        Assert.Equal(Pop3ClientStatus.Invalid, plain.Client.LogIn(new SaslCredentials("a\r\nQUIT", "", "x"u8.ToArray()), plain.ToServer));
        Assert.Equal(Pop3ClientStatus.Invalid, plain.Client.LogIn(new SaslCredentials("a", "", "x\r\nQUIT"u8.ToArray()), plain.ToServer));
        Assert.Equal(Pop3ClientStatus.NoMechanism, plain.Client.LogIn(new SaslCredentials("a", "b", "x"u8.ToArray()), plain.ToServer));
        Assert.Equal(Pop3ClientStatus.NoMechanism, plain.Client.LogIn(SaslCredentials.WithToken("a", "b"), plain.ToServer));
        List<string> events = [];
        ReadOnlySequence<byte> input = new(Encoding.ASCII.GetBytes("+OK " + new string('x', 9000) + "\r\n"));
        Glue.Read(new Pop3ClientSession(), ref input, new ArrayBufferWriter<byte>(), events);
        Assert.Equal(["Close A line is too long."], events);
        Pop3ClientSession many = new(new Pop3ClientOptions { MaxCapabilities = 2 });
        input = new("+OK\r\n"u8.ToArray());
        Glue.Read(many, ref input, new ArrayBufferWriter<byte>(), events);
        many.AskCapabilities(new ArrayBufferWriter<byte>());
        input = new("+OK\r\nA\r\nB\r\nC\r\n.\r\n"u8.ToArray());
        Glue.Read(many, ref input, new ArrayBufferWriter<byte>(), events);
        Assert.Equal(["A", "B"], many.Capabilities.Names.Order(StringComparer.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pop3ClientOptions { MaxLineLength = 511 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pop3ClientOptions { MaxCapabilities = 0 });
    }

    private static Glue LoggedIn()
    {
        Glue glue = new(s_plain, Pop3Replay.Options with { Mechanisms = [] });
        glue.Next();
        glue.Send(c => c.LogIn(s_tim, glue.ToServer));
        Assert.Equal("Authenticated in", glue.Next());
        return glue;
    }

    /// <summary>A client and a server, with nothing between them but memory.</summary>
    private sealed class Glue
    {
        private readonly ArrayBufferWriter<byte> _toClient = new();
        private readonly Queue<string> _events = new();

        public Glue(Pop3ClientOptions client, Pop3ServerOptions? server = null)
        {
            Client = new Pop3ClientSession(client);
            Server = new Pop3Replay(server);
            Server.Session.Greet(_toClient, "ready");
        }

        public Pop3ClientSession Client { get; }

        public Pop3Replay Server { get; }

        public ArrayBufferWriter<byte> ToServer { get; } = new();

        public void Send(Func<Pop3ClientSession, Pop3ClientStatus> command) => Assert.Equal(Pop3ClientStatus.Ok, command(Client));

        public string Next()
        {
            for (int i = 0; i < 10 && _events.Count == 0; i++)
            {
                Pump();
            }

            return _events.Dequeue();
        }

        public List<string> All()
        {
            Pump();
            List<string> all = [.. _events];
            _events.Clear();
            return all;
        }

        public static void Read(Pop3ClientSession client, ref ReadOnlySequence<byte> input, IBufferWriter<byte> output, List<string> events)
        {
            while (true)
            {
                Pop3ClientEvent e = client.Read(ref input, output);
                if (e.Kind == Pop3ClientEventKind.NeedMoreData)
                {
                    return;
                }

                events.Add(Describe(e));
                if (e.Kind == Pop3ClientEventKind.Close)
                {
                    return;
                }
            }
        }

        private void Pump()
        {
            ReadOnlySequence<byte> asked = new(ToServer.WrittenMemory.ToArray());
            ToServer.ResetWrittenCount();
            Server.Take(ref asked, _toClient);
            ReadOnlySequence<byte> said = new(_toClient.WrittenMemory.ToArray());
            _toClient.ResetWrittenCount();
            List<string> events = [];
            Read(Client, ref said, ToServer, events);
            string data = "";
            foreach (string e in events)
            {
                // A message comes in as many pieces as it has lines.
                if (e.StartsWith("Data ", StringComparison.Ordinal))
                {
                    data += e[5..];
                    continue;
                }

                if (data.Length > 0)
                {
                    _events.Enqueue("Data " + data);
                    data = "";
                }

                _events.Enqueue(e);
            }
        }

        private static string Describe(Pop3ClientEvent e) => e.Kind switch
        {
            Pop3ClientEventKind.Capabilities or Pop3ClientEventKind.End => e.Kind.ToString(),
            Pop3ClientEventKind.Data => "Data " + Encoding.ASCII.GetString(e.Data.Span),
            Pop3ClientEventKind.Item => $"Item {e.Message}:{e.Text}",
            _ when e.Octets > 0 => $"{e.Kind} {e.Message}/{e.Octets}",
            _ when e.Message > 0 => $"{e.Kind} {e.Message}:{e.Text}",
            _ => $"{e.Kind} {(e.Code == Pop3ResponseCode.None ? "" : $"[{e.Code}] ")}{e.Text}",
        };
    }
}
