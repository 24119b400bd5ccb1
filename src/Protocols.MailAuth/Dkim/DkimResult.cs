namespace Protocols.MailAuth.Dkim;

/// <summary>What became of one signature, why, and by what key.</summary>
public sealed class DkimResult
{
    internal DkimResult(DkimSignature? signature, DkimVerdict verdict, DkimReason reason)
    {
        Signature = signature;
        Verdict = verdict;
        Reason = reason;
    }

    /// <summary>The result.</summary>
    public DkimVerdict Verdict { get; internal set; }

    /// <summary>Why it is that.</summary>
    public DkimReason Reason { get; internal set; }

    /// <summary>The signature; null where its field cannot be read.</summary>
    public DkimSignature? Signature { get; }

    /// <summary>Which field of the message's header it is, from 0.</summary>
    public int FieldIndex { get; internal set; }

    /// <summary>The name under which the key was looked for; empty where none was.</summary>
    public string KeyName { get; internal set; } = "";

    /// <summary>The key's record; null where none was read.</summary>
    public DkimKeyRecord? Key { get; internal set; }

    /// <summary>How long the key is, in bits; 0 where none was read.</summary>
    public int KeyBits { get; internal set; }

    /// <summary>What went wrong, in words for a person; empty where the reason says it all.</summary>
    public string Problem { get; internal set; } = "";

    /// <summary>How long the canonical body is behind what is signed, in octets; 0 where all is.</summary>
    public long UnsignedBodyLength { get; internal set; }

    /// <summary>What was hashed of the header, where <see cref="DkimOptions.KeepCanonicalHeader"/> was set; empty otherwise.</summary>
    public ReadOnlyMemory<byte> CanonicalHeader { get; internal set; }

    /// <summary>What was hashed of the body, up to <see cref="DkimOptions.MaxCanonicalBody"/>; empty where that is 0, and where the signature was not tried.</summary>
    public ReadOnlyMemory<byte> CanonicalBody { get; internal set; }

    /// <summary>The result as the specifications spell it.</summary>
    public string Name => Verdict switch
    {
        DkimVerdict.None => "none",
        DkimVerdict.Pass => "pass",
        DkimVerdict.Fail => "fail",
        DkimVerdict.Policy => "policy",
        DkimVerdict.Neutral => "neutral",
        DkimVerdict.TempError => "temperror",
        _ => "permerror",
    };

    /// <inheritdoc/>
    public override string ToString() => Reason == DkimReason.None ? $"{Name} ({Signature?.Domain})" : $"{Name} ({Reason}{(Problem.Length > 0 ? ": " + Problem : "")})";
}
