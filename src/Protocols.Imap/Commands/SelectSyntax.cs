using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>SELECT and EXAMINE, with their parameters (RFC 4466 §2.1).</summary>
internal static class SelectSyntax
{
    public static bool ReadSelect(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Read(ref reader, tag, isReadOnly: false, out command);

    public static bool ReadExamine(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Read(ref reader, tag, isReadOnly: true, out command);

    private static bool Read(ref ImapCommandReader reader, string tag, bool isReadOnly, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        bool isCondstore = false;
        QuickResync? resync = null;
        if (!reader.Space() || !reader.Mailbox(out string? name))
        {
            return false;
        }

        if (!reader.IsAtEnd && (!reader.Space() || !Parameters(ref reader, out isCondstore, out resync) || !reader.End()))
        {
            return false;
        }

        command = new SelectCommand { Tag = tag, Mailbox = name, IsReadOnly = isReadOnly, IsCondstore = isCondstore, Resync = resync };
        return true;
    }

    private static bool Parameters(ref ImapCommandReader reader, out bool isCondstore, out QuickResync? resync)
    {
        isCondstore = false;
        resync = null;
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        do
        {
            if (!reader.Keyword(out string? word))
            {
                return false;
            }

            switch (word)
            {
                case "CONDSTORE" when !isCondstore:
                    isCondstore = true;
                    break;
                case "QRESYNC" when resync is null:
                    if (!reader.Space() || !Resync(ref reader, out resync))
                    {
                        return false;
                    }

                    break;
                default:
                    return reader.Fail("a SELECT parameter is not known, or comes twice");
            }
        }
        while (reader.TryTake((byte)' '));
        return reader.Expect((byte)')');
    }

    /// <summary>RFC 7162 §7: uidvalidity, mod-sequence, and perhaps known UIDs and match data.</summary>
    private static bool Resync(ref ImapCommandReader reader, [NotNullWhen(true)] out QuickResync? resync)
    {
        resync = null;
        if (!reader.Expect((byte)'(') || !reader.NzNumber(out uint uidValidity) || !reader.Space() || !reader.Number64(out long modSeq))
        {
            return false;
        }

        QuickResync read = new(uidValidity, modSeq);
        bool hasMore = reader.TryTake((byte)' ');
        if (hasMore && reader.Peek != '(')
        {
            if (!Numbers(ref reader, out SequenceSet? known))
            {
                return false;
            }

            read = read with { KnownUids = known };
            hasMore = reader.TryTake((byte)' ');
        }

        if (hasMore)
        {
            if (!reader.Expect((byte)'(') || !Numbers(ref reader, out SequenceSet? numbers) || !reader.Space()
                || !Numbers(ref reader, out SequenceSet? uids) || !reader.Expect((byte)')'))
            {
                return false;
            }

            if (!IsRising(numbers) || !IsRising(uids) || Count(numbers) != Count(uids))
            {
                return reader.Fail("match data is of rising numbers and as many rising UIDs");
            }

            read = read with { MatchNumbers = numbers, MatchUids = uids };
        }

        resync = read;
        return reader.Expect((byte)')');
    }

    private static bool Numbers(ref ImapCommandReader reader, [NotNullWhen(true)] out SequenceSet? set) =>
        reader.Set(out set) && ((!set.HasStar && !set.IsSavedResult) || reader.Fail("what a client knows is named by numbers, not by * or $"));

    private static bool IsRising(SequenceSet set)
    {
        uint last = 0;
        foreach (SequenceRange range in set.Ranges)
        {
            if (range.First <= last || range.Last < range.First)
            {
                return false;
            }

            last = range.Last;
        }

        return true;
    }

    private static long Count(SequenceSet set) => set.Ranges.Sum(static r => (long)r.Last - r.First + 1);
}
