using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class CommandTests
{
    [Theory, Rfc(9051, "6.4.5"), Rfc(3501, "6.4.5")]
    [InlineData("1 ALL", "Flags InternalDate Size Envelope")]
    [InlineData("1 FAST", "Flags InternalDate Size")]
    [InlineData("1 FULL", "Flags InternalDate Size Envelope Body")]
    [InlineData("1 BODY", "Body")]
    [InlineData("1 (UID BODYSTRUCTURE)", "Uid BodyStructure")]
    [InlineData("1 (RFC822 RFC822.HEADER RFC822.TEXT RFC822.SIZE)", "Rfc822 Rfc822Header Rfc822Text Size")]
    [InlineData("1 BODY[]", "BodySection")]
    [InlineData("1 BINARY.SIZE[1]", "BinarySize")]
    public void Fetch_reads_every_item(string arguments, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', SessionReplay.Command<FetchCommand>("A FETCH " + arguments).Items.Select(i => i.Kind)));

    [Theory, Rfc(9051, "6.4.5.1"), Rfc(3516, "4")]
    [InlineData("BODY[]", "[] Content [] False ")]
    [InlineData("body.peek[TEXT]", "[] Text [] True ")]
    [InlineData("BODY[1]", "[1] Content [] False ")]
    [InlineData("BODY[1.2.3]<0.10>", "[1 2 3] Content [] False 0+10")]
    [InlineData("BODY[4.1.MIME]", "[4 1] Mime [] False ")]
    [InlineData("BODY[3.HEADER]", "[3] Header [] False ")]
    [InlineData("BODY[HEADER.FIELDS (From \"X-a\")]<5.9223372036854775807>", "[] HeaderFields [\"From\" \"X-a\"] False 5+9223372036854775807")]
    [InlineData("BODY[2.HEADER.FIELDS.NOT ({2+}\r\nTo)]", "[2] HeaderFieldsNot [\"To\"] False ")]
    [InlineData("BINARY.PEEK[1.1]<3.4>", "[1 1] Content [] True 3+4")]
    [InlineData("BINARY[]", "[] Content [] False ")]
    public void Fetch_reads_every_form_of_section(string item, string expected)
    {
        FetchItem read = SessionReplay.Command<FetchCommand>("A UID FETCH 1:* (" + item + ")").Items[0];
        string partial = read.Partial is { } p ? p.Offset + "+" + p.Length : string.Empty;
        Assert.Equal(expected, $"{SessionReplay.Describe(read.Section.Part)} {read.Section.Text} {SessionReplay.Describe(read.Section.Fields)} {read.IsPeek} {partial}");
    }

    [Theory, Rfc(9051, "6.4.5")]
    [InlineData("FETCH 1")]
    [InlineData("FETCH 1 ()")]
    [InlineData("FETCH 0 FLAGS")]
    [InlineData("FETCH 1, FLAGS")]
    [InlineData("FETCH 1: FLAGS")]
    [InlineData("FETCH 4294967296 FLAGS")]
    [InlineData("FETCH 1 (ALL)")]
    [InlineData("FETCH 1 (FLAGS ALL)")]
    [InlineData("FETCH 1  FLAGS")]
    [InlineData("FETCH 1 FLAGS ")]
    [InlineData("FETCH 1 (FLAGS")]
    [InlineData("FETCH 1 BODY[")]
    [InlineData("FETCH 1 BODY[1.]")]
    [InlineData("FETCH 1 BODY[0]")]
    [InlineData("FETCH 1 BODY[MIME]")]
    [InlineData("FETCH 1 BODY[HEADER.FIELDS]")]
    [InlineData("FETCH 1 BODY[HEADER.FIELDS ()]")]
    [InlineData("FETCH 1 BODY[]<0>")]
    [InlineData("FETCH 1 BODY[]<0.0>")]
    [InlineData("FETCH 1 BINARY[TEXT]")]
    [InlineData("FETCH 1 BINARY")]
    [InlineData("FETCH 1 ENVELOPE[]")]
    [InlineData("STORE 1 FLAGS")]
    [InlineData("STORE 1 XFLAGS (\\Seen)")]
    [InlineData("STORE 1 +FLAGS (\\)")]
    [InlineData("COPY 1")]
    [InlineData("UID NOOP")]
    [InlineData("UID EXPUNGE")]
    [InlineData("SEARCH")]
    [InlineData("SEARCH NOT")]
    [InlineData("SEARCH OR SEEN")]
    [InlineData("SEARCH (SEEN")]
    [InlineData("SEARCH BEFORE 31-Feb-2024")]
    [InlineData("SEARCH BEFORE 1-Feb-24")]
    [InlineData("SEARCH RETURN (ODD) ALL")]
    [InlineData("SEARCH LARGER x")]
    [InlineData("SEARCH LARGER 9223372036854775808")]
    [InlineData("SEARCH SUBJECT")]
    [InlineData("NOOP x")]
    [InlineData("SELECT")]
    [InlineData("SELECT \"a")]
    [InlineData("SELECT \"a\\b\"")]
    [InlineData("SELECT (a)")]
    [InlineData("SELECT {2+}\r\n\0a")]
    [InlineData("CREATE x (BAD)")]
    [InlineData("STATUS x ()")]
    [InlineData("STATUS x (NOTHING)")]
    [InlineData("LIST \"\"")]
    [InlineData("LIST (RECURSIVEMATCH) \"\" *")]
    [InlineData("LIST (ODD) \"\" *")]
    [InlineData("LIST \"\" () ")]
    [InlineData("LIST \"\" * RETURN (ODD)")]
    [InlineData("APPEND x")]
    [InlineData("APPEND x (\\Seen) data")]
    [InlineData("ID (\"a\")")]
    [InlineData("ENABLE")]
    public void What_is_malformed_is_bad(string command)
    {
        string answer = SessionReplay.Bad("A1 " + command);
        Assert.StartsWith("A1 BAD", answer, StringComparison.Ordinal);
        Assert.Equal(1, answer.Split('\n').Length - 1);
    }

    [Theory, Rfc(9051, "A.1")]
    [InlineData("&AOk-", "é")]
    [InlineData("&AOk", "&AOk")]
    [InlineData("!#&'+`|[}", "!#&'+`|[}")]
    public void A_mailbox_that_is_no_modified_utf7_is_taken_as_it_stands(string name, string expected) =>
        Assert.Equal(expected, SessionReplay.Command<SelectCommand>("A SELECT " + name).Mailbox);

    [Theory, Rfc(9051, "2.2.1")]
    [InlineData("")]
    [InlineData("NOOP")]
    [InlineData(" NOOP")]
    [InlineData("+ NOOP")]
    [InlineData("* NOOP")]
    [InlineData("a(b NOOP")]
    public void A_line_without_a_tag_is_answered_without_one(string line) =>
        Assert.StartsWith("* BAD", SessionReplay.Bad(line), StringComparison.Ordinal);

    [Theory, Rfc(9051, "6.4.4"), Rfc(3501, "6.4.4")]
    [InlineData("ALL", "SearchAll()")]
    [InlineData("SEEN UNDELETED", "SearchAnd(Keys=[SearchFlag(Flag=\"\\Seen\" IsSet=True) SearchFlag(Flag=\"\\Deleted\" IsSet=False)])")]
    [InlineData("1:3,*", "SearchSet(IsUid=False Messages=1:3,*)")]
    [InlineData("UID 5:*", "SearchSet(IsUid=True Messages=5:*)")]
    [InlineData("$", "SearchSet(IsUid=False Messages=$)")]
    [InlineData("NOT (FROM a TO b)", "SearchNot(Key=SearchAnd(Keys=[SearchHeader(Field=\"FROM\" Value=\"a\") SearchHeader(Field=\"TO\" Value=\"b\")]))")]
    [InlineData("OR KEYWORD $Mine UNKEYWORD x", "SearchOr(Left=SearchFlag(Flag=\"$Mine\" IsSet=True) Right=SearchFlag(Flag=\"x\" IsSet=False))")]
    [InlineData("HEADER Message-ID \"\"", "SearchHeader(Field=\"Message-ID\" Value=\"\")")]
    [InlineData("BODY x TEXT y", "SearchAnd(Keys=[SearchContent(IncludesHeader=False Value=\"x\") SearchContent(IncludesHeader=True Value=\"y\")])")]
    [InlineData("SINCE 1-Feb-1994", "SearchDate(Comparison=Since Date=02/01/1994 IsSent=False)")]
    [InlineData("SENTBEFORE \"09-mar-2024\"", "SearchDate(Comparison=Before Date=03/09/2024 IsSent=True)")]
    [InlineData("LARGER 4294967296", "SearchSize(IsLarger=True Octets=4294967296)")]
    [InlineData("NEW", "SearchAnd(Keys=[SearchFlag(Flag=\"\\Recent\" IsSet=True) SearchFlag(Flag=\"\\Seen\" IsSet=False)])")]
    [InlineData("CHARSET UTF-8 SUBJECT \"\xC3\xA9\"", "SearchHeader(Field=\"SUBJECT\" Value=\"é\")")]
    [InlineData("CHARSET iso-8859-1 SUBJECT {1+}\r\n\xE9", "SearchHeader(Field=\"SUBJECT\" Value=\"é\")")]
    public void Search_reads_every_key(string keys, string expected) =>
        Assert.Equal(expected, SessionReplay.Describe(SessionReplay.Command<SearchCommand>("A SEARCH " + keys).Key));

    [Theory, Rfc(9051, "6.4.4"), Rfc(4731, "3.1")]
    [InlineData("SEARCH ALL", SearchReturn.None)]
    [InlineData("SEARCH RETURN () ALL", SearchReturn.All)]
    [InlineData("SEARCH RETURN (MIN MAX COUNT SAVE) ALL", SearchReturn.Min | SearchReturn.Max | SearchReturn.Count | SearchReturn.Save)]
    public void Search_reads_its_result_options(string command, SearchReturn expected) =>
        Assert.Equal(expected, SessionReplay.Command<SearchCommand>("A UID " + command).Return);

    [Fact, Rfc(9051, "6.4.4")]
    public void A_charset_that_is_not_known_is_told_with_those_that_are()
    {
        SessionReplay replay = new SessionReplay(SessionReplay.Options, true, true, true).Feed("A1 SEARCH CHARSET KOI8-R ALL\r\n");
        Assert.StartsWith("A1 NO [BADCHARSET (US-ASCII UTF-8 ISO-8859-1)]", replay.Output, StringComparison.Ordinal);
    }

    [Theory, Rfc(9051, "6.3.9"), Rfc(5258, "3"), Rfc(5819, "2"), Rfc(6154, "2")]
    [InlineData("\"\" *", "IsExtended=False Patterns=[\"*\"] Reference=\"\" Return=None Selection=None Status=None")]
    [InlineData("~/Mail/ &AOk-%", "IsExtended=False Patterns=[\"é%\"] Reference=\"~/Mail/\" Return=None Selection=None Status=None")]
    [InlineData("() \"\" (\"INBOX\" a%)", "IsExtended=True Patterns=[\"INBOX\" \"a%\"] Reference=\"\" Return=None Selection=None Status=None")]
    [InlineData("(SUBSCRIBED RECURSIVEMATCH) \"\" % RETURN (CHILDREN STATUS (MESSAGES UNSEEN) SPECIAL-USE)", "IsExtended=True Patterns=[\"%\"] Reference=\"\" Return=Children, Status, SpecialUse Selection=Subscribed, RecursiveMatch Status=Messages, Unseen")]
    [InlineData("(SPECIAL-USE REMOTE) \"\" * RETURN ()", "IsExtended=True Patterns=[\"*\"] Reference=\"\" Return=None Selection=Remote, SpecialUse Status=None")]
    public void List_reads_patterns_and_options(string arguments, string expected) =>
        Assert.Equal($"ListCommand({expected} Tag=\"A\")", SessionReplay.Describe(SessionReplay.Command<ListCommand>("A LIST " + arguments)));

    [Theory, Rfc(9051, "6.4.6")]
    [InlineData("1 +FLAGS (\\Deleted)", "Flags=[\"\\Deleted\"] IsSilent=False IsUid=True Messages=1 Operation=Add")]
    [InlineData("1,3:2 -flags.silent \\Seen $x", "Flags=[\"\\Seen\" \"$x\"] IsSilent=True IsUid=True Messages=1,3:2 Operation=Remove")]
    [InlineData("$ FLAGS ()", "Flags=[] IsSilent=False IsUid=True Messages=$ Operation=Replace")]
    public void Store_reads_its_operations(string arguments, string expected) =>
        Assert.Equal($"StoreCommand({expected} Tag=\"A\")", SessionReplay.Describe(SessionReplay.Command<StoreCommand>("A UID STORE " + arguments)));

    [Theory, Rfc(9051, "6.3"), Rfc(9051, "6.4")]
    [InlineData("COPY 2:4 MEETING", "CopyCommand(IsMove=False IsUid=False Mailbox=\"MEETING\" Messages=2:4 Tag=\"A\")")]
    [InlineData("UID MOVE 42:69 foo", "CopyCommand(IsMove=True IsUid=True Mailbox=\"foo\" Messages=42:69 Tag=\"A\")")]
    [InlineData("UID EXPUNGE 3000:3002", "ExpungeCommand(Tag=\"A\" Uids=3000:3002)")]
    [InlineData("EXPUNGE", "ExpungeCommand(Tag=\"A\" Uids=null)")]
    [InlineData("CHECK", "CheckCommand(Tag=\"A\")")]
    [InlineData("UNSELECT", "CloseCommand(Expunges=False Tag=\"A\")")]
    [InlineData("RENAME blurdybloop sarasoop", "RenameCommand(Mailbox=\"blurdybloop\" NewName=\"sarasoop\" Tag=\"A\")")]
    [InlineData("CREATE owatagusiam/", "CreateCommand(Mailbox=\"owatagusiam/\" SpecialUse=[] Tag=\"A\")")]
    [InlineData("CREATE MySent (USE (\\Sent))", "CreateCommand(Mailbox=\"MySent\" SpecialUse=[\"\\Sent\"] Tag=\"A\")")]
    [InlineData("STATUS \"blurdybloop\" (UIDNEXT MESSAGES SIZE DELETED)", "StatusCommand(Items=Messages, UidNext, Deleted, Size Mailbox=\"blurdybloop\" Tag=\"A\")")]
    [InlineData("LSUB \"#news.\" \"comp.mail.*\"", "LsubCommand(Pattern=\"comp.mail.*\" Reference=\"#news.\" Tag=\"A\")")]
    [InlineData("ID (\"name\" \"x\" \"os\" NIL)", "IdCommand(Fields=[KeyValuePair`2(Key=\"name\" Value=\"x\") KeyValuePair`2(Key=\"os\" Value=null)] Tag=\"A\")")]
    [InlineData("ID NIL", "IdCommand(Fields=[] Tag=\"A\")")]
    [InlineData("UNSUBSCRIBE #news.comp", "SubscribeCommand(IsSubscribed=False Mailbox=\"#news.comp\" Tag=\"A\")")]
    [InlineData("EXAMINE iNbOx", "SelectCommand(IsReadOnly=True Mailbox=\"INBOX\" Tag=\"A\")")]
    [InlineData("NAMESPACE", "NamespaceCommand(Tag=\"A\")")]
    public void The_other_commands_read_as_the_specification_shows_them(string line, string expected) =>
        Assert.Equal(expected, SessionReplay.Describe(SessionReplay.Command<ImapCommand>("A " + line)));

    [Fact, Rfc(9051, "9")]
    public void A_set_resolves_sorted_and_merged_whatever_its_order()
    {
        SequenceSet set = SessionReplay.Command<FetchCommand>("A FETCH *:4,5:7,2 FLAGS").Messages;
        Assert.Equal([new SequenceRange(2, 2), new SequenceRange(4, 10)], set.Resolve(10));
        Assert.Equal([new SequenceRange(2, 7)], set.Resolve(3));
        Assert.Equal(7u, set.LargestNumber);
        Assert.True(set.HasStar);
    }
}
