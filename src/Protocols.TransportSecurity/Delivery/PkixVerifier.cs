using System.Security.Cryptography.X509Certificates;

namespace Protocols.TransportSecurity.Delivery;

/// <summary>Holds the certificates that a server presents against trusted authorities (RFC 8461 §4.2): expiry, chain, and a name of DNS in it.</summary>
public static class PkixVerifier
{
    /// <summary>Verifies a server.</summary>
    /// <param name="presented">The certificates that the server presented, its own first.</param>
    /// <param name="host">The name that it has to bear, in ASCII: the common name does not count, and a wildcard stands for one label.</param>
    /// <param name="time">The time at which all have to be valid.</param>
    /// <param name="roots">The authorities that are trusted, or null for those of the machine.</param>
    /// <param name="problem">What is wrong, in words for a person; empty where nothing is.</param>
    public static PkixOutcome Verify(IReadOnlyList<X509Certificate2> presented, string host, DateTimeOffset time, X509Certificate2Collection? roots, out string problem)
    {
        ArgumentNullException.ThrowIfNull(presented);
        ArgumentNullException.ThrowIfNull(host);
        problem = "";
        if (presented.Count == 0)
        {
            return PkixOutcome.NoCertificate;
        }

        using X509Chain chain = new();
        if (roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        }

        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = time.LocalDateTime;
        foreach (X509Certificate2 certificate in presented.Take(Dane.DaneVerifier.MaxCertificates).Skip(1))
        {
            chain.ChainPolicy.ExtraStore.Add(certificate);
        }

        bool isTrusted = chain.Build(presented[0]);
        X509ChainStatusFlags status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status);
        foreach (X509ChainElement element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        if (!isTrusted)
        {
            problem = status.ToString();
            return status == X509ChainStatusFlags.NotTimeValid ? PkixOutcome.Expired : PkixOutcome.NotTrusted;
        }

        if (!presented[0].MatchesHostname(host.TrimEnd('.'), allowWildcards: true, allowCommonName: false))
        {
            problem = $"it is not for {host}";
            return PkixOutcome.NameMismatch;
        }

        return PkixOutcome.Valid;
    }
}
