using System.Buffers;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <content>The responses.</content>
public readonly partial struct ImapResponseWriter
{
    /// <summary>Ends a command (RFC 9051 §7.1).</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="status">OK, NO or BAD.</param>
    /// <param name="code">A response code, or none.</param>
    /// <param name="text">Words for a person.</param>
    /// <exception cref="ArgumentException">The status is not for tagged responses, or the tag is none.</exception>
    public void Tagged(ReadOnlySpan<char> tag, ImapStatus status, ImapResponseCode code, ReadOnlySpan<char> text)
    {
        if (status > ImapStatus.Bad)
        {
            throw new ArgumentException("A tagged response is OK, NO or BAD.", nameof(status));
        }

        foreach (char c in tag)
        {
            if (c > 0x7F || !ImapCharacters.Tag.Contains((byte)c))
            {
                throw new ArgumentException("This is no tag.", nameof(tag));
            }
        }

        WireText.Ascii(tag, _output);
        Space();
        Status(status, code, text);
    }

    /// <summary>Writes an untagged status response (RFC 9051 §7.1).</summary>
    /// <param name="status">Any.</param>
    /// <param name="code">A response code, or none.</param>
    /// <param name="text">Words for a person.</param>
    public void Untagged(ImapStatus status, ImapResponseCode code, ReadOnlySpan<char> text)
    {
        _output.Write("* "u8);
        Status(status, code, text);
    }

    /// <summary>Writes a continuation request (RFC 9051 §7.6).</summary>
    /// <param name="text">Words for a person.</param>
    public void Continue(ReadOnlySpan<char> text)
    {
        _output.Write("+ "u8);
        Human(text, hasCode: false);
        EndLine();
    }

    /// <summary>CAPABILITY (RFC 9051 §7.2.2).</summary>
    /// <param name="capabilities">The capabilities, each an atom.</param>
    public void Capability(IReadOnlyCollection<string> capabilities) => Words("* CAPABILITY "u8, capabilities);

    /// <summary>ENABLED (RFC 9051 §7.2.1).</summary>
    /// <param name="capabilities">What is enabled now; may be empty.</param>
    public void Enabled(IReadOnlyCollection<string> capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        Words(capabilities.Count == 0 ? "* ENABLED"u8 : "* ENABLED "u8, capabilities);
    }

    /// <summary>EXISTS (RFC 9051 §7.4.1).</summary>
    /// <param name="messages">How many messages there are.</param>
    public void Exists(uint messages) => Counted(messages, " EXISTS\r\n"u8);

    /// <summary>RECENT (RFC 3501 §7.3.2).</summary>
    /// <param name="messages">How many messages are recent.</param>
    public void Recent(uint messages) => Counted(messages, " RECENT\r\n"u8);

    /// <summary>EXPUNGE (RFC 9051 §7.5.1).</summary>
    /// <param name="sequenceNumber">The number of the message that is gone; those above move down at once.</param>
    public void Expunge(uint sequenceNumber) => Counted(sequenceNumber, " EXPUNGE\r\n"u8);

    /// <summary>FLAGS (RFC 9051 §7.3.5).</summary>
    /// <param name="flags">The flags that can be used in the mailbox.</param>
    public void Flags(IReadOnlyCollection<string> flags)
    {
        _output.Write("* FLAGS "u8);
        FlagList(flags);
        EndLine();
    }

    /// <summary>LIST (RFC 9051 §7.3.1).</summary>
    /// <param name="attributes">The attributes, such as <c>\HasChildren</c>.</param>
    /// <param name="separator">The hierarchy separator, or null for a flat name.</param>
    /// <param name="name">The name in Unicode.</param>
    /// <param name="childInfo">The selection options that children match, such as <c>SUBSCRIBED</c>: CHILDINFO; empty for none.</param>
    public void List(IReadOnlyCollection<string> attributes, char? separator, ReadOnlySpan<char> name, params IReadOnlyCollection<string> childInfo)
    {
        ArgumentNullException.ThrowIfNull(childInfo);
        MailboxList("* LIST "u8, attributes, separator, name);
        if (childInfo.Count > 0)
        {
            _output.Write(" (\"CHILDINFO\" ("u8);
            bool isFirst = true;
            foreach (string option in childInfo)
            {
                _output.Write(isFirst ? ""u8 : " "u8);
                String(option.AsSpan());
                isFirst = false;
            }

            _output.Write("))"u8);
        }

        EndLine();
    }

    /// <summary>LIST with nothing but the separator: the answer to an empty pattern, or a name that another was taken for (OLDNAME).</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="separator">The hierarchy separator, or null for a flat name.</param>
    /// <param name="name">The name in Unicode.</param>
    /// <param name="oldName">The name it had, or that the client gave it (RFC 9051 §6.3.9.7).</param>
    public void ListRenamed(IReadOnlyCollection<string> attributes, char? separator, ReadOnlySpan<char> name, ReadOnlySpan<char> oldName)
    {
        MailboxList("* LIST "u8, attributes, separator, name);
        _output.Write(" (\"OLDNAME\" ("u8);
        Mailbox(oldName);
        _output.Write("))\r\n"u8);
    }

    /// <summary>LSUB (RFC 3501 §7.2.3).</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="separator">The hierarchy separator, or null for a flat name.</param>
    /// <param name="name">The name in Unicode.</param>
    public void Lsub(IReadOnlyCollection<string> attributes, char? separator, ReadOnlySpan<char> name)
    {
        MailboxList("* LSUB "u8, attributes, separator, name);
        EndLine();
    }

    /// <summary>NAMESPACE with one personal namespace and no other (RFC 9051 §7.3.3).</summary>
    /// <param name="prefix">The prefix of its names; may be empty.</param>
    /// <param name="separator">The hierarchy separator, or null.</param>
    public void Namespace(ReadOnlySpan<char> prefix, char? separator)
    {
        _output.Write("* NAMESPACE (("u8);
        Mailbox(prefix);
        Space();
        Separator(separator);
        _output.Write(")) NIL NIL\r\n"u8);
    }

    /// <summary>NAMESPACE with one personal namespace and one of other users (RFC 9051 §6.3.10, §7.3.3).</summary>
    /// <param name="prefix">The prefix of the personal names; may be empty.</param>
    /// <param name="otherUsers">The prefix of other users' names.</param>
    /// <param name="separator">The hierarchy separator of both, or null.</param>
    /// <param name="translation">The prefix of other users' names in the language in use, or null (RFC 5255 §3.4).</param>
    public void Namespace(ReadOnlySpan<char> prefix, ReadOnlySpan<char> otherUsers, char? separator, string? translation = null)
    {
        _output.Write("* NAMESPACE (("u8);
        Mailbox(prefix);
        Space();
        Separator(separator);
        _output.Write(")) (("u8);
        Mailbox(otherUsers);
        Space();
        Separator(separator);
        if (translation is not null)
        {
            _output.Write(" \"TRANSLATION\" ("u8);
            Mailbox(translation);
            Close();
        }

        _output.Write(")) NIL\r\n"u8);
    }

    /// <summary>STATUS (RFC 9051 §7.3.4).</summary>
    /// <param name="name">The mailbox's name in Unicode.</param>
    /// <param name="items">What to tell.</param>
    /// <param name="values">The values; those not asked for are not looked at.</param>
    public void Status(ReadOnlySpan<char> name, StatusItems items, in StatusValues values)
    {
        _output.Write("* STATUS "u8);
        Mailbox(name);
        _output.Write(" ("u8);
        bool isFirst = true;
        StatusItem(items, StatusItems.Messages, "MESSAGES "u8, values.Messages, ref isFirst);
        StatusItem(items, StatusItems.Recent, "RECENT "u8, values.Recent, ref isFirst);
        StatusItem(items, StatusItems.UidNext, "UIDNEXT "u8, values.UidNext, ref isFirst);
        StatusItem(items, StatusItems.UidValidity, "UIDVALIDITY "u8, values.UidValidity, ref isFirst);
        StatusItem(items, StatusItems.Unseen, "UNSEEN "u8, values.Unseen, ref isFirst);
        StatusItem(items, StatusItems.Deleted, "DELETED "u8, values.Deleted, ref isFirst);
        StatusItem(items, StatusItems.Size, "SIZE "u8, values.Size, ref isFirst);
        StatusItem(items, StatusItems.DeletedStorage, "DELETED-STORAGE "u8, values.DeletedStorage, ref isFirst);
        StatusItem(items, StatusItems.AppendLimit, "APPENDLIMIT "u8, values.AppendLimit, ref isFirst);
        StatusItem(items, StatusItems.HighestModSeq, "HIGHESTMODSEQ "u8, values.HighestModSeq, ref isFirst);
        if ((items & StatusItems.MailboxId) != 0 && values.MailboxId is { } id)
        {
            _output.Write(isFirst ? "MAILBOXID "u8 : " MAILBOXID "u8);
            ObjectId(id);
        }

        _output.Write(")\r\n"u8);
    }

    /// <summary>ID (RFC 2971 §3.2).</summary>
    /// <param name="fields">What the server says of itself; none for NIL.</param>
    public void Id(IReadOnlyCollection<KeyValuePair<string, string?>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _output.Write("* ID "u8);
        if (fields.Count == 0)
        {
            Nil();
        }
        else
        {
            Open();
            bool isFirst = true;
            foreach (KeyValuePair<string, string?> field in fields)
            {
                _output.Write(isFirst ? ""u8 : " "u8);
                String(field.Key.AsSpan());
                Space();
                NString(field.Value);
                isFirst = false;
            }

            Close();
        }

        EndLine();
    }

    /// <summary>Begins the older SEARCH response; the numbers follow by <see cref="SearchNumber"/>, then <see cref="EndLine"/> (RFC 3501 §7.2.5).</summary>
    public void BeginSearch() => _output.Write("* SEARCH"u8);

    /// <summary>Writes one number of a SEARCH response.</summary>
    /// <param name="number">A sequence number or UID.</param>
    public void SearchNumber(uint number) => WireText.Spaced(number, _output);

    /// <summary>Writes an ESEARCH response (RFC 9051 §7.3.4).</summary>
    /// <param name="tag">The SEARCH command's tag.</param>
    /// <param name="isUid">Whether the numbers are UIDs.</param>
    /// <param name="returns">What was asked for.</param>
    /// <param name="ranges">The numbers found: rising, no two ranges touching.</param>
    /// <param name="modSeq">The highest mod-sequence of what is told, if the search was about them and found something; else 0 (RFC 4731 §3.2).</param>
    public void ESearch(ReadOnlySpan<char> tag, bool isUid, SearchReturn returns, IReadOnlyList<SequenceRange> ranges, long modSeq = 0)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        BeginESearch(tag, isUid);

        // RFC 9051 §6.4.4: MIN, MAX and ALL are left out where nothing was found; COUNT never is.
        if (ranges.Count > 0 && (returns & SearchReturn.Min) != 0)
        {
            ESearchNumber(SearchReturn.Min, ranges[0].First);
        }

        if (ranges.Count > 0 && (returns & SearchReturn.Max) != 0)
        {
            ESearchNumber(SearchReturn.Max, ranges[^1].Last);
        }

        if (ranges.Count > 0 && (returns & SearchReturn.All) != 0)
        {
            ESearchAll(ranges);
        }

        if ((returns & SearchReturn.Count) != 0)
        {
            long count = 0;
            for (int i = 0; i < ranges.Count; i++)
            {
                count += (long)ranges[i].Last - ranges[i].First + 1;
            }

            ESearchNumber(SearchReturn.Count, count);
        }

        if (modSeq > 0)
        {
            ESearchModSeq(modSeq);
        }

        EndLine();
    }

    /// <summary>Begins a FETCH response; items follow, then <see cref="EndFetch"/> (RFC 9051 §7.5.2).</summary>
    /// <param name="sequenceNumber">The message's number.</param>
    public void BeginFetch(uint sequenceNumber)
    {
        Counted(sequenceNumber, " FETCH ("u8);
    }

    /// <summary>Ends a FETCH response.</summary>
    public void EndFetch() => _output.Write(")\r\n"u8);

    /// <summary>Writes the name of a FETCH item as the response has it: BODY.PEEK comes out as BODY, a part with its origin alone.</summary>
    /// <param name="item">The item.</param>
    public void FetchItemName(FetchItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        _output.Write(item.Kind switch
        {
            FetchItemKind.Uid => "UID"u8,
            FetchItemKind.Flags => "FLAGS"u8,
            FetchItemKind.InternalDate => "INTERNALDATE"u8,
            FetchItemKind.Size => "RFC822.SIZE"u8,
            FetchItemKind.Envelope => "ENVELOPE"u8,
            FetchItemKind.BodyStructure => "BODYSTRUCTURE"u8,
            FetchItemKind.Binary => "BINARY"u8,
            FetchItemKind.BinarySize => "BINARY.SIZE"u8,
            FetchItemKind.Rfc822 => "RFC822"u8,
            FetchItemKind.Rfc822Header => "RFC822.HEADER"u8,
            FetchItemKind.Rfc822Text => "RFC822.TEXT"u8,
            FetchItemKind.ModSeq => "MODSEQ"u8,
            FetchItemKind.EmailId => "EMAILID"u8,
            FetchItemKind.ThreadId => "THREADID"u8,
            FetchItemKind.Preview => "PREVIEW"u8,
            FetchItemKind.SaveDate => "SAVEDATE"u8,
            _ => "BODY"u8,
        });
        if (item.Kind is FetchItemKind.BodySection or FetchItemKind.Binary or FetchItemKind.BinarySize)
        {
            Section(item.Section);
        }

        if (item.Partial is { } partial)
        {
            _output.Write("<"u8);
            WireText.Number(partial.Offset, _output);
            _output.Write(">"u8);
        }
    }

    /// <summary>Writes a set of numbers such as <c>1:3,5</c>.</summary>
    /// <param name="ranges">Its ranges, at least one, none with <c>*</c>.</param>
    public void Set(IReadOnlyList<SequenceRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        for (int i = 0; i < ranges.Count; i++)
        {
            _output.Write(i == 0 ? ""u8 : ","u8);
            WireText.Number(ranges[i].First, _output);
            if (ranges[i].First != ranges[i].Last)
            {
                _output.Write(":"u8);
                WireText.Number(ranges[i].Last, _output);
            }
        }
    }

    private void Section(FetchSection section)
    {
        _output.Write("["u8);
        for (int i = 0; i < section.Part.Length; i++)
        {
            _output.Write(i == 0 ? ""u8 : "."u8);
            WireText.Number(section.Part[i], _output);
        }

        if (section.Text != SectionText.Content)
        {
            _output.Write(section.Part.IsEmpty ? ""u8 : "."u8);
            _output.Write(section.Text switch
            {
                SectionText.Header => "HEADER"u8,
                SectionText.HeaderFields => "HEADER.FIELDS"u8,
                SectionText.HeaderFieldsNot => "HEADER.FIELDS.NOT"u8,
                SectionText.Text => "TEXT"u8,
                _ => "MIME"u8,
            });
        }

        if (!section.Fields.IsEmpty)
        {
            _output.Write(" ("u8);
            for (int i = 0; i < section.Fields.Length; i++)
            {
                _output.Write(i == 0 ? ""u8 : " "u8);
                AString(section.Fields[i]);
            }

            Close();
        }

        _output.Write("]"u8);
    }

    private void Status(ImapStatus status, ImapResponseCode code, ReadOnlySpan<char> text)
    {
        _output.Write(status switch
        {
            ImapStatus.Ok => "OK "u8,
            ImapStatus.No => "NO "u8,
            ImapStatus.Bad => "BAD "u8,
            ImapStatus.PreAuth => "PREAUTH "u8,
            _ => "BYE "u8,
        });
        if (!code.IsNone)
        {
            _output.Write("["u8);
            code.Write(_output);
            _output.Write("] "u8);
        }

        Human(text, !code.IsNone);
        EndLine();
    }

    // RFC 5255 §3.5: in a language of the client's choice, text is UTF-8.
    private void Human(ReadOnlySpan<char> text, bool hasCode)
    {
        if (_language is { } language)
        {
            WireText.Human(language.Translate(text), isUtf8: true, hasCode, _output);
        }
        else
        {
            WireText.Human(text, _isUtf8, hasCode, _output);
        }
    }

    private void Words(ReadOnlySpan<byte> start, IReadOnlyCollection<string> words)
    {
        _output.Write(start);
        WireText.Flags(words, _output);
        EndLine();
    }

    private void Counted(uint number, ReadOnlySpan<byte> rest)
    {
        _output.Write("* "u8);
        WireText.Number(number, _output);
        _output.Write(rest);
    }

    private void MailboxList(ReadOnlySpan<byte> start, IReadOnlyCollection<string> attributes, char? separator, ReadOnlySpan<char> name)
    {
        _output.Write(start);
        FlagList(attributes);
        Space();
        Separator(separator);
        Space();
        Mailbox(name);
    }

    private void Separator(char? separator)
    {
        if (separator is { } c)
        {
            String([c]);
        }
        else
        {
            Nil();
        }
    }

    private void StatusItem(StatusItems items, StatusItems item, ReadOnlySpan<byte> name, long value, ref bool isFirst)
    {
        if ((items & item) == 0)
        {
            return;
        }

        _output.Write(isFirst ? ""u8 : " "u8);
        _output.Write(name);
        Number(value);
        isFirst = false;
    }
}
