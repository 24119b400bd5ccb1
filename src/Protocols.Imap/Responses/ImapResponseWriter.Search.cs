using System.Buffers;

namespace Protocols.Imap;

/// <content>The responses of SORT, THREAD and the extended SEARCH.</content>
public readonly partial struct ImapResponseWriter
{
    // RFC 8474 §7, objectid
    private static readonly SearchValues<char> s_objectId = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Begins a SORT response; the numbers follow by <see cref="SearchNumber"/>, then <see cref="EndLine"/> (RFC 5256 §4).</summary>
    public void BeginSort() => _output.Write("* SORT"u8);

    /// <summary>Begins a THREAD response; threads follow as lists of numbers without a space between lists, then <see cref="EndLine"/> (RFC 5256 §4).</summary>
    /// <param name="isEmpty">Whether no thread follows.</param>
    public void BeginThread(bool isEmpty) => _output.Write(isEmpty ? "* THREAD"u8 : "* THREAD "u8);

    /// <summary>Begins an ESEARCH response; items follow, then <see cref="EndLine"/> (RFC 9051 §7.3.4).</summary>
    /// <param name="tag">The tag of the command that it answers.</param>
    /// <param name="isUid">Whether the numbers are UIDs.</param>
    public void BeginESearch(ReadOnlySpan<char> tag, bool isUid)
    {
        _output.Write("* ESEARCH (TAG "u8);
        String(tag);
        _output.Write(isUid ? ") UID"u8 : ")"u8);
    }

    /// <summary>Begins an ESEARCH response about one of several mailboxes, in UIDs (RFC 7377 §2.1).</summary>
    /// <param name="tag">The tag of the command that it answers.</param>
    /// <param name="mailbox">The mailbox's name in Unicode.</param>
    /// <param name="uidValidity">Its UIDVALIDITY.</param>
    public void BeginESearch(ReadOnlySpan<char> tag, ReadOnlySpan<char> mailbox, uint uidValidity)
    {
        _output.Write("* ESEARCH (TAG "u8);
        String(tag);
        _output.Write(" MAILBOX "u8);
        Mailbox(mailbox);
        _output.Write(" UIDVALIDITY"u8);
        WireText.Spaced(uidValidity, _output);
        _output.Write(") UID"u8);
    }

    /// <summary>An item of an ESEARCH response that is a number: MIN, MAX or COUNT.</summary>
    /// <param name="item">Which, one of them.</param>
    /// <param name="number">The number.</param>
    /// <exception cref="ArgumentException">The item has no number.</exception>
    public void ESearchNumber(SearchReturn item, long number)
    {
        _output.Write(item switch
        {
            SearchReturn.Min => " MIN"u8,
            SearchReturn.Max => " MAX"u8,
            SearchReturn.Count => " COUNT"u8,
            _ => throw new ArgumentException("MIN, MAX and COUNT are numbers.", nameof(item)),
        });
        WireText.Spaced(number, _output);
    }

    /// <summary>ALL, in the order of the result.</summary>
    /// <param name="ranges">The numbers, at least one; each range rises.</param>
    public void ESearchAll(IReadOnlyList<SequenceRange> ranges)
    {
        _output.Write(" ALL "u8);
        Set(ranges);
    }

    /// <summary>PARTIAL (RFC 9394 §4).</summary>
    /// <param name="asked">The places that were asked for.</param>
    /// <param name="ranges">The numbers at those places, perhaps none.</param>
    public void ESearchPartial(PartialRange asked, IReadOnlyList<SequenceRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        _output.Write(" PARTIAL ("u8);
        WireText.Ascii(asked.ToString(), _output);
        Space();
        if (ranges.Count == 0)
        {
            Nil();
        }
        else
        {
            Set(ranges);
        }

        Close();
    }

    /// <summary>RELEVANCY (RFC 6203 §4).</summary>
    /// <param name="scores">A score from 1 to 100 for each message told of, in the same order.</param>
    public void ESearchRelevancy(IReadOnlyList<int> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        _output.Write(" RELEVANCY ("u8);
        for (int i = 0; i < scores.Count; i++)
        {
            _output.Write(i == 0 ? ""u8 : " "u8);
            WireText.Number(scores[i], _output);
        }

        Close();
    }

    /// <summary>MODSEQ: the highest of those told of (RFC 4731 §3.2, RFC 7162 §3.1.10).</summary>
    /// <param name="modSeq">The mod-sequence.</param>
    public void ESearchModSeq(long modSeq)
    {
        _output.Write(" MODSEQ"u8);
        WireText.Spaced(modSeq, _output);
    }

    /// <summary>ADDTO or REMOVEFROM (RFC 5267 §4.3).</summary>
    /// <param name="isAdded">Whether messages came to the result.</param>
    /// <param name="changes">
    /// Places in the result from 1, or 0 where it is in the order of the mailbox, and what came to or went from there; processed in this order.
    /// </param>
    public void ESearchUpdate(bool isAdded, IReadOnlyList<(uint Position, IReadOnlyList<SequenceRange> Messages)> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        _output.Write(isAdded ? " ADDTO ("u8 : " REMOVEFROM ("u8);
        for (int i = 0; i < changes.Count; i++)
        {
            _output.Write(i == 0 ? ""u8 : " "u8);
            WireText.Number(changes[i].Position, _output);
            Space();
            Set(changes[i].Messages);
        }

        Close();
    }

    /// <summary>An id in its parentheses: the value of EMAILID, THREADID and MAILBOXID (RFC 8474 §7).</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="ArgumentException">It is not 1 to 255 letters, digits, hyphens and underscores.</exception>
    public void ObjectId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is 0 or > 255 || id.AsSpan().ContainsAnyExcept(s_objectId))
        {
            throw new ArgumentException("An id is 1 to 255 letters, digits, hyphens and underscores.", nameof(id));
        }

        Open();
        WireText.Ascii(id, _output);
        Close();
    }

    /// <summary>COMPARATOR (RFC 5255 §4.8).</summary>
    /// <param name="active">The one in use.</param>
    /// <param name="matching">All that the client's wishes match, where there is more than one; else empty.</param>
    public void Comparator(string active, IReadOnlyList<string> matching)
    {
        ArgumentNullException.ThrowIfNull(matching);
        _output.Write("* COMPARATOR "u8);
        String(active.AsSpan());
        if (matching.Count > 0)
        {
            _output.Write(" ("u8);
            for (int i = 0; i < matching.Count; i++)
            {
                _output.Write(i == 0 ? ""u8 : " "u8);
                String(matching[i].AsSpan());
            }

            Close();
        }

        EndLine();
    }
}
