using System.Text;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>What is known of a key so far.</summary>
internal enum SearchOutcome
{
    False,
    True,

    /// <summary>The message itself has to be looked into.</summary>
    Unknown,
}

/// <summary>
/// Decides whether a message is what SEARCH wants (RFC 9051 §6.4.4): by the store's facts as far as they go, then by the outline's headers, and
/// only where a key is left open by the message's text.
/// </summary>
internal sealed class SearchMatcher(SelectedMailbox selected, UidSet savedResult)
{
    private readonly Dictionary<SearchSet, UidSet> _sets = [];

    /// <summary>Whether a key asks for header fields.</summary>
    public static bool NeedsHeaders(SearchKey key) => key switch
    {
        SearchHeader or SearchContent => true,
        SearchAnd and => and.Keys.Any(NeedsHeaders),
        SearchOr or => NeedsHeaders(or.Left) || NeedsHeaders(or.Right),
        SearchNot not => NeedsHeaders(not.Key),
        _ => false,
    };

    /// <summary>Resolves the key's sets. A number beyond the last message is no error here: there is no such message to find.</summary>
    public void Resolve(SearchKey key)
    {
        switch (key)
        {
            case SearchAnd and:
                foreach (SearchKey one in and.Keys)
                {
                    Resolve(one);
                }

                break;
            case SearchOr or:
                Resolve(or.Left);
                Resolve(or.Right);
                break;
            case SearchNot not:
                Resolve(not.Key);
                break;
            case SearchSet { Messages.IsSavedResult: true } saved:
                _sets[saved] = savedResult;
                break;
            case SearchSet set:
                selected.Map.TryResolve(set.Messages, set.IsUid, out UidSet uids);
                _sets[set] = uids;
                break;
        }
    }

    /// <summary>The messages that can match at all: those of the sets that have to hold.</summary>
    public UidSet Candidates(SearchKey key) => key switch
    {
        SearchSet set => _sets[set],
        SearchAnd and => and.Keys.Select(Candidates).MinBy(static c => c.Count) ?? UidSet.All,
        _ => UidSet.All,
    };

    /// <summary>The point after which a message has to have changed to match at all, or 0.</summary>
    public static ModSeq ChangedSince(SearchKey key) => key switch
    {
        SearchModSeq modSeq => new ModSeq(Math.Max(0, modSeq.ModSeq - 1)),
        SearchAnd and => and.Keys.Select(ChangedSince).Max(),
        _ => default,
    };

    /// <summary>What matches where nothing but sets is asked for, or null where more is: SEARCH ALL costs no look at the messages.</summary>
    public UidSet? SetsAlone(SearchKey key)
    {
        switch (key)
        {
            case SearchAll:
                return UidSet.All;
            case SearchSet set:
                return _sets[set];
            case SearchAnd both when both.Keys.All(static k => k is SearchAll or SearchSet):
                UidSet least = Candidates(key);
                UidSet[] all = [.. both.Keys.OfType<SearchSet>().Select(s => _sets[s])];
                return all.Length < 2 ? least : UidSet.Of(selected.Map.Within(least).Where(uid => Array.TrueForAll(all, s => s.Contains(uid))));
            default:
                return null;
        }
    }

    /// <summary>Decides a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="entry">The message.</param>
    /// <param name="document">Its outline, or the message itself.</param>
    public SearchOutcome Match(SearchKey key, MailboxEntry entry, MimeDocument document)
    {
        switch (key)
        {
            case SearchAll:
                return SearchOutcome.True;
            case SearchAnd and:
                return All(and, entry, document);
            case SearchOr or:
                return Either(Match(or.Left, entry, document), or.Right, entry, document);
            case SearchNot not:
                return Match(not.Key, entry, document) switch
                {
                    SearchOutcome.True => SearchOutcome.False,
                    SearchOutcome.False => SearchOutcome.True,
                    _ => SearchOutcome.Unknown,
                };
            case SearchSet set:
                return Of(_sets[set].Contains(entry.Uid));
            case SearchFlag flag:
                return Of(HasFlag(entry, flag.Flag) == flag.IsSet);
            case SearchDate date:
                return Of(Compare(date, entry));
            case SearchModSeq modSeq:
                return Of(entry.ModSeq.Value >= modSeq.ModSeq);
            case SearchSize size:
                return Of(size.IsLarger ? entry.Size > size.Octets : entry.Size < size.Octets);
            case SearchHeader header:
                return Of(HasField(document.Root, header));
            case SearchContent content:
                return document.HasBodies ? Of(HasText(document, content)) : SearchOutcome.Unknown;
            default:
                return SearchOutcome.False;
        }
    }

    private SearchOutcome All(SearchAnd and, MailboxEntry entry, MimeDocument document)
    {
        SearchOutcome outcome = SearchOutcome.True;
        foreach (SearchKey key in and.Keys)
        {
            switch (Match(key, entry, document))
            {
                case SearchOutcome.False:
                    return SearchOutcome.False;
                case SearchOutcome.Unknown:
                    outcome = SearchOutcome.Unknown;
                    break;
            }
        }

        return outcome;
    }

    private SearchOutcome Either(SearchOutcome left, SearchKey right, MailboxEntry entry, MimeDocument document)
    {
        if (left == SearchOutcome.True)
        {
            return left;
        }

        SearchOutcome other = Match(right, entry, document);
        return other == SearchOutcome.False ? left : other;
    }

    private static SearchOutcome Of(bool isTrue) => isTrue ? SearchOutcome.True : SearchOutcome.False;

    private bool HasFlag(MailboxEntry entry, string name)
    {
        if (!name.StartsWith('\\'))
        {
            return entry.Flags.HasKeyword(name);
        }

        // RFC 3501 §6.4.4: RECENT, NEW and OLD are of this session, not of the message.
        return FlagNames.SystemFlag(name) is { } flag
            ? (entry.Flags.System & flag) != 0
            : name.Equals(@"\Recent", StringComparison.OrdinalIgnoreCase) && selected.Recent.Contains(entry.Uid);
    }

    // RFC 9051 §6.4.4: dates are compared as they were written, without time and zone.
    private static bool Compare(SearchDate key, MailboxEntry entry)
    {
        DateTimeOffset? date = key.IsSent ? entry.SentAt : entry.ReceivedAt;
        if (date is not { } found)
        {
            return false;
        }

        DateOnly day = DateOnly.FromDateTime(found.DateTime);
        return key.Comparison switch
        {
            DateComparison.Before => day < key.Date,
            DateComparison.On => day == key.Date,
            _ => day >= key.Date,
        };
    }

    private static bool HasField(MimePart message, SearchHeader key)
    {
        foreach (HeaderField field in message.Headers)
        {
            if (Ascii.EqualsIgnoreCase(field.Name, key.Field)
                && (key.Value.Length == 0 || Contains(field.GetText(), key.Value) || HasAddress(field, key.Value)))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 9051 §6.4.4: FROM, TO, CC and BCC look into the envelope, where an address has neither comments nor white space.
    private static bool HasAddress(HeaderField field, string value)
    {
        if (field.Id is not (HeaderId.From or HeaderId.To or HeaderId.Cc or HeaderId.Bcc))
        {
            return false;
        }

        foreach (Address address in field.Addresses)
        {
            if (Contains(address.ToString(), value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasText(MimeDocument document, SearchContent key)
    {
        if (key.Value.Length == 0)
        {
            return true;
        }

        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);

            // The header of the message counts for TEXT alone; that of a message inside it is body.
            bool isHeaderWanted = i == 0 ? key.IncludesHeader : part.TryGetParent(out MimePart parent) && parent.IsMessage;
            if ((isHeaderWanted && HasHeaderText(part, key.Value)) || (!part.HasChildren && part.MediaType is MediaType.Text or MediaType.Message && Contains(part.GetBodyText(), key.Value)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasHeaderText(MimePart part, string value)
    {
        foreach (HeaderField field in part.Headers)
        {
            if (Contains($"{Encoding.Latin1.GetString(field.Name)}: {field.GetText()}", value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(string text, string value) => text.Contains(value, StringComparison.OrdinalIgnoreCase);
}
