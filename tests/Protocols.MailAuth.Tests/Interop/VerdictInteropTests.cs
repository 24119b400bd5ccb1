using System.Net;
using System.Text;
using System.Text.Json;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Interop;

/// <summary>Messages from everywhere for everybody, judged here and by mailauth over the same names.</summary>
public sealed class VerdictInteropTests(ITestOutputHelper output)
{
    private const int Messages = 300;

    // One organization each: what its domain says of itself. Strict alignment is not among it: up to version 4, which is the last that Node.js 20 runs, mailauth
    // takes what is not strictly aligned for relaxed.
    private static readonly (string Spf, string Dmarc)[] s_organizations =
    [
        ("v=spf1 ip4:192.0.2.0/28 -all", "v=DMARC1; p=reject"),
        ("v=spf1 ip4:192.0.2.0/28 ~all", "v=DMARC1; p=quarantine; sp=none"),
        ("v=spf1 mx -all", "v=DMARC1; p=none; adkim=r; aspf=r"),
        ("v=spf1 include:o0.test ?all", "v=DMARC1; p=reject; sp=quarantine; aspf=r"),
        ("v=spf1 redirect=o1.test", "v=DMARC1; p=none; sp=reject"),
        ("v=spf1 a:host.o5.test exists:%{ir}.%{l}.list.o5.test -all", ""),
        ("v=spf1 ip6:2001:db8::/32 a/28 -all", "v=DMARC1; p=quarantine; adkim=r"),
        ("v=spf1 include:nothing.test -all", "v=DMARC1; p=reject"),
        ("v=spf1 ip4:nonsense -all", "v=DMARC1; p=reject"),
        ("", "v=DMARC1; p=none"),
    ];

    [Fact, Rfc(7208, "4"), Rfc(7489, "6.6")]
    public async Task Mailauth_has_the_same_verdicts_of_spf_dkim_and_dmarc()
    {
        string[] command = InteropPrograms.RequireMailauth();
        string folder = Directory.CreateTempSubdirectory("protocols-verdicts-").FullName;
        DkimSigningKey[] keys = [.. Enumerable.Range(0, s_organizations.Length).Select(i => DkimSigningKey.FromEd25519($"{(i % 3 == 0 ? "mail." : "")}o{i}.test", "s", [.. Enumerable.Repeat((byte)(i + 1), 32)]))];
        try
        {
            DnsZone zone = MakeZone(folder, keys);
            MailAuthenticator authenticator = new(zone, TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.test", Dmarc = new DmarcOptions { PublicSuffixes = PublicSuffixList.Parse("test"u8) } });
            List<string> here = [];
            for (int i = 0; i < Messages; i++)
            {
                here.Add(await JudgeAsync(authenticator, folder, i, keys));
            }

            (int code, string said) = InteropPrograms.Run(command[0], [.. command[1..], "authenticate", folder]);
            Assert.True(code == 0, said);
            string[] there = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            string[] other = [.. here.Zip(there, static (h, t) => h == t ? "" : $"{h} here, {t} there").Where(static line => line.Length > 0)];
            output.WriteLine($"{here.Count - other.Length} of {Messages} verdicts are those of mailauth, {here.Select(static line => line[8..]).Distinct().Count()} kinds of them");
            Assert.Equal(Messages, there.Length);
            Assert.True(other.Length == 0, string.Join('\n', other));
        }
        finally
        {
            Array.ForEach(keys, static k => k.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> JudgeAsync(MailAuthenticator authenticator, string folder, int number, DkimSigningKey[] keys)
    {
        Random random = new(number);
        string Domain() => $"{(random.Next(3) == 0 ? "mail." : "")}o{random.Next(s_organizations.Length)}.test";
        string author = Domain();
        string mailFrom = random.Next(2) == 0 ? author : Domain();
        string client = random.Next(4) switch { 0 => "203.0.113.5", 1 => "2001:db8::7", _ => "192.0.2.7" };
        byte[] message = Encoding.ASCII.GetBytes($"From: ann@{author}\r\nSubject: {number}\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n\r\nbody {number}\r\n");
        if (random.Next(3) > 0)
        {
            DkimSigningKey key = random.Next(2) == 0 ? keys[author[^6] - '0'] : keys[random.Next(keys.Length)];
            using MimeDocument unsigned = MimeDocument.Parse(message);
            byte[] field = new DkimSigner(TimeProvider.System, null, key).Sign(unsigned);
            message = [.. field, .. random.Next(4) > 0 ? message : Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(message).Replace("Subject: ", "Subject: not ", StringComparison.Ordinal))];
        }

        string file = Path.Combine(folder, $"{number:D3}.eml");
        await File.WriteAllBytesAsync(file, message);
        await File.WriteAllTextAsync(Path.ChangeExtension(file, "json"), JsonSerializer.Serialize(new { ip = client, helo = "mail.o0.test", sender = $"ann@{mailFrom}" }));
        using MimeDocument document = MimeDocument.Parse(message);
        MailAuthResult result = await authenticator.AuthenticateAsync(document, new SmtpFacts(IPAddress.Parse(client), "mail.o0.test", $"ann@{mailFrom}"));
        string dkim = result.Dkim.IsEmpty ? "none" : string.Join(',', result.Dkim.Select(static d => d.Name));
        return $"{number:D3}.eml {result.Spf.Name} {dkim} {result.Dmarc.Name} {result.Dmarc.Policy.ToString().ToLowerInvariant()}";
    }

    private static DnsZone MakeZone(string folder, DkimSigningKey[] keys)
    {
        DnsZone zone = new();
        StringBuilder lines = new();
        void Add(string name, string value, DnsRecord record)
        {
            lines.Append(name).Append('\t').Append(value).Append('\t').Append(record.Type.ToString().ToUpperInvariant()).Append('\n');
            zone.Add(name, record);
        }

        void AddText(string name, string value)
        {
            if (value.Length > 0)
            {
                Add(name, value, new TextRecord(value));
            }
        }

        for (int i = 0; i < s_organizations.Length; i++)
        {
            string domain = $"o{i}.test";
            AddText(domain, s_organizations[i].Spf);
            AddText("mail." + domain, i % 2 == 0 ? "v=spf1 a:mail.o0.test -all" : "");
            AddText("_dmarc." + domain, s_organizations[i].Dmarc);
            AddText($"s._domainkey.{keys[i].Domain}", keys[i].ToRecord());
            Add(domain, "mail.o0.test", new MxRecord(10, "mail.o0.test"));
            Add(domain, "192.0.2.1", new AddressRecord(IPAddress.Parse("192.0.2.1")));
        }

        Add("mail.o0.test", "192.0.2.7", new AddressRecord(IPAddress.Parse("192.0.2.7")));
        Add("host.o5.test", "203.0.113.5", new AddressRecord(IPAddress.Parse("203.0.113.5")));
        Add("7.2.0.192.ann.list.o5.test", "127.0.0.2", new AddressRecord(IPAddress.Parse("127.0.0.2")));
        File.WriteAllText(Path.Combine(folder, "zone"), lines.ToString());
        return zone;
    }
}
