namespace Protocols.MailAuth.Spf;

/// <summary>What a term of a record is (RFC 7208 §5, §6).</summary>
internal enum SpfTermKind : byte
{
    All,
    Include,
    A,
    Mx,
    Ptr,
    Ip4,
    Ip6,
    Exists,
    Redirect,
    Explanation,
    UnknownModifier,
}

/// <summary>One term of a record. Places are octets of the record.</summary>
internal struct SpfTerm
{
    public SpfTermKind Kind;
    public SpfVerdict Qualifier;
    public int Start;
    public int End;

    // The domain-spec, if there is one.
    public int SpecStart;
    public int SpecLength;

    // Prefix lengths, and the network of ip4 and ip6, in the low bits for version 4.
    public byte Prefix4;
    public byte Prefix6;
    public UInt128 Network;

    public readonly bool IsMechanism => Kind < SpfTermKind.Redirect;

    // RFC 7208 §4.6.4
    public readonly bool AsksTheDns => Kind is SpfTermKind.Include or SpfTermKind.A or SpfTermKind.Mx or SpfTermKind.Ptr or SpfTermKind.Exists or SpfTermKind.Redirect;
}
