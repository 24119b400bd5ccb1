using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Spf;
using Protocols.Mime;
using DkimSigner = Protocols.MailAuth.Dkim.DkimSigner;
using DkimVerifier = Protocols.MailAuth.Dkim.DkimVerifier;

namespace Protocols.Benchmarks.MailAuth;

/// <summary>
/// Signatures verified beside MimeKit, and beside what cannot be saved: the hash of the body, that of the header, and one RSA verification. All in
/// one process, warm by time, turn and turn about.
/// </summary>
internal static class MailAuthRatio
{
    private const int Piece = 65_536;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(6);

    public static void Run()
    {
        using RSA rsa = RSA.Create(2048);
        using DkimSigningKey key = DkimSigningKey.FromRsaPem("example.test", "s", rsa.ExportPkcs8PrivateKeyPem());
        DnsZone zone = new DnsZone().AddText("s._domainkey.example.test", key.ToRecord());
        foreach (int size in new[] { 5_000, 1_000_000 })
        {
            Verify(size, Signed(size, key), zone, rsa);
        }

        Canonicalize();
        Spf();
    }

    private static void Verify(int size, byte[] message, DnsZone zone, RSA rsa)
    {
        DkimVerifier verifier = new(zone, TimeProvider.System);
        MimeKit.Cryptography.DkimVerifier theirs = new(new Keys(key: zone.Query("s._domainkey.example.test", DnsRecordType.Txt)));
        byte[] header = new byte[600];
        byte[] signature = rsa.SignData(header, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        double[] each = Alternate(
            () =>
            {
                using MimeDocument document = MimeDocument.Parse(message);
                Check(verifier.VerifyAsync(document).AsTask().GetAwaiter().GetResult()[0].Verdict == DkimVerdict.Pass);
            },
            () =>
            {
                using MemoryStream stream = new(message, writable: false);
                using MimeMessage loaded = MimeMessage.Load(stream);
                Check(theirs.Verify(loaded, loaded.Headers[loaded.Headers.IndexOf(MimeKit.HeaderId.DkimSignature)]));
            },
            () =>
            {
                Span<byte> hash = stackalloc byte[32];
                SHA256.HashData(message.AsSpan(message.Length - size), hash);
                SHA256.HashData(header, hash);
                Check(rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
            });
        Print($"DKIM RSA-2048, {size:N0} octets", each, "ours, MimeKit, two hashes and one RSA");
    }

    private static void Canonicalize()
    {
        byte[] prose = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("A line of prose such as people write, about as long as lines in mail mostly are.\r\n", 10_000_000 / 82)));
        byte[] base64 = Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[7_300_000], Base64FormattingOptions.InsertLineBreaks));
        foreach ((string name, byte[] body) in new[] { ("prose", prose), ("base64", base64) })
        {
            foreach (DkimCanonicalization form in Enum.GetValues<DkimCanonicalization>())
            {
                PrintCanonical($"{form} body and SHA-256, {name}", form, body, pieces: 1);

                // As it comes from a connection: a piece of it, which is still near, after another.
                PrintCanonical("the same, in pieces of 64 KB", form, body[..Piece], pieces: body.Length / Piece);
            }
        }
    }

    private static void PrintCanonical(string name, DkimCanonicalization form, byte[] piece, int pieces)
    {
        using DkimSigningKey key = DkimSigningKey.FromEd25519("example.test", "s", new byte[32]);
        DkimSigner signer = new(TimeProvider.System, new DkimSigningOptions { BodyForm = form }, key);
        using MimeDocument header = MimeDocument.Parse("From: a@example.test\r\n\r\n"u8.ToArray());
        using IncrementalHash alone = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        double[] each = Alternate(
            () => Check(Sign(signer, header, piece, pieces).Length > 0),
            () =>
            {
                Span<byte> hash = stackalloc byte[32];
                for (int i = 0; i < pieces; i++)
                {
                    alone.AppendData(piece);
                }

                Check(alone.GetHashAndReset(hash) == hash.Length);
            },
            () => Check(Sign(signer, header, [], pieces: 1).Length > 0));

        // What the signature itself takes, with the hash of its header, is no part of it.
        Print(name, [each[0] - each[2], each[1]], "ours, SHA-256 alone");
    }

    private static byte[] Sign(DkimSigner signer, MimeDocument header, byte[] piece, int pieces)
    {
        using DkimSigning signing = signer.Begin(header.Root);
        for (int i = 0; i < pieces; i++)
        {
            signing.Write(piece);
        }

        return signing.Finish();
    }

    private static void Spf()
    {
        DnsZone zone = new DnsZone().AddText("ten.example", "v=spf1 ip4:198.51.100.1 ip4:198.51.100.2 ip4:198.51.100.3/30 ip6:2001:db8::1 ip6:2001:db8::2/64 ip4:203.0.113.0/24 ip4:198.51.100.7 ip4:198.51.100.8 ip4:192.0.2.0/24 -all");
        SpfVerifier verifier = new(zone, TimeProvider.System);
        IPAddress client = IPAddress.Parse("192.0.2.1");
        double[] each = Alternate(() => Check(verifier.CheckMailFromAsync(client, "helo.example", "x@ten.example").Result.Verdict == SpfVerdict.Pass));
        Print("SPF, ten terms, no look-up waits", each, "ours");
    }

    private static byte[] Signed(int size, DkimSigningKey key)
    {
        StringBuilder text = new("From: Ann <ann@example.test>\r\nTo: bob@example.org\r\nSubject: a message to verify\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@example.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n");
        int header = text.Length;
        while (text.Length - header < size - 82)
        {
            text.Append("A line of prose such as people write, about as long as lines in mail mostly are.\r\n");
        }

        byte[] message = Encoding.ASCII.GetBytes(text.ToString());
        using MimeDocument document = MimeDocument.Parse(message);
        return [.. new DkimSigner(TimeProvider.System, null, key).Sign(document), .. message];
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("What is measured does not do what it should.");
        }
    }

    private static double[] Alternate(params Action[] sides)
    {
        double[] seconds = new double[sides.Length];
        long[] rounds = new long[sides.Length];
        foreach (TimeSpan time in new[] { s_warmUp, s_measured })
        {
            Array.Clear(seconds);
            Array.Clear(rounds);
            while (seconds.Sum() < time.TotalSeconds)
            {
                for (int i = 0; i < sides.Length; i++)
                {
                    Stopwatch watch = Stopwatch.StartNew();
                    do
                    {
                        sides[i]();
                        rounds[i]++;
                    }
                    while (watch.ElapsedMilliseconds < 100);
                    seconds[i] += watch.Elapsed.TotalSeconds;
                }
            }
        }

        return [.. seconds.Select((s, i) => s / rounds[i] * 1e6)];
    }

    private static void Print(string name, double[] microseconds, string sides) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40} {string.Join(" | ", microseconds.Select(m => m.ToString("N2", CultureInfo.InvariantCulture))),-34} µs ({sides}); ratios {string.Join(" | ", microseconds.Skip(1).Select(m => (m / microseconds[0]).ToString("N2", CultureInfo.InvariantCulture)))}"));

    private sealed class Keys(DnsAnswer key) : DkimPublicKeyLocatorBase
    {
        // Read once: ours keeps keys that it knows, too.
        private readonly AsymmetricKeyParameter _key = GetPublicKey(Encoding.ASCII.GetString(((TextRecord)key.Records[0]).Text.Span));

        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) => _key;

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) => Task.FromResult(_key);
    }
}
