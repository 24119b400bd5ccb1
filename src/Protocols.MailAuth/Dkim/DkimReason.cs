namespace Protocols.MailAuth.Dkim;

/// <summary>The results of DKIM (RFC 8601 §2.7.1).</summary>
public enum DkimVerdict
{
    /// <summary>The message is not signed.</summary>
    None,

    /// <summary>The signature holds.</summary>
    Pass,

    /// <summary>It does not.</summary>
    Fail,

    /// <summary>It may hold, but is not acceptable: see the reason.</summary>
    Policy,

    /// <summary>It cannot be read, or was not tried.</summary>
    Neutral,

    /// <summary>It cannot be known now.</summary>
    TempError,

    /// <summary>It can never be known: there is no key that can be used.</summary>
    PermError,
}

/// <summary>Why a <see cref="DkimResult"/> is what it is (RFC 6376 §6.1).</summary>
public enum DkimReason
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The field cannot be read (§6.1.1: signature syntax error).</summary>
    MalformedSignature,

    /// <summary>A tag that must be there is not (§6.1.1: signature missing required tag).</summary>
    MissingTag,

    /// <summary>The version is not 1 (§6.1.1: incompatible version).</summary>
    UnknownVersion,

    /// <summary>The algorithm is not known.</summary>
    UnknownAlgorithm,

    /// <summary>The canonicalization is not known (§3.4).</summary>
    UnknownCanonicalization,

    /// <summary>The key is not in the DNS (§3.5, <c>q=</c>).</summary>
    UnknownQueryMethod,

    /// <summary>The From field is not signed (§6.1.1).</summary>
    FromNotSigned,

    /// <summary>The identity lies outside of the domain (§6.1.1: domain mismatch).</summary>
    IdentityOutsideDomain,

    /// <summary>More signatures than are tried (<see cref="DkimOptions.MaxSignatures"/>).</summary>
    SignatureLimit,

    /// <summary>The signature has ended (§6.1.1: signature expired).</summary>
    Expired,

    /// <summary>The key could not be looked up now (§6.1.2: key unavailable).</summary>
    KeyUnavailable,

    /// <summary>There is no key (§6.1.2: no key for signature).</summary>
    NoKey,

    /// <summary>The key's record cannot be read (§6.1.2: key syntax error).</summary>
    MalformedKey,

    /// <summary>The key was revoked (§6.1.2).</summary>
    KeyRevoked,

    /// <summary>The key is not for this hash (§6.1.2: inappropriate hash algorithm).</summary>
    HashNotAllowed,

    /// <summary>The key is of another kind than the signature (§6.1.2: inappropriate key algorithm).</summary>
    KeyOfOtherKind,

    /// <summary>The key is not for mail (§3.6.1, <c>s=</c>).</summary>
    KeyNotForMail,

    /// <summary>The key is for the domain itself alone, and the identity lies below it (§3.6.1, <c>t=s</c>).</summary>
    KeyNotForSubdomains,

    /// <summary>The key is for other local parts (RFC 4871 §3.6.1, <c>g=</c>).</summary>
    KeyNotForLocalPart,

    /// <summary>The key is shorter than <see cref="DkimOptions.MinRsaBits"/> (RFC 8301 §3.2).</summary>
    WeakKey,

    /// <summary>The key is longer than <see cref="DkimOptions.MaxRsaBits"/>.</summary>
    KeyTooLarge,

    /// <summary>The signature is made with SHA-1 (RFC 8301 §3.1).</summary>
    WeakAlgorithm,

    /// <summary>The body is not what was signed (§6.1.3: body hash did not verify).</summary>
    BodyChanged,

    /// <summary>More of the body is said to be signed than there is (§3.5, <c>l=</c>).</summary>
    BodyTooShort,

    /// <summary>There is body behind what is signed, and <see cref="DkimOptions.AllowUnsignedBody"/> is not set (§8.2).</summary>
    UnsignedBody,

    /// <summary>The header is not what was signed, or another key signed it (§6.1.3: signature did not verify).</summary>
    SignatureMismatch,
}
