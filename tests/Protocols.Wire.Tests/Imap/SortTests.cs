using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class SortTests
{
    private static string Written(Action<ImapResponseWriter> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(new ImapResponseWriter(output, isUtf8: false));
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }

    [Theory, Rfc(5256, "5"), Rfc(5957, "5"), Rfc(5267, "5")]
    [InlineData("A SORT (SUBJECT) UTF-8 ALL", "Return=None", "SortCriterion(IsReverse=False Key=Subject)")]
    [InlineData("A UID SORT (REVERSE DATE arrival cc FROM TO size) us-ascii UNDELETED", "IsUid=True", "SortCriterion(IsReverse=True Key=Date) SortCriterion(IsReverse=False Key=Arrival)")]
    [InlineData("A SORT (DISPLAYFROM REVERSE DISPLAYTO) \"UTF-8\" ALL", "DisplayFrom", "SortCriterion(IsReverse=True Key=DisplayTo)")]
    [InlineData("A SORT (SIZE REVERSE SIZE) UTF-8 ALL", "Criteria=[SortCriterion(IsReverse=False Key=Size)]", "Key=SearchAll()")]
    [InlineData("A SORT RETURN (MIN COUNT UPDATE CONTEXT) (SIZE) UTF-8 ALL", "Return=Min, Count, Update, Context", "Size")]
    [InlineData("A SORT RETURN (PARTIAL 500:1) (SIZE) UTF-8 ALL", "Partial=PartialRange(First=500 IsFromEnd=False Last=1)", "Return=Partial")]
    [InlineData("A SORT (RELEVANCY) UTF-8 FUZZY SUBJECT x", "Relevancy", "SearchFuzzy")]
    public void Sort_is_read(string line, string first, string second)
    {
        string described = SessionReplay.Describe(SessionReplay.Command<SortCommand>(line));
        Assert.Contains(first, described, StringComparison.Ordinal);
        Assert.Contains(second, described, StringComparison.Ordinal);
    }

    [Fact, Rfc(5256, "5"), Rfc(5267, "4.3.5"), Rfc(5255, "4.7")]
    public void The_commands_beside_it_are_read()
    {
        Assert.Equal(ThreadAlgorithm.References, SessionReplay.Command<ThreadCommand>("A THREAD references UTF-8 ALL").Algorithm);
        Assert.True(SessionReplay.Command<ThreadCommand>("A UID THREAD ORDEREDSUBJECT US-ASCII 1:5").IsUid);
        Assert.Equal(["B1", "B 2"], SessionReplay.Command<CancelUpdateCommand>("A CANCELUPDATE \"B1\" \"B 2\"").Tags);
        Assert.Empty(SessionReplay.Command<ComparatorCommand>("A COMPARATOR").Wanted);
        Assert.Equal(["cz;*", "i;basic"], SessionReplay.Command<ComparatorCommand>("A COMPARATOR \"cz;*\" i;basic").Wanted);
    }

    [Theory, Rfc(5267, "4.4")]
    [InlineData("1:10", 5, 0, 5)]
    [InlineData("4:2", 5, 1, 3)]
    [InlineData("6:9", 5, 0, 0)]
    [InlineData("-1:-2", 5, 3, 2)]
    [InlineData("-4:-9", 5, 0, 2)]
    [InlineData("-6:-9", 5, 0, 0)]
    [InlineData("1:4294967295", 0, 0, 0)]
    public void Partial_names_places_from_either_end(string range, int count, int start, int length)
    {
        SearchCommand command = SessionReplay.Command<SearchCommand>($"A SEARCH RETURN (PARTIAL {range}) ALL");
        Assert.Equal((start, length), command.Partial.Resolve(count));
    }

    [Theory]
    [InlineData("SORT () UTF-8 ALL")]
    [InlineData("SORT (ODD) UTF-8 ALL")]
    [InlineData("SORT (REVERSE) UTF-8 ALL")]
    [InlineData("SORT (RELEVANCY) UTF-8 ALL")]
    [InlineData("SORT RETURN (RELEVANCY) (SIZE) UTF-8 ALL")]
    [InlineData("SORT (SIZE) UTF-8")]
    [InlineData("THREAD ODD UTF-8 ALL")]
    [InlineData("CANCELUPDATE")]
    [InlineData("CANCELUPDATE B1")]
    [InlineData("SEARCH RETURN (PARTIAL 1) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL 1:*) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL -1:2) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL 0:2) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL 1:2 PARTIAL 3:4) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL 1:2 ALL) ALL")]
    [InlineData("SEARCH RETURN (RELEVANCY) ALL")]
    [InlineData("SEARCH OLDER 0")]
    [InlineData("SEARCH FUZZY")]
    [InlineData("SEARCH FILTER a/b")]
    [InlineData("SEARCH SAVEDON yesterday")]
    [InlineData("ESEARCH IN () ALL")]
    [InlineData("ESEARCH IN (odd) ALL")]
    [InlineData("ESEARCH IN (subtree) ALL")]
    [InlineData("ESEARCH IN (personal) RETURN (SAVE) ALL")]
    [InlineData("ESEARCH IN (mailboxes (a b) ALL")]
    public void What_is_malformed_is_answered_bad(string line) => SessionReplay.Bad("A " + line);

    [Theory, Rfc(5032, "3"), Rfc(8474, "7")]
    [InlineData("OLDER 5 YOUNGER 4294967295", "SearchAnd(Keys=[SearchWithin(IsOlder=True Seconds=5) SearchWithin(IsOlder=False Seconds=4294967295)])")]
    [InlineData("EMAILID M1 THREADID T-1", "SearchAnd(Keys=[SearchObjectId(Id=\"M1\" IsThread=False) SearchObjectId(Id=\"T-1\" IsThread=True)])")]
    [InlineData("SAVEDBEFORE 1-Feb-1994", "SearchSavedDate(Comparison=Before Date=02/01/1994)")]
    [InlineData("SAVEDATESUPPORTED", "SearchAll()")]
    [InlineData("FUZZY (SEEN ALL)", "SearchFuzzy(Key=SearchAnd(Keys=[SearchFlag(Flag=\"\\Seen\" IsSet=True) SearchAll()]))")]
    [InlineData("FILTER on-the-road", "SearchFilter(Filter=\"on-the-road\")")]
    public void Search_reads_the_keys_of_extensions(string keys, string expected) =>
        Assert.Equal(expected, SessionReplay.Describe(SessionReplay.Command<SearchCommand>("A SEARCH " + keys).Key));

    [Fact]
    public void A_filter_is_for_utf_8_alone()
    {
        Assert.Contains("A BAD [BADCHARSET (", SessionReplay.Bad("A SEARCH CHARSET ISO-8859-1 FILTER x"), StringComparison.Ordinal);
        Assert.True(SearchKey.TryParse("OR SMALLER 5000 FROM \"boss@example.com\""u8, ImapLimits.Default, out SearchKey? key));
        Assert.IsType<SearchOr>(key);
        Assert.False(SearchKey.TryParse("OR SMALLER"u8, ImapLimits.Default, out _));
        Assert.False(SearchKey.TryParse("NOT NOT SEEN"u8, new ImapLimits { MaxSearchDepth = 1 }, out _));
    }

    [Fact]
    public void A_search_in_several_mailboxes_is_read()
    {
        MultiSearchCommand command = SessionReplay.Command<MultiSearchCommand>("A ESEARCH IN (mailboxes \"folder1\" subtree-one (a b) personal) RETURN (COUNT) unseen");
        Assert.Equal(
            "[SearchScope(Kind=Mailboxes Names=[\"folder1\"]) SearchScope(Kind=SubtreeOne Names=[\"a\" \"b\"]) SearchScope(Kind=Personal Names=[])]",
            SessionReplay.Describe(command.Scopes));
        Assert.Equal((SearchReturn.Count, true), (command.Return, command.IsUid));
        MultiSearchCommand bare = SessionReplay.Command<MultiSearchCommand>("A ESEARCH ALL");
        Assert.Equal((SearchReturn.All, SearchScopeKind.Selected), (bare.Return, Assert.Single(bare.Scopes).Kind));
    }

    [Fact]
    public void Commands_come_out_the_same_however_they_are_cut() =>
        Assert.Contains("Key=Subject", SessionReplay.Check(
            "A SORT RETURN (PARTIAL -1:-2) (REVERSE SUBJECT) {5+}\r\nUTF-8 SUBJECT {1+}\r\nx\r\nB THREAD REFERENCES UTF-8 ALL\r\nC ESEARCH IN (mailboxes {1+}\r\na) ALL\r\nD CANCELUPDATE \"A\"\r\n",
            SessionReplay.Options, isSecure: true, isLoggedIn: true, isSelected: true), StringComparison.Ordinal);

    [Fact, Rfc(5256, "4"), Rfc(5267, "5"), Rfc(5255, "4.8")]
    public void Responses_are_written()
    {
        Assert.Equal("* ESEARCH (TAG \"a\") UID MIN 1 COUNT 0 ALL 2:3,9 PARTIAL (1:2 NIL) RELEVANCY (4 99)\r\n", Written(w =>
        {
            w.BeginESearch("a", isUid: true);
            w.ESearchNumber(SearchReturn.Min, 1);
            w.ESearchNumber(SearchReturn.Count, 0);
            w.ESearchAll([new SequenceRange(2, 3), new SequenceRange(9, 9)]);
            w.ESearchPartial(new PartialRange(2, 1, false), []);
            w.ESearchRelevancy([4, 99]);
            w.EndLine();
        }));
        Assert.Equal("* ESEARCH (TAG \"a\" MAILBOX \"b&AOk-\" UIDVALIDITY 7) UID ADDTO (0 1 2 5:6) REMOVEFROM (1 3)\r\n", Written(w =>
        {
            w.BeginESearch("a", "b\u00E9", 7);
            w.ESearchUpdate(true, [(0, [new SequenceRange(1, 1)]), (2, [new SequenceRange(5, 6)])]);
            w.ESearchUpdate(false, [(1, [new SequenceRange(3, 3)])]);
            w.EndLine();
        }));
        Assert.Equal("* COMPARATOR \"i;a\"\r\n* COMPARATOR \"i;a\" (\"i;a\" \"i;b\")\r\n", Written(w =>
        {
            w.Comparator("i;a", []);
            w.Comparator("i;a", ["i;a", "i;b"]);
        }));
        Assert.Equal("* NO [NOUPDATE \"B02\"] x\r\n* NO [UNDEFINED-FILTER f] x\r\n* OK [MAILBOXID (F1)] x\r\n* NO [BADCOMPARATOR] x\r\n", Written(w =>
        {
            w.Untagged(ImapStatus.No, ImapResponseCode.NoUpdate("B02"), "x");
            w.Untagged(ImapStatus.No, ImapResponseCode.UndefinedFilter("f"), "x");
            w.Untagged(ImapStatus.Ok, ImapResponseCode.MailboxId("F1"), "x");
            w.Untagged(ImapStatus.No, ImapResponseCode.BadComparator, "x");
        }));
        Assert.Throws<ArgumentException>(() => ImapResponseCode.NoUpdate("a\"b"));
        Assert.Throws<ArgumentException>(() => ImapResponseCode.UndefinedFilter("a b"));
    }

    [Fact, Rfc(8474, "7"), Rfc(8970, "6")]
    public void Fetch_and_status_read_the_items_of_extensions()
    {
        FetchCommand fetch = SessionReplay.Command<FetchCommand>("A FETCH 1 (EMAILID PREVIEW (LAZY LAZY) THREADID PREVIEW SAVEDATE)");
        Assert.Equal(
            [FetchItemKind.EmailId, FetchItemKind.Preview, FetchItemKind.ThreadId, FetchItemKind.Preview, FetchItemKind.SaveDate], fetch.Items.Select(i => i.Kind));
        Assert.Equal([false, true, false, false, false], fetch.Items.Select(i => i.IsLazy));
        Assert.True(SessionReplay.Command<FetchCommand>("A FETCH 1 PREVIEW (LAZY)").Items[0].IsLazy);
        SessionReplay.Bad("A FETCH 1 PREVIEW (EAGER)");
        SessionReplay.Bad("A FETCH 1 PREVIEW ()");
        Assert.Equal(StatusItems.MailboxId, SessionReplay.Command<StatusCommand>("A STATUS x (MAILBOXID)").Items);
        Assert.Equal("* STATUS \"x\" (SIZE 1 MAILBOXID (F1-2))\r\n", Written(w =>
            w.Status("x", StatusItems.Size | StatusItems.MailboxId, new StatusValues { Size = 1, MailboxId = "F1-2" })));
        Assert.Throws<ArgumentException>(() => Written(w => w.ObjectId("a b")));
    }
}
