using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>APPEND and REPLACE up to their messages; <see cref="AppendReader"/> reads those.</summary>
internal static class AppendSyntax
{
    /// <summary>Either command where it has come to its end before a message.</summary>
    public static bool Read(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        return reader.Fail("the command has no message");
    }

    /// <summary>
    /// Whether a command is one that brings messages, and is read far enough that they may come: a literal before that is the name of a mailbox.
    /// </summary>
    public static bool IsBehindMailbox(string name, ReadOnlySpan<byte> arguments)
    {
        if (name == "UID" && arguments.Length > 8 && Ascii.EqualsIgnoreCase(arguments[..9], " REPLACE "u8))
        {
            name = "REPLACE";
            arguments = arguments[8..];
        }

        if (arguments.Length < 2)
        {
            return false;
        }

        int afterNumber = name switch
        {
            "APPEND" => 1,
            "REPLACE" => arguments[1..].IndexOf((byte)' ') + 2,
            _ => 0,
        };
        return afterNumber > 0 && arguments.Length > afterNumber;
    }

    /// <summary>Reads what comes before the first message.</summary>
    public static bool TryReadHead(ref ImapCommandReader reader, string tag, string name, [NotNullWhen(true)] out AppendCommand? command)
    {
        command = null;
        SequenceSet? replaced = null;
        if (!reader.Space())
        {
            return false;
        }

        bool isUid = name == "UID";
        if (isUid && (!reader.TryKeyword("REPLACE"u8) || !reader.Space()))
        {
            return reader.Fail("no such command has a UID form");
        }

        if (name != "APPEND" && (!ReadNumber(ref reader, out replaced) || !reader.Space()))
        {
            return false;
        }

        if (!reader.Mailbox(out string? mailbox))
        {
            return false;
        }

        command = new AppendCommand { Tag = tag, Mailbox = mailbox, Replaced = replaced, IsUid = isUid };
        return true;
    }

    // RFC 8508 §5: one message, no set.
    private static bool ReadNumber(ref ImapCommandReader reader, [NotNullWhen(true)] out SequenceSet? number)
    {
        return reader.Set(out number)
            && ((number is { IsSavedResult: false, Ranges: [{ } only] } && only.First == only.Last) || reader.Fail("REPLACE takes the number of one message"));
    }
}
