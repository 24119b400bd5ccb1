using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>APPEND up to the announcement of its message.</summary>
internal static class AppendSyntax
{
    /// <summary>An APPEND that has come to its end without a message.</summary>
    public static bool Read(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        return TryReadHead(ref reader, tag, default, out _) && reader.Fail("APPEND has no message");
    }

    /// <summary>
    /// Reads what comes before the message. <paramref name="reader"/> holds the command up to the mark of the literal at the end of the line,
    /// which is the message's only if all before it was read.
    /// </summary>
    public static bool TryReadHead(ref ImapCommandReader reader, string tag, LiteralMark message, [NotNullWhen(true)] out AppendCommand? command)
    {
        command = null;
        ImmutableArray<string> flags = [];
        DateTimeOffset date = default;
        bool hasDate = false;
        if (!reader.Space() || !reader.Mailbox(out string? mailbox) || !reader.Space())
        {
            return false;
        }

        if (reader.Peek == '(' && (!reader.FlagList(out flags) || !reader.Space()))
        {
            return false;
        }

        if (reader.Peek == '"')
        {
            hasDate = true;
            if (!ImapDates.TryReadDateTime(ref reader, out date) || !reader.Space())
            {
                return false;
            }
        }

        if (!reader.IsAtEnd)
        {
            return reader.Fail("APPEND takes flags, a date and a message, in that order");
        }

        command = new AppendCommand
        {
            Tag = tag,
            Mailbox = mailbox,
            Flags = flags,
            InternalDate = hasDate ? date : null,
            Length = message.Length,
            IsBinary = message.IsBinary,
        };
        return true;
    }
}
