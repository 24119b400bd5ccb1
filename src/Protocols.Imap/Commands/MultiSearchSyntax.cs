using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>ESEARCH (RFC 7377 §4).</summary>
internal static class MultiSearchSyntax
{
    public static bool Read(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ImmutableArray<SearchScope> scopes = [new SearchScope(SearchScopeKind.Selected, [])];
        if (!reader.Space() || (reader.TryKeyword("IN"u8) && (!reader.Space() || !Sources(ref reader, out scopes) || !reader.Space())))
        {
            return false;
        }

        if (!SearchOptionsSyntax.TryReadReturn(ref reader, out SearchReturn returns, out PartialRange partial, out _))
        {
            return false;
        }

        Encoding charset = Encoding.UTF8;
        if (reader.TryKeyword("CHARSET"u8) && (!reader.Space() || !SearchSyntax.ReadCharset(ref reader, out charset!) || !reader.Space()))
        {
            return false;
        }

        if (!SearchSyntax.ReadKeys(ref reader, charset, returns, out SearchKey? key))
        {
            return false;
        }

        // RFC 7377 §2.1, §2.2
        bool isSelectedAlone = scopes is [{ Kind: SearchScopeKind.Selected }];
        if (!isSelectedAlone && (returns & SearchReturn.Save) != 0)
        {
            return reader.Fail("only what the selected mailbox gives can be saved");
        }

        command = new MultiSearchCommand
        {
            Tag = tag,
            IsUid = true,
            Return = returns == SearchReturn.None ? SearchReturn.All : returns,
            Partial = partial,
            Key = key,
            Scopes = scopes,
        };
        return true;
    }

    private static bool Sources(ref ImapCommandReader reader, out ImmutableArray<SearchScope> scopes)
    {
        scopes = [];
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        ImmutableArray<SearchScope>.Builder builder = ImmutableArray.CreateBuilder<SearchScope>();
        do
        {
            if (!reader.Keyword(out string? word))
            {
                return false;
            }

            SearchScopeKind? kind = word switch
            {
                "SELECTED" => SearchScopeKind.Selected,
                "INBOXES" => SearchScopeKind.Inboxes,
                "PERSONAL" => SearchScopeKind.Personal,
                "SUBSCRIBED" => SearchScopeKind.Subscribed,
                "SUBTREE" => SearchScopeKind.Subtree,
                "SUBTREE-ONE" => SearchScopeKind.SubtreeOne,
                "MAILBOXES" => SearchScopeKind.Mailboxes,
                _ => null,
            };
            if (kind is not { } known)
            {
                return reader.Fail("a source of ESEARCH is not known");
            }

            if (builder.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many sources");
            }

            ImmutableArray<string> names = [];
            if (known >= SearchScopeKind.Subtree && (!reader.Space() || !Names(ref reader, out names)))
            {
                return false;
            }

            builder.Add(new SearchScope(known, names));
        }
        while (reader.TryTake((byte)' '));
        scopes = builder.DrainToImmutable();
        return reader.Expect((byte)')');
    }

    // one-or-more-mailbox
    private static bool Names(ref ImapCommandReader reader, out ImmutableArray<string> names)
    {
        names = [];
        bool isList = reader.TryTake((byte)'(');
        ImmutableArray<string>.Builder builder = ImmutableArray.CreateBuilder<string>();
        do
        {
            if (!reader.Mailbox(out string? name))
            {
                return false;
            }

            if (builder.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many mailboxes");
            }

            builder.Add(name);
        }
        while (isList && reader.TryTake((byte)' '));
        names = builder.DrainToImmutable();
        return !isList || reader.Expect((byte)')');
    }
}
