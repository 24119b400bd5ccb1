using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>LIST, extended and not, and LSUB.</summary>
internal static class ListSyntax
{
    /// <summary>RFC 9051 §6.3.9, with the several patterns of RFC 5258 §3.</summary>
    public static bool ReadList(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ListSelection selection = ListSelection.None;
        bool isExtended = false;
        if (!reader.Space())
        {
            return false;
        }

        if (reader.Peek == '(')
        {
            isExtended = true;
            if (!ReadSelection(ref reader, out selection) || !reader.Space())
            {
                return false;
            }
        }

        if (!ReadReference(ref reader, out string? reference) || !reader.Space())
        {
            return false;
        }

        ImmutableArray<string> patterns;
        if (reader.Peek == '(')
        {
            isExtended = true;
            if (!ReadPatterns(ref reader, out patterns))
            {
                return false;
            }
        }
        else if (ReadPattern(ref reader, out string? pattern))
        {
            patterns = [pattern];
        }
        else
        {
            return false;
        }

        ListReturn returns = ListReturn.None;
        StatusItems status = StatusItems.None;
        if (!reader.IsAtEnd)
        {
            isExtended = true;
            if (!reader.Space() || !reader.TryKeyword("RETURN"u8))
            {
                return reader.Fail("RETURN is missing");
            }

            if (!reader.Space() || !ReadReturn(ref reader, out returns, out status) || !reader.End())
            {
                return false;
            }
        }

        command = new ListCommand
        {
            Tag = tag,
            Reference = reference,
            Patterns = patterns,
            Selection = selection,
            Return = returns,
            Status = status,
            IsExtended = isExtended,
        };
        return true;
    }

    public static bool ReadLsub(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !ReadReference(ref reader, out string? reference) || !reader.Space()
            || !ReadPattern(ref reader, out string? pattern) || !reader.End())
        {
            return false;
        }

        command = new LsubCommand { Tag = tag, Reference = reference, Pattern = pattern };
        return true;
    }

    private static bool ReadReference(ref ImapCommandReader reader, [NotNullWhen(true)] out string? reference)
    {
        reference = null;
        return reader.AString(out ReadOnlySpan<byte> value) && reader.MailboxText(value, out reference);
    }

    /// <summary>list-mailbox: a string, or an atom that may hold wildcards.</summary>
    private static bool ReadPattern(ref ImapCommandReader reader, [NotNullWhen(true)] out string? pattern)
    {
        pattern = null;
        bool isString = reader.Peek is (byte)'"' or (byte)'{';
        ReadOnlySpan<byte> value;
        if (!(isString ? reader.String(out value) : reader.TryRun(ImapCharacters.List, out value)))
        {
            return reader.Fail("a mailbox pattern is missing");
        }

        return reader.MailboxText(value, out pattern);
    }

    private static bool ReadPatterns(ref ImapCommandReader reader, out ImmutableArray<string> patterns)
    {
        patterns = [];
        ImmutableArray<string>.Builder builder = ImmutableArray.CreateBuilder<string>();
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        do
        {
            if (!ReadPattern(ref reader, out string? pattern))
            {
                return false;
            }

            if (builder.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many patterns");
            }

            builder.Add(pattern);
        }
        while (reader.TryTake((byte)' '));
        patterns = builder.DrainToImmutable();
        return reader.Expect((byte)')');
    }

    private static bool ReadSelection(ref ImapCommandReader reader, out ListSelection selection)
    {
        selection = ListSelection.None;
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        while (!reader.TryTake((byte)')'))
        {
            if ((selection != ListSelection.None && !reader.Space()) || !reader.Keyword(out string? word))
            {
                return false;
            }

            ListSelection option = word switch
            {
                "SUBSCRIBED" => ListSelection.Subscribed,
                "REMOTE" => ListSelection.Remote,
                "RECURSIVEMATCH" => ListSelection.RecursiveMatch,
                "SPECIAL-USE" => ListSelection.SpecialUse,
                _ => ListSelection.None,
            };
            if (option == ListSelection.None)
            {
                // RFC 5258 §3: an option that is not known is answered BAD.
                return reader.Fail("a LIST selection option is not known");
            }

            selection |= option;
        }

        // RFC 9051 §6.3.9.1: RECURSIVEMATCH only modifies another option, and REMOTE is not one that it can.
        bool isAlone = (selection & ListSelection.RecursiveMatch) != 0 && (selection & (ListSelection.Subscribed | ListSelection.SpecialUse)) == 0;
        return !isAlone || reader.Fail("RECURSIVEMATCH needs an option to modify");
    }

    private static bool ReadReturn(ref ImapCommandReader reader, out ListReturn returns, out StatusItems status)
    {
        returns = ListReturn.None;
        status = StatusItems.None;
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        while (!reader.TryTake((byte)')'))
        {
            if ((returns != ListReturn.None && !reader.Space()) || !reader.Keyword(out string? word))
            {
                return false;
            }

            switch (word)
            {
                case "SUBSCRIBED":
                    returns |= ListReturn.Subscribed;
                    break;
                case "CHILDREN":
                    returns |= ListReturn.Children;
                    break;
                case "SPECIAL-USE":
                    returns |= ListReturn.SpecialUse;
                    break;
                case "MYRIGHTS":
                    returns |= ListReturn.MyRights;
                    break;
                case "STATUS":
                    returns |= ListReturn.Status;
                    if (!reader.Space() || !MailboxSyntax.ReadItems(ref reader, out StatusItems items))
                    {
                        return false;
                    }

                    status |= items;
                    break;
                default:
                    return reader.Fail("a LIST return option is not known");
            }
        }

        return true;
    }
}
