using System.Security.Cryptography;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Results;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Interop;

/// <summary>Chains that grow by turns, here and in dkimpy or mailauth.</summary>
public sealed class ArcInteropTests(ITestOutputHelper output)
{
    private const int Messages = 20;
    private const string Python = "/usr/bin/python3";

    [Fact, Rfc(8617, "5.1"), Rfc(8617, "5.2")]
    public async Task A_chain_of_sets_made_here_and_by_dkimpy_by_turns_holds_in_both()
    {
        InteropPrograms.Require(Python, "-c", "import dkim, authres");
        await GrowByTurnsAsync("dkimpy", [Python, InteropPrograms.Script("arcpy.py")], "sign", "verify");
    }

    [Fact, Rfc(8617, "5.1"), Rfc(8617, "5.2")]
    public async Task A_chain_of_sets_made_here_and_by_mailauth_by_turns_holds_in_both() =>
        await GrowByTurnsAsync("mailauth", InteropPrograms.RequireMailauth(), "seal", "validate");

    private async Task GrowByTurnsAsync(string name, string[] command, string seal, string validate)
    {
        using RSA rsa = RSA.Create(2048);
        using DkimSigningKey key = DkimSigningKey.FromRsaPem("example.test", "rsa", rsa.ExportPkcs8PrivateKeyPem());
        DnsZone zone = new DnsZone().AddText("rsa._domainkey.example.test", key.ToRecord());
        ArcVerifier verifier = new(zone, TimeProvider.System);
        ArcSealer sealer = new(TimeProvider.System, key);
        string folder = Directory.CreateTempSubdirectory("protocols-arc-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "zone"), $"rsa._domainkey.example.test\t{key.ToRecord()}\n");
            File.WriteAllText(Path.Combine(folder, "rsa.private"), rsa.ExportRSAPrivateKeyPem() + "\n");
            for (int i = 0; i < Messages; i++)
            {
                string text = $"Authentication-Results: mx.example.test; arc=pass; spf=pass smtp.mailfrom=a@example.test\r\nFrom: a@example.test\r\nTo: b@example.org\r\nSubject: {i}\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <{i}@example.test>\r\n\r\n body  {i} \r\n\r\n\r\n";
                await File.WriteAllTextAsync(Path.Combine(folder, $"{i:D3}.eml"), text, TestContext.Current.CancellationToken);
            }

            for (int instance = 1; instance <= 6; instance++)
            {
                if (instance % 2 == 0)
                {
                    (int code, string said) = InteropPrograms.Run(command[0], [.. command[1..], seal, folder]);
                    Assert.True(code == 0, said);
                }

                foreach (string file in Directory.GetFiles(folder, "*.eml"))
                {
                    byte[] message = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
                    using MimeDocument document = MimeDocument.Parse(message);
                    ArcResult chain = await verifier.VerifyAsync(document, TestContext.Current.CancellationToken);
                    Assert.True(chain.Status == (instance == 1 ? ArcStatus.None : ArcStatus.Pass), $"{instance}: {chain}");
                    if (instance % 2 == 1)
                    {
                        AuthenticationResults results = new("mx.example.test") { Results = [new AuthenticationResult("arc", chain.Name), new AuthenticationResult("spf", "pass").With("smtp", "mailfrom", "a@example.test")] };
                        await File.WriteAllBytesAsync(file, [.. sealer.Seal(document, chain, results), .. message], TestContext.Current.CancellationToken);
                    }
                    else
                    {
                        Assert.Equal(instance, chain.Sets.Length);
                        Assert.Equal(0, chain.OldestPass);
                    }
                }

                (int exit, string verdicts) = InteropPrograms.Run(command[0], [.. command[1..], validate, folder]);
                Assert.True(exit == 0, verdicts);
                string[] lines = verdicts.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                Assert.True(lines.Length == Messages && lines.All(static l => l.Contains(" pass ", StringComparison.Ordinal)), $"{instance}: {verdicts}");
            }

            output.WriteLine($"{Messages} chains of 6 sets hold here and in {name} at each step");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact, Rfc(8617, "5.1.2"), Rfc(8617, "4.2.1")]
    public async Task A_chain_that_failed_is_sealed_once_and_never_again()
    {
        using DkimSigningKey key = DkimSigningKey.FromEd25519("example.test", "ed", [.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);
        DnsZone zone = new DnsZone().AddText("ed._domainkey.example.test", key.ToRecord());
        ArcVerifier verifier = new(zone, TimeProvider.System);
        ArcSealer sealer = new(TimeProvider.System, key);
        byte[] message = "From: a@example.test\r\nSubject: x\r\n\r\nbody\r\n"u8.ToArray();
        for (int i = 0; i < 2; i++)
        {
            message = await SealAsync(verifier, sealer, message);
        }

        byte[] changed = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(message).Replace("body", "tampered", StringComparison.Ordinal));
        using (MimeDocument document = MimeDocument.Parse(changed))
        {
            ArcResult chain = await verifier.VerifyAsync(document, TestContext.Current.CancellationToken);
            Assert.Equal((ArcStatus.Fail, ArcReason.MessageSignature, 2, DkimReason.BodyChanged), (chain.Status, chain.Reason, chain.FailedInstance, chain.SignatureReason));
        }

        byte[] marked = await SealAsync(verifier, sealer, changed);
        Assert.Contains("cv=fail", Encoding.Latin1.GetString(marked), StringComparison.Ordinal);
        Assert.Equal(marked, await SealAsync(verifier, sealer, marked));
        using MimeDocument failed = MimeDocument.Parse(marked);
        Assert.Equal(ArcReason.FailedBefore, (await verifier.VerifyAsync(failed, TestContext.Current.CancellationToken)).Reason);
    }

    [Fact, Rfc(8617, "4.2.1")]
    public async Task A_chain_has_at_most_fifty_sets()
    {
        using DkimSigningKey key = DkimSigningKey.FromEd25519("example.test", "ed", [.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);
        DnsZone zone = new DnsZone().AddText("ed._domainkey.example.test", key.ToRecord());
        ArcVerifier verifier = new(zone, TimeProvider.System);
        ArcSealer sealer = new(TimeProvider.System, key);
        byte[] message = "From: a@example.test\r\nSubject: x\r\n\r\nbody\r\n"u8.ToArray();
        for (int i = 0; i < 50; i++)
        {
            message = await SealAsync(verifier, sealer, message);
        }

        using MimeDocument document = MimeDocument.Parse(message);
        ArcResult chain = await verifier.VerifyAsync(document, TestContext.Current.CancellationToken);
        Assert.Equal((ArcStatus.Pass, 50), (chain.Status, chain.Sets.Length));
        Assert.Equal(message, await SealAsync(verifier, sealer, message));
        ArcResult limited = await new ArcVerifier(zone, TimeProvider.System, new ArcOptions { MaxSets = 49 }).VerifyAsync(document, TestContext.Current.CancellationToken);
        Assert.Equal((ArcStatus.Fail, ArcReason.SetLimit), (limited.Status, limited.Reason));
    }

    private static async Task<byte[]> SealAsync(ArcVerifier verifier, ArcSealer sealer, byte[] message)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        ArcResult chain = await verifier.VerifyAsync(document, TestContext.Current.CancellationToken);
        return [.. sealer.Seal(document, chain, new AuthenticationResults("mx.example.test") { Results = [new AuthenticationResult("arc", chain.Name)] }), .. message];
    }
}
