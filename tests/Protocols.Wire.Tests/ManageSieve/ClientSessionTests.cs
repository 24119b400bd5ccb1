using System.Buffers;
using System.Text;
using Protocols.ManageSieve;
using Protocols.Sasl;

namespace Protocols.Wire.Tests.ManageSieve;

public sealed class ClientSessionTests
{
    private const string Greeting = "\"IMPLEMENTATION\" \"x\"\r\n\"SASL\" \"PLAIN\"\r\n\"SIEVE\" {8}\r\nfileinto\r\n\"STARTTLS\"\r\n\"VERSION\" \"1.0\"\r\n\"UNAUTHENTICATE\"\r\n\"MAXREDIRECTS\" \"5\"\r\n\"X-NEW\" \"y\"\r\nOK\r\n";

    private static readonly SaslCredentials s_tim = new("tim", "", "secret"u8.ToArray());

    /// <summary>Feeds a session, and does one thing each time it is free.</summary>
    private static (string Transcript, string Sent) Run(IEnumerable<byte[]> pieces, ManageSieveClientOptions? options = null, bool isSecure = true, params Func<ManageSieveClientSession, IBufferWriter<byte>, ManageSieveClientStatus>[] steps)
    {
        ManageSieveClientSession session = new(options ?? new ManageSieveClientOptions(), isSecure);
        ArrayBufferWriter<byte> output = new();
        StringBuilder transcript = new();
        Queue<Func<ManageSieveClientSession, IBufferWriter<byte>, ManageSieveClientStatus>> left = new(steps);
        byte[] rest = [];
        foreach (byte[] piece in pieces)
        {
            ReadOnlySequence<byte> input = SplitInvariance.Sequence(rest.Length == 0 ? [piece] : [rest, piece]);
            while (session.Read(ref input, output) is { Kind: not ManageSieveClientEventKind.NeedMoreData } e)
            {
                transcript.Append(e.Kind).Append(e.Reason == ManageSieveCloseReason.None ? "" : " " + e.Reason);
                transcript.Append(e.Response is { } r ? $" {r.Status} {r.Code.Name} '{Encoding.UTF8.GetString(r.Code.Argument.Span)}' {r.Text}" : "");
                transcript.Append(e.Scripts is { } scripts ? " " + string.Join(',', scripts.Select(static s => s.Name + (s.IsActive ? "*" : ""))) : "");
                transcript.Append(e.Script is { } script ? " <" + Encoding.UTF8.GetString(script.Span) + ">" : "").Append('\n');
                if (session.IsReady && left.TryDequeue(out var step))
                {
                    ManageSieveClientStatus status = step(session, output);
                    transcript.Append(status == ManageSieveClientStatus.Ok ? "" : status + "\n");
                }
            }

            rest = input.ToArray();
        }

        return (transcript.ToString(), Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static string Check(string input, params Func<ManageSieveClientSession, IBufferWriter<byte>, ManageSieveClientStatus>[] steps) =>
        Run([Encoding.UTF8.GetBytes(input)], steps: steps).Transcript;

    [Fact, Rfc(5804, "1.7")]
    public void The_greeting_tells_what_is_offered()
    {
        string transcript = SplitInvariance.Check(Encoding.UTF8.GetBytes(Greeting), pieces =>
        {
            ManageSieveClientSession session = new(new ManageSieveClientOptions());
            ReadOnlySequence<byte> input = default;
            ManageSieveClientEvent e = default;
            foreach (byte[] piece in pieces)
            {
                input = new ReadOnlySequence<byte>([.. input.ToArray(), .. piece]);
                e = session.Read(ref input, new ArrayBufferWriter<byte>());
            }

            ManageSieveCapabilities offered = session.Capabilities;
            return $"{e.Kind} {offered.Implementation} {string.Join(',', offered.Mechanisms)} {string.Join(',', offered.SieveExtensions)} {offered.CanStartTls} {offered.Version} "
                + $"{offered.CanUnauthenticate} {offered.MaxRedirects} {offered.Language} {offered.Owner} {offered.All["x-new"]}";
        });
        Assert.Equal("Ready x PLAIN fileinto True 1.0 True 5 i-default  y", transcript);
    }

    [Fact, Rfc(5804, "1.3")]
    public void Responses_of_every_kind_are_read()
    {
        string transcript = Run(
            new[] { Greeting, "OK\r\n", "\"a\"\r\n{3}\r\nb\"c ACTIVE\r\nOK\r\n", "{6}\r\nkeep;\n\r\nOK \"done\"\r\n", "no (NONEXISTENT) {4}\r\nnone\r\n", "OK (TAG {3}\r\na)b) \"x\"\r\n",
                "OK (WARNINGS) {10}\r\nline 1\r\n 2\r\n", "NO (X-NEW/DEEP (a \"b\") 12 (c (d))) \"y\"\r\n", "BYE (REFERRAL sieve://h:99/) \"there\"\r\n" }.Select(Encoding.UTF8.GetBytes),
            null,
            true,
            (s, o) => s.Authenticate(s_tim, o),
            (s, o) => s.ListScripts(o),
            (s, o) => s.GetScript("a", o),
            (s, o) => s.GetScript("b", o),
            (s, o) => s.Noop("a)b"u8.ToArray(), o),
            (s, o) => s.PutScript("x", "keep;"u8, o),
            (s, o) => s.DeleteScript("x", o),
            (s, o) => s.SetActive("x", o)).Transcript;
        Assert.Equal(
            "Ready Ok  '' \nAuthenticated Ok  '' \nCompleted Ok  ''  a,b\"c*\nCompleted Ok  '' done <keep;\n>\nCompleted No NONEXISTENT '' none\nCompleted Ok TAG 'a)b' x\n"
            + "Completed Ok WARNINGS '' line 1\r\n 2\nCompleted No X-NEW/DEEP 'a' y\nClosed ServerClosing Bye REFERRAL 'sieve://h:99/' there\n",
            transcript);
    }

    [Fact, Rfc(5804, "2")]
    public void Commands_are_written_so_that_nothing_in_them_is_taken_for_another()
    {
        string sent = Run(
            new[] { Greeting, "OK\r\n", "OK\r\n", "OK\r\n", "OK\r\n", "OK\r\n", "OK\r\n", "OK\r\n", "OK\r\n", "OK\r\n", "OK\r\n", "OK\r\n", "OK\r\n" }.Select(Encoding.UTF8.GetBytes),
            null,
            true,
            (s, o) => s.Authenticate(s_tim, o),
            (s, o) => s.HaveSpace("a \"b\\", 12, o),
            (s, o) => s.PutScript("é", "keep;\r\nLOGOUT\r\n"u8, o),
            (s, o) => s.CheckScript("stop;"u8, o),
            (s, o) => s.SetActive(null, o),
            (s, o) => s.SetActive("x", o),
            (s, o) => s.DeleteScript("x", o),
            (s, o) => s.RenameScript("x", "y", o),
            (s, o) => s.Noop(null, o),
            (s, o) => s.Noop("\r\nLOGOUT\r\n"u8.ToArray(), o),
            (s, o) => s.Unauthenticate(o),
            (s, o) => s.AskCapabilities(o),
            (s, o) => s.Logout(o)).Sent;
        Assert.Equal(
            "AUTHENTICATE \"PLAIN\" \"AHRpbQBzZWNyZXQ=\"\r\nHAVESPACE \"a \\\"b\\\\\" 12\r\nPUTSCRIPT \"é\" {15+}\r\nkeep;\r\nLOGOUT\r\n\r\nCHECKSCRIPT {5+}\r\nstop;\r\n"
            + "SETACTIVE \"\"\r\nSETACTIVE \"x\"\r\nDELETESCRIPT \"x\"\r\nRENAMESCRIPT \"x\" \"y\"\r\nNOOP\r\nNOOP {10+}\r\n\r\nLOGOUT\r\n\r\nUNAUTHENTICATE\r\nCAPABILITY\r\nLOGOUT\r\n",
            sent);
    }

    [Fact]
    public void What_cannot_be_done_is_told_and_nothing_written()
    {
        ManageSieveClientSession session = new(new ManageSieveClientOptions());
        ArrayBufferWriter<byte> output = new();
        Assert.Equal(ManageSieveClientStatus.WrongState, session.Authenticate(s_tim, output));
        Assert.Equal(ManageSieveClientStatus.WrongState, session.ListScripts(output));
        Assert.Equal(ManageSieveClientStatus.WrongState, session.TlsEstablished());
        ReadOnlySequence<byte> input = new("\"SASL\" \"GSSAPI\"\r\nOK\r\n"u8.ToArray());
        session.Read(ref input, output);
        Assert.Equal(ManageSieveClientStatus.NeedsTls, session.Authenticate(s_tim, output));
        Assert.Equal(ManageSieveClientStatus.NotOffered, session.StartTls(output));
        Assert.Equal(ManageSieveClientStatus.NotAuthenticated, session.GetScript("x", output));
        Assert.Equal(ManageSieveClientStatus.EmptyScript, session.PutScript("x", [], output));

        // RFC 5804 §1.7: a server without VERSION is older than these.
        Assert.Equal(ManageSieveClientStatus.NotOffered, session.Noop(null, output));
        ManageSieveClientSession secure = new(new ManageSieveClientOptions(), isSecure: true);
        input = new("\"SASL\" \"GSSAPI\"\r\nOK\r\n"u8.ToArray());
        secure.Read(ref input, output);
        Assert.Equal(ManageSieveClientStatus.NoMechanism, secure.Authenticate(s_tim, output));
        Assert.Equal(0, output.WrittenCount);
        string transcript = Run(
            new[] { Greeting, "OK\r\n" }.Select(Encoding.UTF8.GetBytes), null, true, (s, o) => s.Authenticate(s_tim, o), (s, o) => s.GetScript("a\r\nb", o)).Transcript;
        Assert.EndsWith("BadName\n", transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO \"go away\"\r\n", "GreetingRefused")]
    [InlineData("BYE\r\n", "ServerClosing")]
    [InlineData("* OK IMAP\r\n", "NotManageSieve")]
    [InlineData("220 smtp\r\n", "NotManageSieve")]
    [InlineData("OK\n", "NotManageSieve")]
    [InlineData("\"x\" y\r\nOK\r\n", "NotManageSieve")]
    [InlineData("OK (X\r\n", "NotManageSieve")]
    [InlineData("OK (X \"y\" \"z\r\n", "NotManageSieve")]
    [InlineData("{99999999}\r\n", "ResponseTooLong")]
    [InlineData("{4294967296}\r\n", "ResponseTooLong")]
    public void What_no_server_says_ends_the_session(string greeting, string reason) => Assert.StartsWith("Closed " + reason, Check(greeting), StringComparison.Ordinal);

    [Fact]
    public void Limits_end_the_session()
    {
        ManageSieveClientOptions options = new() { MaxLines = 1, MaxLineLength = 1024, MaxScriptLength = 1024 };
        string Run1(string input) => Run([Encoding.UTF8.GetBytes(input)], options).Transcript;
        Assert.Equal("Closed ResponseTooLong\n", Run1("\"A\"\r\n\"B\"\r\nOK\r\n"));
        Assert.Equal("Closed ResponseTooLong\n", Run1("\"" + new string('x', 1030) + "\"\r\nOK\r\n"));
        Assert.Equal("Closed ResponseTooLong\n", Run1("{1025}\r\n"));
        Assert.Equal("Closed ResponseTooLong\n", Run1(string.Concat(Enumerable.Repeat("\"A\" {0}\r\n ", 200)) + "\r\n"));
    }

    [Fact, Rfc(5804, "2.2")]
    public void What_comes_in_plaintext_behind_the_answer_to_starttls_ends_the_session()
    {
        Assert.EndsWith(
            "Closed InjectedBeforeTls Ok  '' \n",
            Run(new[] { Greeting, "OK\r\nOK\r\n" }.Select(Encoding.UTF8.GetBytes), null, false, (s, o) => s.StartTls(o)).Transcript,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "StartTls Ok  '' \nClosed InjectedBeforeTls\n",
            Run(new[] { Greeting, "OK\r\n", "OK\r\n" }.Select(Encoding.UTF8.GetBytes), null, false, (s, o) => s.StartTls(o)).Transcript,
            StringComparison.Ordinal);
        Assert.EndsWith("TlsRefused No  '' \n", Run(new[] { Greeting, "NO\r\n" }.Select(Encoding.UTF8.GetBytes), null, false, (s, o) => s.StartTls(o)).Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_asked_for_ends_the_session_but_bye_may_come_at_any_time()
    {
        Assert.EndsWith("Closed OutOfStep Ok  '' \n", Check(Greeting + "OK\r\n"), StringComparison.Ordinal);
        Assert.EndsWith("Closed OutOfStep\n", Check(Greeting + "\"x\"\r\n"), StringComparison.Ordinal);
        Assert.EndsWith("Closed ServerClosing Bye  '' late\n", Check(Greeting + "BYE \"late\"\r\n"), StringComparison.Ordinal);

        // An answer that was there before its question is none.
        Assert.EndsWith("Closed OutOfStep Ok  '' \n", Check(Greeting + "OK\r\n", (s, o) => s.Authenticate(s_tim, o)), StringComparison.Ordinal);
        Assert.EndsWith(
            "Closed OutOfStep Ok  '' \n",
            Run(new[] { Greeting, "OK\r\n", "OK\r\n" }.Select(Encoding.UTF8.GetBytes), null, true, (s, o) => s.Authenticate(s_tim, o), (s, o) => s.GetScript("x", o)).Transcript,
            StringComparison.Ordinal);
    }

    [Fact, Rfc(5804, "2.1")]
    public void A_server_that_cannot_show_that_it_knows_the_password_is_left()
    {
        ManageSieveClientOptions options = new() { ServerName = "elwood.innosoft.example.com" };
        string challenge = Convert.ToBase64String("realm=\"elwood.innosoft.example.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",algorithm=md5-sess,charset=utf-8"u8);
        string wrong = Convert.ToBase64String("rspauth=ea40f60335c427b5527b84dbabcdfffd"u8);
        string greeting = "\"SASL\" \"DIGEST-MD5\"\r\nOK\r\n";
        Assert.EndsWith(
            $"Closed ServerNotProven Ok SASL '{wrong}' \n",
            Run(new[] { greeting, $"\"{challenge}\"\r\n", $"OK (SASL \"{wrong}\")\r\n" }.Select(Encoding.UTF8.GetBytes), options, true, (s, o) => s.Authenticate(s_tim, o)).Transcript,
            StringComparison.Ordinal);
        (string transcript, string sent) = Run(
            new[] { greeting, $"\"{challenge}\"\r\n", $"{{{wrong.Length}}}\r\n{wrong}\r\n", "NO\r\n" }.Select(Encoding.UTF8.GetBytes), options, true, (s, o) => s.Authenticate(s_tim, o));
        Assert.EndsWith("\r\n\"*\"\r\n", sent, StringComparison.Ordinal);
        Assert.EndsWith("AuthenticationFailed No  '' \n", transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_is_lost_ends_the_session()
    {
        ManageSieveClientSession session = new(new ManageSieveClientOptions());
        session.ConnectionLost();
        ReadOnlySequence<byte> input = default;
        Assert.Equal(ManageSieveCloseReason.ConnectionLost, session.Read(ref input, new ArrayBufferWriter<byte>()).Reason);
        Assert.True(session.IsClosed);
    }
}
