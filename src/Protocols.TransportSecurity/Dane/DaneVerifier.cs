using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Protocols.Dns;

namespace Protocols.TransportSecurity.Dane;

/// <summary>Holds the certificates that a server presents against its TLSA records (RFC 6698 §2.1, RFC 7671 §5, RFC 7672 §3).</summary>
public static class DaneVerifier
{
    // What is beyond the trust anchor is of no account, and that it is nobody's root neither.
    private const X509ChainStatusFlags Ignored = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain
        | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    /// <summary>More certificates than this of those that a server presents are not looked at.</summary>
    public const int MaxCertificates = 10;

    /// <summary>Verifies a server.</summary>
    /// <param name="policy">What <see cref="DaneResolver"/> found, with its records.</param>
    /// <param name="presented">The certificates that the server presented, its own first.</param>
    /// <param name="time">The time at which they have to be valid, where that counts.</param>
    /// <exception cref="CryptographicException">A certificate has been disposed of.</exception>
    public static DaneResult Verify(DanePolicy policy, IReadOnlyList<X509Certificate2> presented, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(presented);
        if (policy.UsableRecords.IsEmpty)
        {
            return new DaneResult(false, DaneReason.NoUsableRecords);
        }

        if (presented.Count == 0)
        {
            return new DaneResult(false, DaneReason.NoCertificate);
        }

        // RFC 7672 §3.1.1, §3.2.1: neither names nor dates count.
        foreach (TlsaRecord record in policy.UsableRecords)
        {
            if (record.Usage == TlsaUsability.EndEntity && Matches(record, presented[0]))
            {
                return new DaneResult(true, DaneReason.EndEntity, record);
            }
        }

        DaneResult result = new(false, DaneReason.NoMatch);
        foreach (TlsaRecord record in policy.UsableRecords)
        {
            if (record.Usage == TlsaUsability.TrustAnchor)
            {
                DaneResult tried = VerifyUnder(record, policy, presented, time);
                if (tried.IsAuthenticated)
                {
                    return tried;
                }

                // What came farther tells more.
                result = tried.Reason > result.Reason || result.Reason == DaneReason.NoMatch ? tried : result;
            }
        }

        return result;
    }

    /// <summary>Whether a certificate is that of a record (RFC 6698 §2.1.2 to §2.1.4).</summary>
    /// <param name="record">The record; its usage does not matter.</param>
    /// <param name="certificate">The certificate.</param>
    public static bool Matches(TlsaRecord record, X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(certificate);
        if (record.Selector is not (TlsaUsability.WholeCertificate or TlsaUsability.PublicKey))
        {
            return false;
        }

        byte[] selected = record.Selector == TlsaUsability.WholeCertificate ? certificate.RawData : certificate.PublicKey.ExportSubjectPublicKeyInfo();
        byte[]? compared = record.Matching switch
        {
            TlsaUsability.Full => selected,
            TlsaUsability.Sha256 => SHA256.HashData(selected),
            TlsaUsability.Sha512 => SHA512.HashData(selected),
            _ => null,
        };
        return compared is not null && record.Data.AsSpan().SequenceEqual(compared);
    }

    private static DaneResult VerifyUnder(TlsaRecord record, DanePolicy policy, IReadOnlyList<X509Certificate2> presented, DateTimeOffset time)
    {
        X509Certificate2? anchor = presented.Take(MaxCertificates).Skip(1).FirstOrDefault(certificate => Matches(record, certificate));
        X509Certificate2? published = null;
        try
        {
            // A whole certificate can stand in for one that the server left out (RFC 7671 §5.2.2).
            anchor ??= published = Load(record);
            if (anchor is null)
            {
                return new DaneResult(false, DaneReason.NoMatch);
            }

            DaneResult chain = VerifyChain(record, anchor, presented, time);
            if (!chain.IsAuthenticated)
            {
                return chain;
            }

            // RFC 7672 §3.2.3: the common name counts where there is no name of DNS among the alternative ones; a wildcard stands for one label.
            return policy.ReferenceNames.Any(name => presented[0].MatchesHostname(name, allowWildcards: true, allowCommonName: true))
                ? chain
                : new DaneResult(false, DaneReason.NameMismatch, record, "none of " + string.Join(", ", policy.ReferenceNames));
        }
        finally
        {
            published?.Dispose();
        }
    }

    private static DaneResult VerifyChain(TlsaRecord record, X509Certificate2 anchor, IReadOnlyList<X509Certificate2> presented, DateTimeOffset time)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(anchor);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = time.LocalDateTime;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        foreach (X509Certificate2 certificate in presented.Take(MaxCertificates).Skip(1))
        {
            chain.ChainPolicy.ExtraStore.Add(certificate);
        }

        chain.Build(presented[0]);
        X509ChainStatusFlags status = X509ChainStatusFlags.NoError;
        try
        {
            for (int i = 0; i < chain.ChainElements.Count; i++)
            {
                X509ChainElement element = chain.ChainElements[i];
                status |= element.ChainElementStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status) & ~Ignored;
                if (i > 0 && element.Certificate.RawDataMemory.Span.SequenceEqual(anchor.RawDataMemory.Span))
                {
                    return status == X509ChainStatusFlags.NoError
                        ? new DaneResult(true, DaneReason.TrustAnchor, record)
                        : new DaneResult(false, status == X509ChainStatusFlags.NotTimeValid ? DaneReason.Expired : DaneReason.InvalidChain, record, status.ToString());
                }
            }
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }

        return new DaneResult(false, DaneReason.InvalidChain, record, "no chain leads to the trust anchor");
    }

    private static X509Certificate2? Load(TlsaRecord record)
    {
        if (record is not { Selector: TlsaUsability.WholeCertificate, Matching: TlsaUsability.Full })
        {
            return null;
        }

        try
        {
            return X509CertificateLoader.LoadCertificate(record.Data.AsSpan());
        }
        catch (CryptographicException)
        {
            // What is no certificate matches none.
            return null;
        }
    }
}
