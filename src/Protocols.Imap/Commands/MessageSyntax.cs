using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>STORE, COPY, MOVE, UID EXPUNGE.</summary>
internal static class MessageSyntax
{
    public static bool ReadStore(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Store(ref reader, tag, isUid: false, out command);

    public static bool ReadUidStore(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Store(ref reader, tag, isUid: true, out command);

    public static bool ReadCopy(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Copy(ref reader, tag, isUid: false, isMove: false, out command);

    public static bool ReadUidCopy(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Copy(ref reader, tag, isUid: true, isMove: false, out command);

    public static bool ReadMove(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Copy(ref reader, tag, isUid: false, isMove: true, out command);

    public static bool ReadUidMove(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Copy(ref reader, tag, isUid: true, isMove: true, out command);

    public static bool ReadUidExpunge(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Set(out SequenceSet? set) || !reader.End())
        {
            return false;
        }

        command = new ExpungeCommand { Tag = tag, Uids = set };
        return true;
    }

    private static bool Store(ref ImapCommandReader reader, string tag, bool isUid, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Set(out SequenceSet? set) || !reader.Space() || !UnchangedSince(ref reader, out long? unchangedSince)
            || !reader.Keyword(out string? item) || !reader.Space())
        {
            return false;
        }

        StoreOperation operation = item[0] switch
        {
            '+' => StoreOperation.Add,
            '-' => StoreOperation.Remove,
            _ => StoreOperation.Replace,
        };
        string name = operation == StoreOperation.Replace ? item : item[1..];
        if (name is not ("FLAGS" or "FLAGS.SILENT"))
        {
            return reader.Fail("STORE changes nothing but FLAGS");
        }

        // RFC 9051 §9, store-att-flags: in parentheses or not.
        if (!(reader.Peek == '(' ? reader.FlagList(out ImmutableArray<string> flags) : reader.Flags(out flags)) || !reader.End())
        {
            return false;
        }

        command = new StoreCommand
        {
            Tag = tag,
            Messages = set,
            IsUid = isUid,
            Operation = operation,
            IsSilent = name.Length > 5,
            Flags = flags,
            UnchangedSince = unchangedSince,
        };
        return true;
    }

    /// <summary>RFC 4466 §2.5, RFC 7162 §7: the one modifier that there is, once.</summary>
    private static bool UnchangedSince(ref ImapCommandReader reader, out long? modSeq)
    {
        modSeq = null;
        if (!reader.TryTake((byte)'('))
        {
            return true;
        }

        if (!reader.TryKeyword("UNCHANGEDSINCE"u8))
        {
            return reader.Fail("STORE knows no modifier but UNCHANGEDSINCE");
        }

        if (!reader.Space() || !reader.Number64(out long value) || !reader.Expect((byte)')') || !reader.Space())
        {
            return false;
        }

        modSeq = value;
        return true;
    }

    private static bool Copy(ref ImapCommandReader reader, string tag, bool isUid, bool isMove, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Set(out SequenceSet? set) || !reader.Space() || !reader.Mailbox(out string? mailbox) || !reader.End())
        {
            return false;
        }

        command = new CopyCommand { Tag = tag, Messages = set, IsUid = isUid, IsMove = isMove, Mailbox = mailbox };
        return true;
    }
}
