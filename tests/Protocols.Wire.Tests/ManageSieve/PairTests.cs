using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.ManageSieve;
using Protocols.Sasl;

namespace Protocols.Wire.Tests.ManageSieve;

/// <summary>Our client against our server.</summary>
public sealed class PairTests
{
    private static readonly SaslCredentials s_tim = new("tim", "", "secret"u8.ToArray());

    private delegate ManageSieveClientStatus Step(ManageSieveClientSession session, IBufferWriter<byte> output);

    private static readonly Step[] s_steps =
    [
        static (s, o) => s.StartTls(o),
        static (s, o) => s.Authenticate(s_tim, o),
        static (s, o) => s.AskCapabilities(o),
        static (s, o) => s.HaveSpace("main", 20, o),
        static (s, o) => s.PutScript("main", "keep;\r\nstop;\r\n"u8, o),
        static (s, o) => s.PutScript("é \"x\\", "discard;"u8, o),
        static (s, o) => s.PutScript("main", "wrong"u8, o),
        static (s, o) => s.SetActive("main", o),
        static (s, o) => s.ListScripts(o),
        static (s, o) => s.GetScript("é \"x\\", o),
        static (s, o) => s.GetScript("none", o),
        static (s, o) => s.DeleteScript("main", o),
        static (s, o) => s.CheckScript([], o),
        static (s, o) => s.RenameScript("main", "other", o),
        static (s, o) => s.Noop("\"\r\n"u8.ToArray(), o),
        static (s, o) => s.Unauthenticate(o),
        static (s, o) => s.Logout(o),
    ];

    [Fact, Rfc(5804, "2"), Rfc(5804, "2.2"), Rfc(5804, "2.14.1")]
    public void A_session_of_all_commands_comes_out_the_same_however_it_is_cut()
    {
        string whole = Run(static (_, bytes) => [bytes], out int length);
        Assert.Contains("Completed Ok '' [main*,é \"x\\] of tim", whole, StringComparison.Ordinal);
        Assert.Contains("Completed Ok '' <discard;>", whole, StringComparison.Ordinal);
        Assert.Contains("Completed No 'line 1: wrong\r\nline 2: also wrong'", whole, StringComparison.Ordinal);
        Assert.Contains("Authenticated Ok '' of nobody", whole, StringComparison.Ordinal);
        Assert.EndsWith("Closed Logout\n", whole, StringComparison.Ordinal);
        for (int cut = 1; cut < length; cut++)
        {
            int position = cut;
            Assert.Equal(whole, Run((start, bytes) => position > start && position < start + bytes.Length ? [bytes[..(position - start)], bytes[(position - start)..]] : [bytes], out _));
        }

        Assert.Equal(whole, Run(static (_, bytes) => bytes.Select(static b => new[] { b }), out _));
    }

    [Fact]
    public void Any_octets_are_read_by_either_side_without_an_exception_and_the_same_however_they_are_cut()
    {
        Gen<string> piece = Gen.Elements(
            "OK", "NO", "BYE", "\r\n", "\n", "\r", " ", "\"", "\\", "(", ")", "{3+}\r\n", "{0}\r\n", "{9", "}", "abc", "\0", "é", "PUTSCRIPT", "NOOP", "AUTHENTICATE \"PLAIN\"\r\n", "\"YQ==\"", "GETSCRIPT \"x\"", "STARTTLS\r\n", "*");
        Prop.ForAll(piece.ListOf().Select(static l => string.Concat(l.Take(20))).ToArbitrary(), static text =>
        {
            foreach (bool isLoggedIn in (bool[])[false, true])
            {
                SessionReplay.Check(text, SessionReplay.Options with { Limits = new ManageSieveLimits { MaxDropLength = 20, MaxUnauthenticatedDropLength = 20 } }, isSecure: false, isLoggedIn);
            }

            SplitInvariance.Check(Encoding.UTF8.GetBytes(text), static pieces =>
            {
                ManageSieveClientSession session = new(new ManageSieveClientOptions());
                StringBuilder transcript = new();
                byte[] rest = [];
                foreach (byte[] next in pieces)
                {
                    ReadOnlySequence<byte> input = new([.. rest, .. next]);
                    while (session.Read(ref input, new ArrayBufferWriter<byte>()) is { Kind: not ManageSieveClientEventKind.NeedMoreData } e)
                    {
                        transcript.Append(e.Kind).Append(e.Reason).Append(e.Response?.Text).Append('\n');
                    }

                    rest = input.ToArray();
                }

                return transcript.ToString();
            });
        }).QuickCheckThrowOnFailure();
    }

    private static string Describe(ManageSieveClientEvent e, ManageSieveClientSession client)
    {
        string scripts = e.Scripts is { } list ? $" [{string.Join(',', list.Select(static s => s.Name + (s.IsActive ? "*" : "")))}]" : "";
        string script = e.Script is { } octets ? $" <{Encoding.UTF8.GetString(octets.Span)}>" : "";
        return e.Kind == ManageSieveClientEventKind.Closed ? $"Closed {e.Reason}" : $"{e.Kind} {e.Response!.Status} '{e.Response.Text}'{scripts}{script} of {client.Capabilities.Owner ?? "nobody"}";
    }

    private static string Run(Func<int, byte[], IEnumerable<byte[]>> cut, out int length)
    {
        SessionReplay server = new(SessionReplay.Options);
        server.Session.Greet(server.Writer, "ready");
        ManageSieveClientSession client = new(new ManageSieveClientOptions());
        ArrayBufferWriter<byte> output = new();
        Queue<Step> steps = new(s_steps);
        StringBuilder transcript = new();
        int toClient = 0;
        int toServer = 0;
        byte[] rest = [];
        while (!client.IsClosed)
        {
            byte[] said = server.Writer.WrittenSpan[toClient..].ToArray();
            int start = toClient + toServer;
            toClient += said.Length;
            foreach (byte[] piece in cut(start, said))
            {
                ReadOnlySequence<byte> input = SplitInvariance.Sequence(rest.Length == 0 ? [piece] : [rest, piece]);
                while (client.Read(ref input, output) is { Kind: not ManageSieveClientEventKind.NeedMoreData } e)
                {
                    transcript.Append(Describe(e, client)).Append('\n');
                    if (client.IsReady)
                    {
                        ManageSieveClientStatus status = steps.Dequeue()(client, output);
                        Assert.Equal(ManageSieveClientStatus.Ok, status);
                    }
                }

                rest = input.ToArray();
            }

            byte[] asked = output.WrittenSpan[toServer..].ToArray();
            start = toClient + toServer;
            toServer += asked.Length;
            server.Feed(cut(start, asked));
            if (server.WantsTls && server.Writer.WrittenCount == toClient)
            {
                // The client has read the answer to STARTTLS, and said nothing more.
                server.WantsTls = false;
                Assert.Equal(ManageSieveClientStatus.Ok, client.TlsEstablished());
                server.Session.TlsEstablished(server.Writer);
            }
        }

        length = toClient + toServer;
        return transcript.ToString();
    }
}
