using System.Buffers;
using System.Text;
using Protocols.Pop3;

namespace Protocols.Wire.Tests.Pop3;

public sealed class ServerSessionTests
{
    [Fact, Rfc(1939, "4"), Rfc(1939, "5"), Rfc(1939, "7")]
    public void A_session_goes_from_login_to_quit() => Assert.Equal(
        "+OK The password, please\r\n# Login tim a secret 0 0\n-ERR [AUTH] no\r\n+OK The password, please\r\n# Login tim secret 0 0\n+OK in\r\n# Status   0 0\n+OK 3 100\r\n"
        + "# List   2 0\n+OK 2 10\r\n# List   0 0\n+OK these\r\n1 10\r\n2 20\r\n3 30\r\n.\r\n# UniqueIds   1 0\n+OK 1 id1\r\n# Top   1 7\n+OK message\r\nSubject: one\r\n\r\n..dot\r\nlast\r\n.\r\n"
        + "# Retrieve   2 0\n+OK message\r\na: b\r\n\r\n...\r\n..\r\n.\r\n# Retrieve   3 0\n+OK message\r\nc: d\r\n\r\nbare\r\n..\r\nend\r\n.\r\n# Delete   3 0\n+OK\r\n# Reset   0 0\n+OK\r\n# Noop   0 0\n+OK\r\n# Quit   0 0\n+OK bye\r\n",
        Pop3Replay.Check("USER tim\r\nPASS a secret\r\nuser tim\r\npass secret\r\nSTAT\r\nLIST 2\r\nLIST\r\nUIDL 1\r\nTOP 1 7\r\nRETR 2\r\nRETR 3\r\nDELE 3\r\nRSET\r\nNOOP\r\nQUIT\r\nSTAT\r\n"));

    [Fact, Rfc(5034, "4"), Rfc(5034, "5")]
    public void Mechanisms_are_carried_with_and_without_an_initial_response()
    {
        string plain = Convert.ToBase64String("\0tim\0secret"u8);
        Assert.Equal(
            "# Auth PLAIN  0 0\n+ \r\n-ERR Cancelled\r\n# cancelled\n# Auth PLAIN  0 0\n+ \r\n-ERR The response is not base64\r\n# cancelled\n-ERR The mechanism is not offered\r\n"
            + "-ERR the response is not base64\r\n-ERR a mechanism is missing\r\n# Auth PLAIN  0 0\n-ERR [AUTH] no\r\n# Auth PLAIN  0 0\n+ \r\n# response \0tim\0secret\n+OK in\r\n-ERR You have logged in already\r\n",
            Pop3Replay.Check($"AUTH PLAIN\r\n*\r\nauth plain\r\n=x\r\nAUTH GSSAPI\r\nAUTH PLAIN !\r\nAUTH\r\nAUTH PLAIN =\r\nAUTH PLAIN\r\n{plain}\r\nAUTH PLAIN\r\n"));
        Assert.Contains("+OK in", Pop3Replay.Check($"AUTH PLAIN {plain}\r\n"), StringComparison.Ordinal);
    }

    [Fact, Rfc(2449, "5"), Rfc(2449, "6"), Rfc(6856, "2.1"), Rfc(6856, "3.1")]
    public void Capabilities_follow_from_the_state_and_from_what_is_offered()
    {
        Assert.Equal(
            "# Capabilities   0 0\n+OK Capability list follows\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nUTF8 USER\r\nEXPIRE NEVER\r\nUSER\r\nSASL PLAIN\r\nSTLS\r\nLANG\r\nIMPLEMENTATION Protocols\r\n.\r\n",
            Pop3Replay.Check("CAPA\r\n"));
        Pop3ServerOptions options = new() { CanStartTls = true, Mechanisms = ["SCRAM-SHA-256-PLUS", "PLAIN"], LoginDelay = TimeSpan.FromSeconds(1.5), ExpireDays = 7, Implementation = "" };
        Assert.Equal(
            "# Capabilities   0 0\n+OK Capability list follows\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nUTF8 USER\r\nEXPIRE 7\r\nSTLS\r\nLOGIN-DELAY 2\r\n.\r\n",
            Pop3Replay.Check("CAPA\r\n", options));
        Assert.Contains("SASL SCRAM-SHA-256-PLUS PLAIN\r\n", Pop3Replay.Check("CAPA\r\n", options, isSecure: true), StringComparison.Ordinal);
    }

    [Fact, Rfc(2595, "4")]
    public void What_was_said_in_plaintext_is_forgotten_once_there_is_tls()
    {
        Pop3Replay replay = new();
        replay.Feed("USER tim\r\nSTLS\r\nPASS secret\r\nQUIT\r\n");
        Assert.Throws<InvalidOperationException>(() => new Pop3Replay().Session.TlsEstablished());
        replay.Session.TlsEstablished();
        replay.Feed("PASS secret\r\nSTLS\r\nCAPA\r\n");
        Assert.Contains("# StartTls   0 0\n+OK go\r\n-ERR USER comes first\r\n-ERR TLS is on already\r\n", replay.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("\nSTLS\r\n", replay.Transcript, StringComparison.Ordinal);
        Assert.True(replay.Session.IsSecure);
    }

    [Fact, Rfc(2595, "2.1"), Rfc(6856, "2.1")]
    public void Passwords_are_for_tls_alone_and_tls_is_not_begun_after_utf8()
    {
        Pop3ServerOptions options = new() { CanStartTls = true, Mechanisms = ["PLAIN"] };
        Assert.Equal(
            string.Concat(Enumerable.Repeat("-ERR Passwords are for TLS alone: use STLS first\r\n", 3)) + "-ERR APOP is not offered\r\n# Utf8   0 0\n+OK\r\n-ERR TLS cannot be had now\r\n",
            Pop3Replay.Check("USER tim\r\nPASS x\r\nAUTH PLAIN\r\nAPOP tim 00112233445566778899aabbccddeeff\r\nUTF8\r\nSTLS\r\n", options));
    }

    [Theory, Rfc(1939, "3"), Rfc(2449, "3")]
    [InlineData("NOPE")]
    [InlineData("")]
    [InlineData("STATUS")]
    [InlineData("STAT 1")]
    [InlineData("STAT ")]
    [InlineData("LIST 0")]
    [InlineData("LIST x")]
    [InlineData("LIST 1 2")]
    [InlineData("LIST 4294967296")]
    [InlineData("LIST +1")]
    [InlineData("RETR")]
    [InlineData("RETR ")]
    [InlineData("TOP 1")]
    [InlineData("TOP 1 ")]
    [InlineData("TOP 1 -1")]
    [InlineData("DELE 1x")]
    [InlineData("LANG en us")]
    [InlineData("USER x")]
    public void What_is_malformed_or_not_legal_is_refused(string line) =>
        Assert.EndsWith("+OK in\r\n-ERR ", Cut(Pop3Replay.Check($"USER tim\r\nPASS secret\r\n{line}\r\n")), StringComparison.Ordinal);

    [Theory, Rfc(1939, "7"), Rfc(6856, "2.2")]
    [InlineData("STAT", "Log in first")]
    [InlineData("PASS x", "USER comes first")]
    [InlineData("USER", "The name is malformed")]
    [InlineData("USER a\u0007", "The name is malformed")]
    [InlineData("USER a\r\nNOOP\r\nPASS x", "USER comes first")]
    [InlineData("USER a\r\nPASS", "The password is malformed")]
    [InlineData("APOP tim 0011", "APOP is not offered")]
    public void Logging_in_has_its_order(string lines, string reason) => Assert.EndsWith("-ERR " + reason + "\r\n", Pop3Replay.Check(lines + "\r\n"), StringComparison.Ordinal);

    [Fact, Rfc(1939, "7")]
    public void Apop_takes_a_name_and_a_digest()
    {
        Pop3ServerOptions options = Pop3Replay.Options with { ApopTimestamp = "<1896.697170952@dbc.mtview.ca.us>" };
        Assert.Equal("# Apop mrose c4c9334bac560ecc979e58001b3e22fb 0 0\n+OK in\r\n", Pop3Replay.Check("APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n", options));
        Assert.Equal("-ERR the arguments are malformed\r\n", Pop3Replay.Check("APOP mrose c4c9334bac560ecc979e58001b3e22fg\r\n", options));
        ArrayBufferWriter<byte> output = new();
        new Pop3ServerSession(options, false).Greet(output, "ready");
        Assert.Equal("+OK ready <1896.697170952@dbc.mtview.ca.us>\r\n", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact, Rfc(2449, "4"), Rfc(5034, "4")]
    public void Limits_hold()
    {
        string longest = new('x', 1024 - 5);
        Assert.StartsWith("+OK The password", Pop3Replay.Check($"USER {longest}\r\n"), StringComparison.Ordinal);
        Assert.Equal("-ERR The line is too long\r\n-ERR Log in first\r\n", Pop3Replay.Check($"USER {longest}x\r\nSTAT\r\n"));
        Assert.Equal("-ERR The line is too long\r\n-ERR Log in first\r\n", new Pop3Replay().Feed("USER " + new string('x', 100_000) + "\r\nSTAT\r\n").Transcript);
        Assert.Contains("# response ", new Pop3Replay().Feed("AUTH PLAIN\r\n" + new string('A', 24 * 1024) + "\r\n").Transcript, StringComparison.Ordinal);
        Assert.Contains("-ERR The line is too long\r\n# cancelled\n", new Pop3Replay().Feed("AUTH PLAIN\r\n" + new string('A', (24 * 1024) + 4) + "\r\n").Transcript, StringComparison.Ordinal);
        Pop3Replay wrong = new Pop3Replay(Pop3Replay.Options with { MaxBadCommands = 2 }).Feed("X\r\nY\r\nNOOP\r\n");
        Assert.EndsWith("-ERR the command is not known\r\n-ERR the command is not known\r\n-ERR Too many of your commands have failed\r\n", wrong.Transcript, StringComparison.Ordinal);
        Assert.True(wrong.IsClosed);
        Pop3Replay guesses = new Pop3Replay(Pop3Replay.Options with { MaxAuthenticationFailures = 2 }).Feed("USER a\r\nPASS 1\r\nUSER a\r\nPASS 2\r\nUSER a\r\nPASS secret\r\n");
        Assert.True(guesses.IsClosed);
        Assert.Equal(Pop3SessionState.Closed, guesses.Session.State);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pop3ServerOptions { MaxLineLength = 252 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pop3ServerOptions { MaxAuthenticationLineLength = 252 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pop3ServerOptions { MaxBadCommands = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pop3ServerOptions { MaxAuthenticationFailures = 0 });
    }

    [Fact, Rfc(1939, "3")]
    public void A_message_is_stuffed_the_same_however_it_is_cut()
    {
        foreach (string message in (string[])[".", "..\r\n.\r\n", "a\r\n.\r\nb", "a\n.\nb", "a\r.\r\n", "\r\n\r\n", "", "a\r", "\n.\r\n", ".\r\n.a\n"])
        {
            string stuffed = SplitInvariance.Check(Encoding.ASCII.GetBytes(message), pieces =>
            {
                ArrayBufferWriter<byte> output = new();
                DotStuffing stuffing = default;
                foreach (byte[] piece in pieces)
                {
                    stuffing.Write(piece, output);
                }

                stuffing.End(output);
                return Encoding.ASCII.GetString(output.WrittenSpan);
            });
            Assert.EndsWith(".\r\n", stuffed, StringComparison.Ordinal);

            // No client that reads lines of whatever end may take anything in it for the last line.
            string[] lines = stuffed[..^3].Split('\n');
            Assert.DoesNotContain(lines, static l => l.TrimEnd('\r') == ".");
            string plain = string.Join('\n', lines.Select(static l => l.StartsWith('.') ? l[1..] : l));
            string canonical = message.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
            Assert.Equal(canonical.Length == 0 || canonical.EndsWith('\n') ? canonical : canonical.TrimEnd('\r') + "\r\n", plain);
        }
    }

    [Fact]
    public void Words_for_people_cannot_end_a_line_or_be_taken_for_a_code()
    {
        ArrayBufferWriter<byte> output = new();
        Pop3ResponseWriter writer = new(output);
        writer.Ok("[AUTH] a\r\n+OK b\0é");
        writer.Error(Pop3ResponseCode.InUse, "x");
        writer.Line(".\r\n.");
        writer.Ok(new string('x', 1000));
        string[] lines = Encoding.UTF8.GetString(output.WrittenSpan).Split("\r\n");
        Assert.Equal(["+OK (AUTH] a??+OK b?é", "-ERR [IN-USE] x", "..??."], lines[..3]);
        Assert.True(lines[3].Length <= 510);
        Assert.Throws<ArgumentException>(() => new Pop3ResponseWriter(new ArrayBufferWriter<byte>()).UniqueId(1, "a b"));
        Assert.Throws<ArgumentException>(() => new Pop3ResponseWriter(new ArrayBufferWriter<byte>()).UniqueId(1, ""));
    }

    private static string Cut(string transcript) => transcript[..(transcript.LastIndexOf("-ERR ", StringComparison.Ordinal) + 5)];
}
