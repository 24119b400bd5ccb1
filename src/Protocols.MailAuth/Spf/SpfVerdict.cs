namespace Protocols.MailAuth.Spf;

/// <summary>The results of SPF (RFC 7208 §2.6).</summary>
public enum SpfVerdict
{
    /// <summary>There was no name to look under, or no record under it.</summary>
    None,

    /// <summary>The domain says nothing about the address.</summary>
    Neutral,

    /// <summary>The address may send for the domain.</summary>
    Pass,

    /// <summary>The address may not.</summary>
    Fail,

    /// <summary>The address probably may not.</summary>
    SoftFail,

    /// <summary>It cannot be known now.</summary>
    TempError,

    /// <summary>The domain's records cannot be read.</summary>
    PermError,
}

/// <summary>Why an <see cref="SpfResult"/> is what it is.</summary>
public enum SpfReason
{
    /// <summary>A mechanism matched: <see cref="SpfResult.Mechanism"/>.</summary>
    Matched,

    /// <summary>No mechanism matched, and the record says nothing of what then (RFC 7208 §4.7).</summary>
    Default,

    /// <summary>The domain to look under is none, or has only one label (RFC 7208 §4.3).</summary>
    MalformedDomain,

    /// <summary>The domain does not exist (RFC 7208 §4.3).</summary>
    NoSuchDomain,

    /// <summary>The domain has no record of SPF (RFC 7208 §4.5).</summary>
    NoRecord,

    /// <summary>The domain has several records of SPF (RFC 7208 §4.5).</summary>
    SeveralRecords,

    /// <summary>A record has a mistake in it (RFC 7208 §4.6): <see cref="SpfResult.Mechanism"/> is the term.</summary>
    MalformedRecord,

    /// <summary>A record is longer than <see cref="SpfOptions.MaxRecordLength"/>.</summary>
    RecordTooLong,

    /// <summary>A record that is included or gone on to has no record (RFC 7208 §5.2, §6.1).</summary>
    ReferenceWithoutRecord,

    /// <summary>More terms ask the DNS than may (RFC 7208 §4.6.4): <see cref="SpfOptions.MaxLookups"/>.</summary>
    LookupLimit,

    /// <summary>More look-ups found nothing than may (RFC 7208 §4.6.4): <see cref="SpfOptions.MaxVoidLookups"/>.</summary>
    VoidLookupLimit,

    /// <summary>A domain has more MX hosts than are looked up (RFC 7208 §4.6.4): <see cref="SpfOptions.MaxHosts"/>.</summary>
    HostLimit,

    /// <summary>A look-up failed (RFC 7208 §4.4, §5): <see cref="SpfResult.Problem"/> says how.</summary>
    LookupFailed,

    /// <summary>The address of the client is not known, so that nothing could be asked.</summary>
    NoClient,
}
