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

        SearchReturn returns = SearchReturn.None;
        if (reader.TryKeyword("RETURN"u8) && (!reader.Space() || !ReadReturn(ref reader, out returns) || !reader.Space()))
        {
            return false;
        }

        Encoding charset = Encoding.UTF8;
        if (reader.TryKeyword("CHARSET"u8) && (!reader.Space() || !ReadCharset(ref reader, out charset!) || !reader.Space()))
        {
            return false;
        }

        KeyReader keys = new(charset);
        if (!keys.ReadList(ref reader, 0, out SearchKey? key) || !reader.End())
        {
            return false;
        }

        command = new SearchCommand { Tag = tag, IsUid = isUid, Return = returns, Key = key };
        return true;
    }

    private static bool ReadReturn(ref ImapCommandReader reader, out SearchReturn returns)
    {
        returns = SearchReturn.None;
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        while (!reader.TryTake((byte)')'))
        {
            if ((returns != SearchReturn.None && !reader.Space()) || !reader.Keyword(out string? word))
            {
                return false;
            }

            SearchReturn option = word switch
            {
                "MIN" => SearchReturn.Min,
                "MAX" => SearchReturn.Max,
                "ALL" => SearchReturn.All,
                "COUNT" => SearchReturn.Count,
                "SAVE" => SearchReturn.Save,
                _ => SearchReturn.None,
            };
            if (option == SearchReturn.None)
            {
                return reader.Fail("a SEARCH result option is not known");
            }

            returns |= option;
        }

        // RFC 9051 §6.4.4: an empty list is as ALL.
        returns = returns == SearchReturn.None ? SearchReturn.All : returns;
        return true;
    }

    /// <summary>RFC 9051 §6.4.4: US-ASCII and UTF-8 are known; ISO-8859-1 besides, since it costs nothing.</summary>
    private static bool ReadCharset(ref ImapCommandReader reader, [NotNullWhen(true)] out Encoding? charset)
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
                case "LARGER" or "SMALLER":
                    return reader.Number64(out long octets) && Is(new SearchSize(octets, word == "LARGER"), out key);
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

        private static bool Is(SearchKey made, out SearchKey key)
        {
            key = made;
            return true;
        }
    }
}
