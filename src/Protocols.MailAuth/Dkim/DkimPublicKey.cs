using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using NSec.Cryptography;
using Protocols.Dns;

namespace Protocols.MailAuth.Dkim;

/// <summary>
/// A key as it was read from a record, ready to verify with. Reading one costs as much as verifying a signature, so that it is kept for as long as
/// the resolver's cache keeps the record.
/// </summary>
internal sealed class DkimPublicKey
{
    private static readonly ConditionalWeakTable<TextRecord, DkimPublicKey> s_known = [];

    private readonly byte[] _encoded;
    private readonly PublicKey? _ed25519;

    // One is kept for whoever comes next; what runs at the same time makes one of its own.
    private RSA? _rsa;

    private DkimPublicKey(TextRecord text)
    {
        _encoded = [];
        Reason = DkimKeyRecord.Read(text.Text.Span, out DkimKeyRecord? record);
        Record = record;
        if (record is null)
        {
            return;
        }

        if (record.PublicKey.IsEmpty)
        {
            Reason = DkimReason.KeyRevoked;
            return;
        }

        _encoded = [.. record.PublicKey];
        switch (record.KeyType)
        {
            case "rsa":
                _rsa = Import(_encoded);
                Reason = _rsa is null ? DkimReason.MalformedKey : DkimReason.None;
                Bits = _rsa?.KeySize ?? 0;
                break;
            case "ed25519":
                bool isKey = PublicKey.TryImport(SignatureAlgorithm.Ed25519, _encoded, KeyBlobFormat.RawPublicKey, out _ed25519);
                Reason = isKey ? DkimReason.None : DkimReason.MalformedKey;
                Bits = isKey ? 256 : 0;
                break;
            default:
                Reason = DkimReason.KeyOfOtherKind;
                break;
        }
    }

    public DkimKeyRecord? Record { get; }

    /// <summary>Why there is no key in the record.</summary>
    public DkimReason Reason { get; }

    public int Bits { get; }

    public static DkimPublicKey Of(TextRecord text) => s_known.GetValue(text, static t => new DkimPublicKey(t));

    public bool Verify(DkimAlgorithm algorithm, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (_ed25519 is not null)
        {
            // RFC 8463 §3: what Ed25519 signs is the hash.
            return SignatureAlgorithm.Ed25519.Verify(_ed25519, hash, signature);
        }

        RSA rsa = Interlocked.Exchange(ref _rsa, null) ?? Import(_encoded)!;
        try
        {
            return rsa.VerifyHash(hash, signature, algorithm == DkimAlgorithm.RsaSha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            // A signature of a length that the key cannot have made.
            return false;
        }
        finally
        {
            Interlocked.Exchange(ref _rsa, rsa)?.Dispose();
        }
    }

    // RFC 6376 §3.6.1 says RSAPublicKey, and everybody publishes SubjectPublicKeyInfo.
    private static RSA? Import(byte[] encoded)
    {
        RSA rsa = RSA.Create();
        try
        {
            try
            {
                rsa.ImportSubjectPublicKeyInfo(encoded, out _);
            }
            catch (CryptographicException)
            {
                rsa.ImportRSAPublicKey(encoded, out _);
            }

            return rsa;
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            return null;
        }
    }
}
