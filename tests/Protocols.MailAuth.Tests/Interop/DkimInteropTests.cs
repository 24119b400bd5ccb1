using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Interop;

/// <summary>What is signed here others verify, and what others sign is verified here: 200 generated messages each.</summary>
public sealed class DkimInteropTests(ITestOutputHelper output)
{
    private const int Messages = 200;
    private const string Python = "/usr/bin/python3";
    private const string Perl = "/usr/bin/perl";

    private static readonly byte[] s_seed = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];

    [Fact, Rfc(6376, "5.6"), Rfc(8463, "3")]
    public void Dkimpy_verifies_what_is_signed_here()
    {
        InteropPrograms.Require(Python, "-c", "import dkim, nacl");
        Check("dkimpy", [Python, InteropPrograms.Script("dkimpy.py")], withEd25519: true);
    }

    [Fact, Rfc(6376, "5.6")]
    public void Mail_dkim_verifies_what_is_signed_here()
    {
        InteropPrograms.Require(Perl, "-MMail::DKIM", "-e", "1");
        Check("Mail::DKIM", [Perl, InteropPrograms.Script("maildkim.pl")], withEd25519: false);
    }

    [Fact, Rfc(6376, "5.6"), Rfc(8463, "3")]
    public void Mailauth_verifies_what_is_signed_here() => Check("mailauth", InteropPrograms.RequireMailauth(), withEd25519: true);

    [Fact, Rfc(6376, "6.1.3"), Rfc(8463, "3")]
    public async Task What_dkimpy_signs_is_verified_here()
    {
        InteropPrograms.Require(Python, "-c", "import dkim, nacl");
        await CheckTheirs("dkimpy", [Python, InteropPrograms.Script("dkimpy.py")]);
    }

    [Fact, Rfc(6376, "6.1.3")]
    public async Task What_mail_dkim_signs_is_verified_here()
    {
        InteropPrograms.Require(Perl, "-MMail::DKIM", "-e", "1");
        await CheckTheirs("Mail::DKIM", [Perl, InteropPrograms.Script("maildkim.pl")], kindsOfTheirs: 8);
    }

    [Fact, Rfc(6376, "6.1.3"), Rfc(8463, "3")]
    public async Task What_mailauth_signs_is_verified_here() => await CheckTheirs("mailauth", InteropPrograms.RequireMailauth());

    private void Check(string name, string[] command, bool withEd25519)
    {
        using RSA rsa = RSA.Create(2048);
        using DkimSigningKey first = DkimSigningKey.FromRsaPem("example.test", "rsa", rsa.ExportPkcs8PrivateKeyPem());
        using DkimSigningKey second = DkimSigningKey.FromEd25519("example.test", "ed25519", s_seed);
        string folder = Prepare(first, second, rsa);
        try
        {
            for (int i = 0; i < Messages; i++)
            {
                DkimSigningOptions options = new()
                {
                    HeaderForm = (DkimCanonicalization)(i % 2),
                    BodyForm = (DkimCanonicalization)(i / 2 % 2),
                    WithBodyLength = i / 12 % 2 == 0,
                    Identity = i % 5 == 0 ? "ann@mail.example.test" : null,
                };
                DkimSigningKey[] keys = !withEd25519 || i % 3 == 0 ? [first] : i % 3 == 1 ? [second] : [first, second];
                DkimSigner signer = new(TimeProvider.System, options, keys);
                byte[] message = MessageOf(i);
                using MimeDocument document = MimeDocument.Parse(message);
                byte[] fields = signer.Sign(document);
                Assert.All(Encoding.ASCII.GetString(fields).Split("\r\n"), static line => Assert.True(line.Length <= 78, line));
                File.WriteAllBytes(PathOf(folder, i), [.. fields, .. message, .. options.WithBodyLength ? AddedTo(message) : []]);
            }

            (int code, string said) = InteropPrograms.Run(command[0], [.. command[1..], "verify", folder]);
            Assert.True(code == 0, said);
            string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(lines.Length == Messages && lines.All(static l => l.EndsWith(" pass", StringComparison.Ordinal)), string.Join('\n', lines.Where(static l => !l.EndsWith(" pass", StringComparison.Ordinal))));
            output.WriteLine($"{lines.Length} messages signed here pass in {name}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task CheckTheirs(string name, string[] command, int kindsOfTheirs = 16)
    {
        using RSA rsa = RSA.Create(2048);
        using DkimSigningKey first = DkimSigningKey.FromRsaPem("example.test", "rsa", rsa.ExportPkcs8PrivateKeyPem());
        using DkimSigningKey second = DkimSigningKey.FromEd25519("example.test", "ed25519", s_seed);
        string folder = Prepare(first, second, rsa);
        try
        {
            for (int i = 0; i < Messages; i++)
            {
                File.WriteAllBytes(PathOf(folder, i), MessageOf(i));
            }

            (int code, string said) = InteropPrograms.Run(command[0], [.. command[1..], "sign", folder]);
            Assert.True(code == 0, said);
            DnsZone zone = new DnsZone().AddText("rsa._domainkey.example.test", first.ToRecord()).AddText("ed25519._domainkey.example.test", second.ToRecord());
            DkimVerifier verifier = new(zone, TimeProvider.System);
            HashSet<string> kinds = [];
            int passed = 0;
            for (int i = 0; i < Messages; i++)
            {
                byte[] message = File.ReadAllBytes(PathOf(folder, i));
                using MimeDocument document = MimeDocument.Parse(message);
                DkimResult result = Assert.Single(await verifier.VerifyAsync(document, TestContext.Current.CancellationToken));
                Assert.True(result.Verdict == DkimVerdict.Pass, $"{i}: {result}");
                kinds.Add($"{result.Signature!.Algorithm} {result.Signature.HeaderForm} {result.Signature.BodyForm} {result.Signature.BodyLength is not null}");
                passed++;
                if (result.Signature.BodyLength is not null)
                {
                    byte[] added = AddedTo(message);
                    using MimeDocument longer = MimeDocument.Parse(message.Concat(added).ToArray());
                    result = Assert.Single(await verifier.VerifyAsync(longer, TestContext.Current.CancellationToken));
                    Assert.True(result.Verdict == DkimVerdict.Pass && (added.Length == 0 || result.UnsignedBodyLength > 0), $"{i}, longer: {result}");
                }
            }

            output.WriteLine($"{passed} messages signed by {name} pass here, of {kinds.Count} kinds");
            Assert.Equal(kindsOfTheirs, kinds.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Prepare(DkimSigningKey first, DkimSigningKey second, RSA rsa)
    {
        string folder = Directory.CreateTempSubdirectory("protocols-dkim-").FullName;
        File.WriteAllText(Path.Combine(folder, "zone"), $"rsa._domainkey.example.test\t{first.ToRecord()}\ned25519._domainkey.example.test\t{second.ToRecord()}\n");
        File.WriteAllText(Path.Combine(folder, "rsa.private"), rsa.ExportRSAPrivateKeyPem() + "\n");
        File.WriteAllText(Path.Combine(folder, "ed25519.private"), Convert.ToBase64String(s_seed));
        return folder;
    }

    private static string PathOf(string folder, int number) => Path.Combine(folder, number.ToString("D3", CultureInfo.InvariantCulture) + ".eml");

    // What may stand behind a part of a body that is signed by its length. A signature of nothing at all says so of the line end of the simple form, or is taken
    // by mailauth for one without a length.
    private static byte[] AddedTo(byte[] message)
    {
        string text = Encoding.ASCII.GetString(message);
        return text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].AsSpan().Trim().IsEmpty ? [] : "a footer \r\n"u8.ToArray();
    }

    // Folds, tabs, repeated fields, empty lines at the end or none, spaces at ends of lines, no body at all.
    private static byte[] MessageOf(int seed)
    {
        Random random = new(seed);
        StringBuilder text = new();
        string[] words = ["word", "two words", " lead", "trail ", "a\tb", "x  y", "", "\tz", new string('q', 60), "dot.", "<>&=;:"];
        text.Append("From: Ann  <ann@example.test>\r\nTo: bob@example.org,\r\n\tcarl@example.org\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Subject: number {seed} {words[random.Next(words.Length)]}\r\n and more\t{words[random.Next(words.Length)]} end\r\nMessage-ID: <{seed}@example.test>\r\n");
        for (int i = random.Next(3); i > 0; i--)
        {
            text.Append(CultureInfo.InvariantCulture, $"Received: by host{i}; x\r\nComments:  {words[random.Next(words.Length)]}x\r\n");
        }

        text.Append("MIME-Version: 1.0\r\n\r\n");
        for (int i = random.Next(12); i > 0; i--)
        {
            text.Append(words[random.Next(words.Length)]).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
