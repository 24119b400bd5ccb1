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

    private byte[] Signed()
    {
        byte[] message = "From: ann@example.test\r\nSubject: x\r\n\r\nbody\r\n"u8.ToArray();
        using MimeDocument document = MimeDocument.Parse(message);
        return [.. new DkimSigner(TimeProvider.System, null, _key).Sign(document), .. message];
    }

    private string Write(string name, byte[] octets)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, octets);
        return path;
    }

    private (int ExitCode, string Said) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "SpamCheck.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = _folder,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)));
        return (process.ExitCode, said + errors.Result);
    }
}
