using System.Security.Cryptography;
using NSec.Cryptography;

namespace Protocols.MailAuth.Dkim;

/// <summary>A private key with the names under which its public half is found. Safe for use by many threads at once.</summary>
public sealed class DkimSigningKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly Key? _ed25519;
    private readonly Lock _lock = new();

    private DkimSigningKey(string domain, string selector, RSA? rsa, Key? ed25519)
    {
        Domain = AsciiDomain.Written(domain);
        Selector = AsciiDomain.Written(selector);
        _rsa = rsa;
        _ed25519 = ed25519;
    }

    /// <summary>
    /// The domain that vouches, <c>d=</c>. Where it was given in U-labels, they stand in messages whose header is not ASCII, and A-labels in
    /// others (RFC 8616 §5). Given in A-labels, it stands so in all, which more verifiers understand: of dkimpy, Mail::DKIM and mailauth 4 none finds the key of U-labels.
    /// </summary>
    public string Domain { get; }

    /// <summary>Which of its keys, <c>s=</c>.</summary>
    public string Selector { get; }

    /// <summary>What it signs with.</summary>
    public DkimAlgorithm Algorithm => _rsa is null ? DkimAlgorithm.Ed25519Sha256 : DkimAlgorithm.RsaSha256;

    /// <summary>Reads an RSA key (RFC 8301 §3.2: of 1,024 bits at least, and better of 2,048).</summary>
    /// <param name="domain">The domain, in A-labels or U-labels.</param>
    /// <param name="selector">The selector, likewise.</param>
    /// <param name="pem">The key, PKCS#8 or PKCS#1, as PEM.</param>
    /// <exception cref="ArgumentException">This is no such key, or a name cannot be one.</exception>
    public static DkimSigningKey FromRsaPem(string domain, string selector, string pem)
    {
        CheckNames(domain, selector);
        RSA rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        if (rsa.KeySize < 1024)
        {
            rsa.Dispose();
            throw new ArgumentException("The key has fewer than 1,024 bits.", nameof(pem));
        }

        return new DkimSigningKey(domain, selector, rsa, null);
    }

    /// <summary>Reads an Ed25519 key (RFC 8463).</summary>
    /// <param name="domain">The domain, in A-labels or U-labels.</param>
    /// <param name="selector">The selector, likewise.</param>
    /// <param name="seed">The private key: 32 octets.</param>
    /// <exception cref="ArgumentException">This is no such key, or a name cannot be one.</exception>
    public static DkimSigningKey FromEd25519(string domain, string selector, ReadOnlySpan<byte> seed)
    {
        CheckNames(domain, selector);
        return Key.TryImport(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, out Key? key)
            ? new DkimSigningKey(domain, selector, null, key)
            : throw new ArgumentException("This is no Ed25519 private key of 32 octets.", nameof(seed));
    }

    /// <summary>What has to be published under <c>selector._domainkey.domain</c>, in A-labels.</summary>
    public string ToRecord() => _rsa is null
        ? $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(_ed25519!.PublicKey.Export(KeyBlobFormat.RawPublicKey))}"
        : $"v=DKIM1; k=rsa; p={Convert.ToBase64String(_rsa.ExportSubjectPublicKeyInfo())}";

    /// <summary>Gives back what was held.</summary>
    public void Dispose()
    {
        _rsa?.Dispose();
        _ed25519?.Dispose();
    }

    internal byte[] Sign(ReadOnlySpan<byte> hash)
    {
        if (_rsa is null)
        {
            return SignatureAlgorithm.Ed25519.Sign(_ed25519!, hash);
        }

        lock (_lock)
        {
            return _rsa.SignHash(hash.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    private static void CheckNames(string domain, string selector)
    {
        string name = $"{AsciiDomain.Of(selector)}._domainkey.{AsciiDomain.Of(domain)}";
        if (!AsciiDomain.IsPlain(name) || !Dns.DnsNames.IsValid(name))
        {
            throw new ArgumentException($"'{selector}._domainkey.{domain}' cannot be a name.");
        }
    }
}
