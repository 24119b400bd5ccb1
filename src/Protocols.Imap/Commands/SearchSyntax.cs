using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>SEARCH and its keys.</summary>
internal static class SearchSyntax
{
    public static bool Read(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Search(ref reader, tag, isUid: false, out command);

    public static bool ReadUid(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Search(ref reader, tag, isUid: true, out command);

    private static bool Search(ref ImapCommandReader reader, string tag, bool isUid, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space())
        {
            return false;
        }

        if (!SearchOptionsSyntax.TryReadReturn(ref reader, out SearchReturn returns, out PartialRange partial, out ImmutableArray<FetchItem> updateItems))
        {
            return false;
        }

        Encoding charset = Encoding.UTF8;
        bool hasCharset = reader.TryKeyword("CHARSET"u8);
        if (hasCharset && (!reader.Space() || !ReadCharset(ref reader, out charset!) || !reader.Space()))
        {
            return false;
        }

        if (!ReadKeys(ref reader, charset, returns, out SearchKey? key))
        {
            return false;
        }

        command = new SearchCommand { Tag = tag, IsUid = isUid, Return = returns, Partial = partial, UpdateItems = updateItems, Key = key, HasCharset = hasCharset };
        return true;
    }

    /// <summary>Reads the keys up to the end of the command.</summary>
    public static bool ReadKeys(ref ImapCommandReader reader, Encoding charset, SearchReturn returns, [NotNullWhen(true)] out SearchKey? key)
    {
        KeyReader keys = new(charset);
        if (!keys.ReadList(ref reader, 0, out key) || !reader.End())
        {
            return false;
        }

        // RFC 6203 §4
        return (returns & SearchReturn.Relevancy) == 0 || keys.HasFuzzy || reader.Fail("RELEVANCY is for FUZZY alone");
    }

    public static bool TryParse(ReadOnlySpan<byte> text, ImapLimits limits, [NotNullWhen(true)] out SearchKey? key)
    {
        ImapCommandReader reader = new(text, limits, isUtf8: true);
        return ReadKeys(ref reader, Encoding.UTF8, SearchReturn.None, out key);
    }

    /// <summary>RFC 9051 §6.4.4: US-ASCII and UTF-8 are known; ISO-8859-1 besides, since it costs nothing.</summary>
    public static bool ReadCharset(ref ImapCommandReader reader, [NotNullWhen(true)] out Encoding? charset)
    {
        charset = null;
        if (!reader.AString(out ReadOnlySpan<byte> name))
        {
            return false;
        }

        charset = Encoding.ASCII.GetString(name).ToUpperInvariant() switch
        {
            "UTF-8" or "US-ASCII" => Encoding.UTF8,
            "ISO-8859-1" => Encoding.Latin1,
            _ => null,
        };
        return charset is not null || reader.FailCharset();
    }

    /// <summary>Reads keys under a budget of depth and number.</summary>
    private struct KeyReader(Encoding charset)
    {
        private int _count;

        public bool HasFuzzy { get; private set; }

        public bool ReadList(ref ImapCommandReader reader, int depth, [NotNullWhen(true)] out SearchKey? key)
        {
            key = null;
            ImmutableArray<SearchKey>.Builder keys = ImmutableArray.CreateBuilder<SearchKey>();
            do
            {
                if (!ReadKey(ref reader, depth, out SearchKey? next))
                {
                    return false;
                }

                keys.Add(next);
            }
            while (reader.TryTake((byte)' '));
            key = keys.Count == 1 ? keys[0] : new SearchAnd(keys.DrainToImmutable());
            return true;
        }

        private bool ReadKey(ref ImapCommandReader reader, int depth, [NotNullWhen(true)] out SearchKey? key)
        {
            key = null;
            if (depth > reader.Limits.MaxSearchDepth)
            {
                return reader.Fail("a SEARCH nests too deep");
            }

            if (++_count > reader.Limits.MaxSearchKeys)
            {
                return reader.Fail("a SEARCH has too many keys");
            }

            if (reader.TryTake((byte)'('))
            {
                return ReadList(ref reader, depth + 1, out key) && reader.Expect((byte)')');
            }

            if (char.IsAsciiDigit((char)reader.Peek) || reader.Peek is (byte)'*' or (byte)'$')
            {
                return ReadSet(ref reader, isUid: false, out key);
            }

            if (!reader.Keyword(out string? word))
            {
                return false;
            }

            key = Bare(word);
            return key is not null || (reader.Space() && ReadArgument(ref reader, word, depth, out key));
        }

        private static SearchKey? Bare(string word) => word switch
        {
            "ALL" => new SearchAll(),
            "ANSWERED" => new SearchFlag("\\Answered", true),
            "DELETED" => new SearchFlag("\\Deleted", true),
            "DRAFT" => new SearchFlag("\\Draft", true),
            "FLAGGED" => new SearchFlag("\\Flagged", true),
            "SEEN" => new SearchFlag("\\Seen", true),
            "UNANSWERED" => new SearchFlag("\\Answered", false),
            "UNDELETED" => new SearchFlag("\\Deleted", false),
            "UNDRAFT" => new SearchFlag("\\Draft", false),
            "UNFLAGGED" => new SearchFlag("\\Flagged", false),
            "UNSEEN" => new SearchFlag("\\Seen", false),

            // RFC 3501 §6.4.4
            "RECENT" => new SearchFlag("\\Recent", true),
            "OLD" => new SearchFlag("\\Recent", false),
            "NEW" => new SearchAnd([new SearchFlag("\\Recent", true), new SearchFlag("\\Seen", false)]),

            // RFC 8514 §4.3: every mailbox here has it.
            "SAVEDATESUPPORTED" => new SearchAll(),
            _ => null,
        };

        private bool ReadArgument(ref ImapCommandReader reader, string word, int depth, [NotNullWhen(true)] out SearchKey? key)
        {
            key = null;
            switch (word)
            {
                case "BCC" or "CC" or "FROM" or "SUBJECT" or "TO":
                    return ReadText(ref reader, out string? value) && Is(new SearchHeader(word, value), out key);
                case "HEADER":
                    return ReadText(ref reader, out string? field) && reader.Space() && ReadText(ref reader, out string? contained)
                        && Is(new SearchHeader(field, contained), out key);
                case "BODY" or "TEXT":
                    return ReadText(ref reader, out string? text) && Is(new SearchContent(text, word == "TEXT"), out key);
                case "KEYWORD" or "UNKEYWORD":
                    return reader.Flag(out string? flag) && Is(new SearchFlag(flag, word == "KEYWORD"), out key);
                case "BEFORE" or "SENTBEFORE":
                    return ReadDate(ref reader, DateComparison.Before, word, out key);
                case "ON" or "SENTON":
                    return ReadDate(ref reader, DateComparison.On, word, out key);
                case "SINCE" or "SENTSINCE":
                    return ReadDate(ref reader, DateComparison.Since, word, out key);
                case "SAVEDBEFORE":
                    return ReadSavedDate(ref reader, DateComparison.Before, out key);
                case "SAVEDON":
                    return ReadSavedDate(ref reader, DateComparison.On, out key);
                case "SAVEDSINCE":
                    return ReadSavedDate(ref reader, DateComparison.Since, out key);
                case "OLDER" or "YOUNGER":
                    return reader.NzNumber(out uint seconds) && Is(new SearchWithin(seconds, word == "OLDER"), out key);
                case "EMAILID" or "THREADID":
                    return reader.Atom(out string? id) && Is(new SearchObjectId(id, word == "THREADID"), out key);
                case "FUZZY":
                    HasFuzzy = true;
                    return ReadKey(ref reader, depth + 1, out SearchKey? fuzzy) && Is(new SearchFuzzy(fuzzy), out key);
                case "FILTER":
                    return ReadFilter(ref reader, out key);
                case "LARGER" or "SMALLER":
                    return reader.Number64(out long octets) && Is(new SearchSize(octets, word == "LARGER"), out key);
                case "UIDAFTER" or "UIDBEFORE":
                    return ReadUidBound(ref reader, word == "UIDAFTER", out key);
                case "MODSEQ":
                    return ReadModSeq(ref reader, out key);
                case "UID":
                    return ReadSet(ref reader, isUid: true, out key);
                case "NOT":
                    return ReadKey(ref reader, depth + 1, out SearchKey? negated) && Is(new SearchNot(negated), out key);
                case "OR":
                    return ReadKey(ref reader, depth + 1, out SearchKey? left) && reader.Space() && ReadKey(ref reader, depth + 1, out SearchKey? right)
                        && Is(new SearchOr(left, right), out key);
                default:
                    return reader.Fail("a SEARCH key is not known");
            }
        }

        private readonly bool ReadText(ref ImapCommandReader reader, [NotNullWhen(true)] out string? text)
        {
            text = null;
            if (!reader.AString(out ReadOnlySpan<byte> value))
            {
                return false;
            }

            if (ReferenceEquals(charset, Encoding.UTF8))
            {
                return reader.DecodeUtf8(value, out text);
            }

            text = charset.GetString(value);
            return true;
        }

        /// <summary>RFC 9738 §3.2: above a UID or below it, whether there is such a message or not.</summary>
        private static bool ReadUidBound(ref ImapCommandReader reader, bool isAfter, [NotNullWhen(true)] out SearchKey? key)
        {
            key = null;
            if (!reader.NzNumber(out uint uid))
            {
                return false;
            }

            bool isEmpty = uid == (isAfter ? uint.MaxValue : 1);
            SequenceRange range = isEmpty ? default : isAfter ? new SequenceRange(uid + 1, uint.MaxValue) : new SequenceRange(1, uid - 1);
            return Is(isEmpty ? new SearchNot(new SearchAll()) : new SearchSet(SequenceSet.Of(range), IsUid: true), out key);
        }

        /// <summary>RFC 7162 §7, search-modsequence.</summary>
        private static bool ReadModSeq(ref ImapCommandReader reader, [NotNullWhen(true)] out SearchKey? key)
        {
            key = null;
            string? entry = null;
            ModSeqEntryKind kind = ModSeqEntryKind.All;
            if (reader.Peek == '"')
            {
                if (!reader.Text(out entry) || !reader.Space() || !reader.Keyword(out string? word) || !reader.Space())
                {
                    return false;
                }

                if (!entry.StartsWith("/flags/", StringComparison.OrdinalIgnoreCase) || word is not ("ALL" or "PRIV" or "SHARED"))
                {
                    return reader.Fail("MODSEQ is of an entry such as \"/flags/\\\\seen\", and of all, priv or shared");
                }

                kind = word switch { "PRIV" => ModSeqEntryKind.Private, "SHARED" => ModSeqEntryKind.Shared, _ => ModSeqEntryKind.All };
            }

            return reader.Number64(out long modSeq) && Is(new SearchModSeq(modSeq, entry, kind), out key);
        }

        private static bool ReadSet(ref ImapCommandReader reader, bool isUid, [NotNullWhen(true)] out SearchKey? key)
        {
            key = reader.Set(out SequenceSet? set) ? new SearchSet(set, isUid) : null;
            return key is not null;
        }

        private static bool ReadDate(ref ImapCommandReader reader, DateComparison comparison, string word, [NotNullWhen(true)] out SearchKey? key)
        {
            bool isSent = word.StartsWith("SENT", StringComparison.Ordinal);
            key = ImapDates.TryReadDate(ref reader, out DateOnly date) ? new SearchDate(comparison, date, isSent) : null;
            return key is not null;
        }

        private static bool ReadSavedDate(ref ImapCommandReader reader, DateComparison comparison, [NotNullWhen(true)] out SearchKey? key)
        {
            key = ImapDates.TryReadDate(ref reader, out DateOnly date) ? new SearchSavedDate(comparison, date) : null;
            return key is not null;
        }

        private readonly bool ReadFilter(ref ImapCommandReader reader, [NotNullWhen(true)] out SearchKey? key)
        {
            key = null;
            if (!reader.Atom(out string? name))
            {
                return false;
            }

            if (!ReferenceEquals(charset, Encoding.UTF8))
            {
                // RFC 5466 §3.1
                return reader.FailCharset(isBad: true);
            }

            key = new SearchFilter(name);
            return !name.Contains('/', StringComparison.Ordinal) || reader.Fail("a filter's name holds a slash");
        }

        private static bool Is(SearchKey made, out SearchKey key)
        {
            key = made;
            return true;
        }
    }
}
