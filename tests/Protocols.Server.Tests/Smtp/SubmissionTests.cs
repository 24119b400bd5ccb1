using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;
using Protocols.Server.Tests.Interop;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Smtp;

/// <summary>What a client that logged in sends: completed, signed, and told of as such.</summary>
public sealed class SubmissionTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly DkimSigningKey _first;
    private readonly DkimSigningKey _second;
    private readonly DnsZone _zone;

    public SubmissionTests()
    {
        _first = DkimSigningKey.FromRsaPem("here.test", "rsa", _rsa.ExportPkcs8PrivateKeyPem());
        _second = DkimSigningKey.FromEd25519("Here.test", "ed", [.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);
        _zone = new DnsZone().AddText("rsa._domainkey.here.test", _first.ToRecord()).AddText("ed._domainkey.here.test", _second.ToRecord());
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _rsa.Dispose();
    }

    [Theory, Rfc(6409, "8.2"), Rfc(6409, "8.3"), Rfc(6409, "8.5"), Rfc(6376, "5"), Rfc(8601, "2.7.4")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_submission_is_completed_signed_by_all_keys_of_its_author_and_told_to_be_of_who_logged_in(bool inChunks)
    {
        await using MailSite site = await StartAsync();
        Assert.StartsWith("250", await site.SubmitAsync("From: me@here.test\r\nAuthentication-Results: mx.here.test; dkim=pass\r\nBcc: you@here.test\r\nSubject: hello\r\n\r\n.body\r\n", inChunks), StringComparison.Ordinal);
        string kept = await site.OnlyAsync();
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(kept));
        Assert.Equal(["Return-Path", "DKIM-Signature", "DKIM-Signature", "Authentication-Results", "Received", "Date", "Message-ID", "From", "Bcc", "Subject"], Names(document));
        Assert.Contains("\r\nAuthentication-Results: mx.here.test; auth=pass smtp.auth=me@here.test\r\n", kept, StringComparison.Ordinal);
        Assert.True(document.Root.TryGetDate(out DateTimeOffset date));
        Assert.InRange(date, DateTimeOffset.Now.AddMinutes(-5), DateTimeOffset.Now.AddMinutes(5));
        Assert.Matches("\r\nMessage-ID: <[0-9a-f]{32}@mx.here.test>\r\n", kept);

        ImmutableArray<DkimResult> results = await new DkimVerifier(_zone, TimeProvider.System).VerifyAsync(document);
        Assert.Equal(["pass (here.test)", "pass (here.test)"], results.Select(static r => r.ToString()));
        foreach (DkimResult result in results)
        {
            // RFC 6376 §8.15: named once more than it is there, so that none can be added.
            Assert.Equal(2, result.Signature!.SignedFields.Count(static f => f.Equals("From", StringComparison.OrdinalIgnoreCase)));
            Assert.Contains(result.Signature.SignedFields, static f => f.Equals("Message-ID", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact, Rfc(6409, "8.2"), Rfc(6409, "8.3")]
    public async Task Fields_that_are_there_stay_as_they_are()
    {
        await using MailSite site = await StartAsync();
        const string Sent = "From: me@here.test\r\nDate: some day\r\nMessage-ID: <1@laptop>\r\n\r\nbody\r\n";
        await site.SubmitAsync(Sent);
        Assert.EndsWith("\r\n" + Sent, await site.OnlyAsync(), StringComparison.Ordinal);
    }

    [Fact, Rfc(8616, "5"), Rfc(6376, "5.1")]
    public async Task A_domain_written_in_its_own_letters_is_signed_by_the_key_of_its_a_label()
    {
        using DkimSigningKey key = DkimSigningKey.FromEd25519("xn--bcher-kva.test", "ed", [.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);
        await using MailSite site = await MailSite.StartAsync(new DkimSigningFilter(TimeProvider.System, null, _first, key));
        await site.SubmitAsync("From: me@Bücher.test\r\nSubject: hello\r\n\r\nbody\r\n");
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(await site.OnlyAsync()));
        DnsZone zone = new DnsZone().AddText("ed._domainkey.xn--bcher-kva.test", key.ToRecord());
        Assert.Equal(DkimVerdict.Pass, Assert.Single(await new DkimVerifier(zone, TimeProvider.System).VerifyAsync(document)).Verdict);
    }

    [Theory]
    [InlineData("From: me@elsewhere.test\r\n\r\nbody\r\n")]
    [InlineData("From: me@sub.here.test\r\n\r\nbody\r\n")]
    [InlineData("From: me@here.test, you@elsewhere.test\r\n\r\nbody\r\n")]
    [InlineData("Subject: nobody\r\n\r\nbody\r\n")]
    [InlineData("no header at all")]
    public async Task What_is_of_no_domain_with_keys_is_taken_unsigned(string message)
    {
        await using MailSite site = await StartAsync();
        Assert.StartsWith("250", await site.SubmitAsync(message, inChunks: true), StringComparison.Ordinal);
        string kept = await site.OnlyAsync();
        Assert.DoesNotContain("DKIM-Signature", kept, StringComparison.Ordinal);
        Assert.EndsWith(message, kept, StringComparison.Ordinal);
    }

    [Fact, Rfc(6376, "5.1")]
    public async Task What_others_send_is_neither_signed_nor_completed()
    {
        await using MailSite site = await StartAsync();
        const string Sent = "From: me@here.test\r\n\r\nbody\r\n";
        await site.SendAsync(Sent, from: "me@here.test");
        string kept = await site.OnlyAsync();
        Assert.EndsWith("\r\n" + Sent, kept, StringComparison.Ordinal);
        Assert.DoesNotContain("DKIM-Signature", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("auth=", kept, StringComparison.Ordinal);
    }

    [Fact, Rfc(6376, "6"), Rfc(8463, "3")]
    public async Task What_is_submitted_verifies_in_dkimpy()
    {
        Assert.SkipUnless(File.Exists(Python) && (await Programs.RunAsync(Python, ["-c", "import dkim, nacl"])).ExitCode == 0, "not installed: dkimpy with PyNaCl");
        await using MailSite site = await StartAsync();
        string[] sent =
        [
            "From: me@here.test\r\n\r\nbody\r\n",
            "Subject:  spaces \t and\r\n\t folds\r\nfrom:  Me <me@here.test>\r\nTo: a@b.c\r\nTo: d@e.f\r\n\r\nbody  with  spaces \r\n\r\n\r\n",
            "From: me@here.test\r\nSubject: no body\r\n\r\n",
            "From: me@here.test\r\nAuthentication-Results: mx.here.test; spf=pass\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + string.Concat(Enumerable.Repeat("Grüße, ein langer Text.\r\n", 8000)),
        ];
        string folder = Directory.CreateTempSubdirectory("protocols-dkim-").FullName;
        foreach (string message in sent)
        {
            Assert.StartsWith("250", await site.SubmitAsync(message), StringComparison.Ordinal);
        }

        int number = 0;
        foreach (string kept in await site.ReadAsync())
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{number++}.eml"), kept);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "zone"), $"rsa._domainkey.here.test\t{_first.ToRecord()}\ned._domainkey.here.test\t{_second.ToRecord()}\ned._domainkey.Here.test\t{_second.ToRecord()}\n");
        string script = Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.MailAuth.Tests", "Interop", "dkimpy.py");
        (int code, string said) = await Programs.RunAsync(Python, [script, "verify", folder]);
        Assert.True(code == 0, said);
        Assert.Equal(["0.eml pass", "1.eml pass", "2.eml pass", "3.eml pass"], said.Trim().Split('\n'));
        Directory.Delete(folder, recursive: true);
    }

    private Task<MailSite> StartAsync() => MailSite.StartAsync(
        new AuthenticationFilter(_zone, TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName }),
        new MissingFieldsFilter(MailSite.HostName, TimeProvider.System),
        new DkimSigningFilter(TimeProvider.System, null, _first, _second));

    private static IEnumerable<string> Names(MimeDocument document)
    {
        foreach (HeaderField field in document.Root.Headers)
        {
            yield return Encoding.ASCII.GetString(field.Name);
        }
    }
}
