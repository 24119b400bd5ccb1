using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>What follows FETCH's items in parentheses (RFC 4466 §2.4).</summary>
internal struct FetchModifiers
{
    public long? ChangedSince { get; private set; }

    public bool WithVanished { get; private set; }

    public PartialRange? Partial { get; private set; }

    /// <summary>Reads the modifiers if there are any.</summary>
    public static bool TryRead(ref ImapCommandReader reader, bool isUid, out FetchModifiers modifiers)
    {
        modifiers = default;
        if (reader.IsAtEnd)
        {
            return true;
        }

        if (!reader.Space() || !reader.Expect((byte)'('))
        {
            return false;
        }

        do
        {
            if (!modifiers.Read(ref reader))
            {
                return false;
            }
        }
        while (reader.TryTake((byte)' '));

        // RFC 7162 §3.2.6
        if (modifiers.WithVanished && (!isUid || modifiers.ChangedSince is null))
        {
            return reader.Fail("VANISHED is of UID FETCH with CHANGEDSINCE alone");
        }

        // RFC 9394 §3.3
        if (modifiers.Partial is not null && !isUid)
        {
            return reader.Fail("PARTIAL is of UID FETCH alone");
        }

        return reader.Expect((byte)')');
    }

    private bool Read(ref ImapCommandReader reader)
    {
        if (!reader.Keyword(out string? word))
        {
            return false;
        }

        switch (word)
        {
            case "CHANGEDSINCE" when ChangedSince is null:
                bool isRead = reader.Space() & reader.Number64(out long modSeq);
                ChangedSince = modSeq;
                return isRead;
            case "PARTIAL" when Partial is null:
                if (!reader.Space() || !SearchOptionsSyntax.ReadRange(ref reader, out PartialRange range))
                {
                    return false;
                }

                Partial = range;
                return true;
            case "VANISHED" when !WithVanished:
                WithVanished = true;
                return true;
            default:
                return reader.Fail("a FETCH modifier is not known, or comes twice");
        }
    }
}
