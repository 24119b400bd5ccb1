using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests;

/// <summary>The sample as its users run it: a process of its own, over files and a zone.</summary>
public sealed class SpamCheckTests : IDisposable
{
    private const string Zone = """
        $ORIGIN example.test.
        @       TXT "v=spf1 ip4:192.0.2.0/24 -all"
        _dmarc  TXT "v=DMARC1; p=reject"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-spamcheck-").FullName;
    private readonly DkimSigningKey _key = DkimSigningKey.FromEd25519("example.test", "ed", new byte[32]);

    public SpamCheckTests() => File.WriteAllText(Path.Combine(_folder, "zone"), $"{Zone}\ned._domainkey TXT \"{_key.ToRecord()}\"\n");

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_message_that_passes_ends_with_0_and_a_table()
    {
        (int code, string said) = Run("--zone", "zone", "--ip", "192.0.2.7", "--helo", "mail.example.test", "--mail-from", "ann@example.test", Write("good.eml", Signed()));
        Assert.Equal(0, code);
        Assert.Contains("spf       pass (Matched: ip4:192.0.2.0/24 of example.test)", said, StringComparison.Ordinal);
        Assert.Contains("dkim      pass (example.test), key ed of example.test", said, StringComparison.Ordinal);
        Assert.Contains("dmarc     pass (AlignedDkimAndSpf; Reject wanted by example.test)", said, StringComparison.Ordinal);
        Assert.Contains("Authentication-Results: localhost;", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mailbox_is_read_message_by_message_and_a_forged_one_ends_with_1()
    {
        // Line ends as files have them, and the client as the mailbox's own host wrote it down.
        string good = Encoding.ASCII.GetString(Signed()).Replace("\r\n", "\n", StringComparison.Ordinal);
        string trace = "Return-Path: <x@evil.test>\nReceived: from evil.test (evil.test [203.0.113.9]) by mx.example.org; Tue, 24 Nov 2026 12:00:00 +0000\n";
        string mbox = $"From a Tue Nov 24 12:00:00 2026\n{good}\nFrom b Tue Nov 24 12:00:00 2026\n{trace}From: ann@example.test\nSubject: forged\n\nx\n";
        (int code, string said) = Run("--zone", "zone", "--json", "--trace", Write("mail.mbox", Encoding.ASCII.GetBytes(mbox)));
        Assert.Equal(1, code);
        JsonElement[] messages = [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(2, messages.Length);
        Assert.Equal(["pass", "fail"], messages.Select(static m => m.GetProperty("dmarc").GetProperty("result").GetString()));
        Assert.Equal("pass", messages[0].GetProperty("dkim")[0].GetProperty("result").GetString());
        Assert.Equal(("203.0.113.9", "evil.test", "x@evil.test", "reject"), (messages[1].GetProperty("client").GetString(), messages[1].GetProperty("helo").GetString(), messages[1].GetProperty("mailFrom").GetString(), messages[1].GetProperty("policy").GetString()));
        Assert.True(messages[1].GetProperty("trace").GetArrayLength() > 2);
        Assert.Equal(0, Run("--zone", "zone", "--fail-on", "none", Path.Combine(_folder, "mail.mbox")).ExitCode);
    }

    [Fact]
    public void A_second_author_does_not_get_a_message_past_the_policy()
    {
        string[] facts = ["--zone", "zone", "--ip", "203.0.113.9", "--helo", "evil.test"];
        string message = Write("two.eml", "From: x@evil.test\r\nFrom: ann@example.test\r\n\r\nx\r\n"u8.ToArray());
        (int code, string said) = Run([.. facts, message]);
        Assert.Contains("NoSingleAuthor", said, StringComparison.Ordinal);
        Assert.Equal(1, code);
        Assert.Equal(0, Run([.. facts, "--fail-on", "none", message]).ExitCode);
    }

    [Theory]
    [InlineData("There is no option --nonsense", "--nonsense")]
    [InlineData("--ip needs a value", "--ip")]
    [InlineData("is no address", "--ip", "here")]
    [InlineData("Could not find file", "nothing.eml")]
    [InlineData("do not go with it", "--replay", "x", "--zone", "zone")]
    [InlineData("This is no trace", "--replay", "zone")]
    [InlineData("Could not find a part of the path", "--zone", "zone", "--record", "no/such/folder")]
    public void What_cannot_be_understood_ends_with_2_in_plain_words(string words, params string[] arguments)
    {
        (int code, string said) = Run(arguments);
        Assert.Equal(2, code);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_server_that_does_not_answer_ends_with_3()
    {
        using System.Net.Sockets.UdpClient silent = new(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        (int code, string said) = Run("--dns", silent.Client.LocalEndPoint!.ToString()!, "--timeout", "1", "--ip", "192.0.2.7", Write("m.eml", Signed()));
        Assert.True(code == 3, said);
    }

    [Fact]
    public void A_message_of_which_nobody_knows_whence_it_came_gets_what_can_be_had()
    {
        string unsigned = "From: ann@example.test\nReturn-Path: <ann@example.test>\n\nx\n";
        string mbox = $"From a Tue Nov 24 12:00:00 2026\n{Encoding.ASCII.GetString(Signed()).Replace("\r\n", "\n", StringComparison.Ordinal)}\nFrom b Tue Nov 24 12:00:00 2026\n{unsigned}";
        (int code, string said) = Run("--zone", "zone", "--json", Write("m.mbox", Encoding.ASCII.GetBytes(mbox)));
        JsonElement[] messages = [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["none NoClient", "none NoClient"], messages.Select(static m => $"{m.GetProperty("spf").GetProperty("result")} {m.GetProperty("spf").GetProperty("reason")}"));
        Assert.Equal(["pass AlignedDkim", "fail NothingPasses"], messages.Select(static m => $"{m.GetProperty("dmarc").GetProperty("result")} {m.GetProperty("dmarc").GetProperty("reason")}"));
        Assert.All(messages, static m => Assert.True(m.GetProperty("client").ValueKind == JsonValueKind.Null && !m.TryGetProperty("iprev", out _)));
        Assert.Equal(1, code);
        Assert.Contains("from nobody knows where, for <>", Run("--zone", "zone", Write("m.eml", Signed())).Said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_in_a_mailbox_says_where_a_message_ends_and_nothing_in_it_is_taken_for_quoted()
    {
        string body = "one\n\nFrom evil Tue Nov 24 12:00:00 2026\n>From here\n\n";
        string signed = Encoding.ASCII.GetString(Signed(body.Replace("\n", "\r\n", StringComparison.Ordinal))).Replace("\r\n", "\n", StringComparison.Ordinal);
        string first = signed.Replace("Subject: x\n", $"Subject: x\nContent-Length: {body.Length}\n", StringComparison.Ordinal);
        string mbox = $"From a Tue Nov 24 12:00:00 2026\n{first}\nFrom b Tue Nov 24 12:00:00 2026\n{Encoding.ASCII.GetString(Signed())}";
        (int code, string said) = Run("--zone", "zone", "--json", Write("cl.mbox", Encoding.ASCII.GetBytes(mbox)));
        string[] messages = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, messages.Length);
        Assert.All(messages, static m => Assert.Contains("\"dmarc\":{\"result\":\"pass\"", m, StringComparison.Ordinal));
        Assert.Equal(0, code);

        // Without a length the same is two messages more, and the quoting is taken out.
        Assert.Equal(3, Run("--zone", "zone", "--json", Write("no.mbox", Encoding.ASCII.GetBytes(mbox.Replace("Content-Length", "X-Length", StringComparison.Ordinal)))).Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void A_message_that_goes_by_in_pieces_has_the_hash_of_the_whole(string lineEnd)
    {
        // Lines of one octet, so that every piece is cut somewhere else in a line end; parts, which are of no matter to a hash; and a header longer than is read.
        string body = $"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n{string.Concat(Enumerable.Repeat("x\r\n", 100_000))}--c--\r\n--b--\r\nbehind\r\n\r\n";
        string message = Encoding.ASCII.GetString(Signed(body, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n")).Replace("\r\n", lineEnd, StringComparison.Ordinal);
        Assert.Contains("dkim      pass", Run("--zone", "zone", Write("big.eml", Encoding.ASCII.GetBytes(message))).Said, StringComparison.Ordinal);
        string cut = message.Replace("MIME-Version", $"X-Long: {new string('z', 1_200_000)}{lineEnd}MIME-Version", StringComparison.Ordinal);
        Assert.Contains("dmarc     permerror (NoSingleAuthor)", Run("--zone", "zone", Write("cut.eml", Encoding.ASCII.GetBytes(cut))).Said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_may_come_by_standard_input()
    {
        (int code, string said) = RunWith(Signed(), "--zone", "zone");
        Assert.Contains("standard input: ", said, StringComparison.Ordinal);
        Assert.Contains("dkim      pass", said, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Contains("dkim      none", RunWith([], "--zone", "zone").Said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_recorded_is_told_again_without_a_name_server()
    {
        string mbox = $"From a Tue Nov 24 12:00:00 2026\n{Encoding.ASCII.GetString(Signed())}\nFrom b Tue Nov 24 12:00:00 2026\nFrom: ann@example.test\n\nx\n";
        string[] arguments = ["--ip", "203.0.113.9", "--helo", "mail.example.test", "--mail-from", "x@example.test", "--json", "--trace", Write("m.mbox", Encoding.ASCII.GetBytes(mbox))];
        (int code, string said) first = Run(["--zone", "zone", "--record", "trace.json", .. arguments]);
        Assert.Equal(1, first.code);
        Assert.Contains("\"name\": \"_dmarc.example.test\"", File.ReadAllText(Path.Combine(_folder, "trace.json")), StringComparison.Ordinal);
        Assert.Equal(first, Run(["--replay", "trace.json", .. arguments]));

        // Of what was not asked then nothing is known.
        Assert.Equal(3, Run("--replay", "trace.json", Write("other.eml", "From: ann@other.test\r\n\r\nx\r\n"u8.ToArray())).ExitCode);
    }

    [Fact]
    public void A_list_of_public_suffixes_tells_organizations()
    {
        string[] arguments = ["--zone", "zone", "--ip", "203.0.113.9", "--helo", "evil.test", Write("m.eml", "From: ann@mail.example.test\r\n\r\nx\r\n"u8.ToArray())];
        Assert.Contains("dmarc     fail (NothingPasses; Reject wanted by example.test)", Run(arguments).Said, StringComparison.Ordinal);
        Assert.Contains("Reject wanted by example.test", Run(["--psl", Write("one", "// a comment\ntest\n"u8.ToArray()), .. arguments]).Said, StringComparison.Ordinal);
        Assert.Contains("dmarc     none (NoRecord)", Run(["--psl", Write("two", "test\nexample.test\n"u8.ToArray()), .. arguments]).Said, StringComparison.Ordinal);
        Assert.Equal(2, Run(["--psl", "nothing", .. arguments]).ExitCode);
    }

    private byte[] Signed(string body = "body\r\n", string fields = "")
    {
        byte[] message = Encoding.ASCII.GetBytes($"From: ann@example.test\r\nSubject: x\r\n{fields}\r\n{body}");
        using MimeDocument document = MimeDocument.Parse(message);
        return [.. new DkimSigner(TimeProvider.System, null, _key).Sign(document), .. message];
    }

    private string Write(string name, byte[] octets)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, octets);
        return path;
    }

    private (int ExitCode, string Said) Run(params string[] arguments) => RunWith([], arguments);

    private (int ExitCode, string Said) RunWith(byte[] input, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "SpamCheck.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = _folder,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)));
        return (process.ExitCode, said + errors.Result);
    }
}
