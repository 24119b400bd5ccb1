using System.Text;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>What is known of a key so far.</summary>
internal enum SearchOutcome
{
    False,
    True,

    /// <summary>The message's header, or the message itself, has to be looked into.</summary>
    Unknown,
}

/// <summary>
/// Decides whether a message is what SEARCH wants (RFC 9051 §6.4.4): by the store's columns as far as they go, then by the outline's headers, and
/// only where a key is left open by the message's text.
/// </summary>
internal sealed class SearchMatcher
{
    private readonly SearchedMailbox _mailbox;
    private readonly Collation _collation;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<SearchSet, UidSet> _sets = [];
    private readonly Dictionary<SearchKey, Needle> _needles = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<SearchKey, FuzzyMatch> _fuzzy = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<SearchKey, EmailCandidates> _candidates = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<SearchObjectId, long?> _ids = [];
    private int _score;

    public SearchMatcher(SearchedMailbox mailbox, Collation collation, DateTimeOffset now, SearchKey key)
    {
        _mailbox = mailbox;
        _collation = collation;
        _now = now;
        Prepare(key, isFuzzy: false);
    }

    /// <summary>The columns that the keys need.</summary>
    public EntryColumns Columns { get; private set; }

    /// <summary>The keys that look into texts, each once: an index may know where they cannot be.</summary>
    public IReadOnlyCollection<SearchKey> TextKeys => _needles.Keys;

    /// <summary>The score of the message that was matched last, from 1 to 100.</summary>
    public int Score => _score;

    /// <summary>Says where the text of a key can be at all.</summary>
    public void Narrow(SearchKey key, EmailCandidates candidates) => _candidates[key] = candidates;

    /// <summary>The messages that can match at all: those of the sets that have to hold.</summary>
    public UidSet Candidates(SearchKey key) => key switch
    {
        SearchSet set => _sets[set],
        SearchAnd and => and.Keys.Select(Candidates).MinBy(static c => c.Count) ?? UidSet.All,
        _ => UidSet.All,
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
                return all.Length < 2 ? least : UidSet.Of(_mailbox.Map.Within(least).Where(uid => Array.TrueForAll(all, s => s.Contains(uid))));
            default:
                return null;
        }
    }

    /// <summary>Decides a key by the columns, and by the message as far as it is at hand.</summary>
    /// <param name="key">The key.</param>
    /// <param name="table">The columns.</param>
    /// <param name="row">The message.</param>
    /// <param name="document">Its outline, or the message itself; null for none.</param>
    public SearchOutcome Match(SearchKey key, EntryTable table, int row, MimeDocument? document)
    {
        _score = 100;
        return Decide(key, table, row, document);
    }

    private SearchOutcome Decide(SearchKey key, EntryTable table, int row, MimeDocument? document)
    {
        switch (key)
        {
            case SearchAll:
                return SearchOutcome.True;
            case SearchAnd and:
                return All(and, table, row, document);
            case SearchOr or:
                return Either(or, table, row, document);
            case SearchNot not:
                return Not(Decide(not.Key, table, row, document));
            case SearchFuzzy fuzzy:
                return Decide(fuzzy.Key, table, row, document);
            case SearchSet set:
                return Of(_sets[set].Contains(table[row].Uid));
            case SearchFlag flag:
                return Of(HasFlag(table[row], flag.Flag) == flag.IsSet);
            case SearchDate date:
                return Of(Compare(date, table, row));
            case SearchSavedDate saved:
                return Of(Compare(saved.Comparison, Day(table[row].SavedAt, 0), saved.Date));
            case SearchWithin within:
                return Of(IsWithin(within, table[row]));
            case SearchSize size:
                return Of(size.IsLarger ? table[row].Size > size.Octets : table[row].Size < size.Octets);
            case SearchModSeq modSeq:
                return Of(table[row].ModSeq >= modSeq.ModSeq);
            case SearchObjectId id:
                return Of(_ids[id] == (id.IsThread ? table.Thread(row) : table[row].Email));
            case SearchHeader or SearchContent:
                return Text(key, table[row], document);
            default:
                return SearchOutcome.False;
        }
    }

    private void Prepare(SearchKey key, bool isFuzzy)
    {
        switch (key)
        {
            case SearchAnd and:
                foreach (SearchKey one in and.Keys)
                {
                    Prepare(one, isFuzzy);
                }

                break;
            case SearchOr or:
                Prepare(or.Left, isFuzzy);
                Prepare(or.Right, isFuzzy);
                break;
            case SearchNot not:
                Prepare(not.Key, isFuzzy);
                break;
            case SearchFuzzy fuzzy:
                Prepare(fuzzy.Key, isFuzzy: true);
                break;
            case SearchSet { Messages.IsSavedResult: true } saved:
                _sets[saved] = _mailbox.Saved;
                break;
            case SearchSet set:
                // A number beyond the last message is no error here: there is no such message to find.
                _mailbox.Map.TryResolve(set.Messages, set.IsUid, out UidSet uids);
                _sets[set] = uids;
                break;
            case SearchDate { IsSent: true }:
                Columns |= EntryColumns.SentAt;
                break;
            case SearchObjectId id:
                Columns |= id.IsThread ? EntryColumns.Thread : EntryColumns.None;
                _ids[id] = ObjectIds.Number(id.Id, id.IsThread, _mailbox.Account);
                break;
            case SearchHeader header:
                PrepareText(key, header.Value, isFuzzy);
                break;
            case SearchContent content:
                PrepareText(key, content.Value, isFuzzy);
                break;
        }
    }

    private void PrepareText(SearchKey key, string value, bool isFuzzy)
    {
        if (isFuzzy && value.Length > 0)
        {
            _fuzzy[key] = new FuzzyMatch(value);
        }
        else
        {
            _needles[key] = new Needle(value, _collation);
        }
    }

    private SearchOutcome All(SearchAnd and, EntryTable table, int row, MimeDocument? document)
    {
        SearchOutcome outcome = SearchOutcome.True;
        foreach (SearchKey key in and.Keys)
        {
            switch (Decide(key, table, row, document))
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

    private SearchOutcome Either(SearchOr or, EntryTable table, int row, MimeDocument? document)
    {
        SearchOutcome left = Decide(or.Left, table, row, document);
        if (left == SearchOutcome.True)
        {
            return left;
        }

        SearchOutcome right = Decide(or.Right, table, row, document);
        return right == SearchOutcome.False ? left : right;
    }

    private static SearchOutcome Not(SearchOutcome outcome) => outcome switch
    {
        SearchOutcome.True => SearchOutcome.False,
        SearchOutcome.False => SearchOutcome.True,
        _ => SearchOutcome.Unknown,
    };

    private static SearchOutcome Of(bool isTrue) => isTrue ? SearchOutcome.True : SearchOutcome.False;

    private bool HasFlag(in EntryRow entry, string name)
    {
        if (!name.StartsWith('\\'))
        {
            return HasKeyword(entry.Keywords, name);
        }

        // RFC 3501 §6.4.4: RECENT, NEW and OLD are of this session, not of the message.
        return FlagNames.SystemFlag(name) is { } flag
            ? (entry.Flags & flag) != 0
            : name.Equals(@"\Recent", StringComparison.OrdinalIgnoreCase) && _mailbox.Recent.Contains(entry.Uid);
    }

    private static bool HasKeyword(string keywords, string name)
    {
        foreach (Range range in keywords.AsSpan().Split(' '))
        {
            if (keywords.AsSpan(range).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 9051 §6.4.4: dates are compared as they were written, without time and zone.
    private static bool Compare(SearchDate key, EntryTable table, int row)
    {
        if (!key.IsSent)
        {
            return Compare(key.Comparison, Day(table[row].ReceivedAt, table[row].ReceivedOffset), key.Date);
        }

        return table.SentAt(row) is { } sent && Compare(key.Comparison, Day(sent, table.SentOffset(row)), key.Date);
    }

    private static bool Compare(DateComparison comparison, DateOnly day, DateOnly date) => comparison switch
    {
        DateComparison.Before => day < date,
        DateComparison.On => day == date,
        _ => day >= date,
    };

    private static DateOnly Day(long milliseconds, int offset) =>
        DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToOffset(TimeSpan.FromMinutes(offset)).DateTime);

    // RFC 5032 §2: exact to the second.
    private bool IsWithin(SearchWithin key, in EntryRow entry)
    {
        long target = _now.ToUnixTimeSeconds() - key.Seconds;
        long arrived = Math.DivRem(entry.ReceivedAt, 1000).Quotient;
        return key.IsOlder ? arrived <= target : arrived >= target;
    }

    private SearchOutcome Text(SearchKey key, in EntryRow entry, MimeDocument? document)
    {
        if (_candidates.TryGetValue(key, out EmailCandidates? candidates) && !candidates.Contains(entry.Email))
        {
            return SearchOutcome.False;
        }

        if (document is not { } message || (key is SearchContent && !message.HasBodies))
        {
            return SearchOutcome.Unknown;
        }

        if (_fuzzy.TryGetValue(key, out FuzzyMatch? fuzzy))
        {
            int best = 0;
            _ = key is SearchHeader header
                ? HasField(message.Root, header, text => (best = Math.Max(best, fuzzy.Score(text))) == 100)
                : HasText(message, (SearchContent)key, text => (best = Math.Max(best, fuzzy.Score(text))) == 100);
            _score = Math.Min(_score, Math.Max(best, 1));
            return Of(best > 0);
        }

        Needle needle = _needles[key];
        return Of(key is SearchHeader field ? HasField(message.Root, field, needle.IsIn) : needle.IsEmpty || HasText(message, (SearchContent)key, needle.IsIn));
    }

    private static bool HasField(MimePart message, SearchHeader key, Func<string, bool> isIn)
    {
        foreach (HeaderField field in message.Headers)
        {
            if (Ascii.EqualsIgnoreCase(field.Name, key.Field) && (key.Value.Length == 0 || isIn(field.GetText()) || HasAddress(field, isIn)))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 9051 §6.4.4: FROM, TO, CC and BCC look into the envelope, where an address has neither comments nor white space.
    private static bool HasAddress(HeaderField field, Func<string, bool> isIn)
    {
        if (field.Id is not (HeaderId.From or HeaderId.To or HeaderId.Cc or HeaderId.Bcc))
        {
            return false;
        }

        foreach (Address address in field.Addresses)
        {
            if (isIn(address.ToString()))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasText(MimeDocument document, SearchContent key, Func<string, bool> isIn)
    {
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);

            // The header of the message counts for TEXT alone; that of a message inside it is body.
            bool isHeaderWanted = i == 0 ? key.IncludesHeader : part.TryGetParent(out MimePart parent) && parent.IsMessage;
            if ((isHeaderWanted && HasHeaderText(part, isIn)) || (!part.HasChildren && part.MediaType is MediaType.Text or MediaType.Message && isIn(part.GetBodyText())))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasHeaderText(MimePart part, Func<string, bool> isIn)
    {
        foreach (HeaderField field in part.Headers)
        {
            if (isIn($"{Encoding.Latin1.GetString(field.Name)}: {field.GetText()}"))
            {
                return true;
            }
        }

        return false;
    }
}
