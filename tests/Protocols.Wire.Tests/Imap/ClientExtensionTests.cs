using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>Extensions at both ends: what the client's session writes comes out of the server's as it went in, and what the server writes comes out of the client's.</summary>
public sealed class ClientExtensionTests
{
    private static readonly SearchKey s_key = new SearchAnd([new SearchHeader("SUBJECT", "Gr\u00FC\u00DFe"), new SearchNot(new SearchFlag("\\Seen", true))]);

    private static ImmutableArray<FetchItem> Items =>
    [
        new() { Kind = FetchItemKind.Uid },
        new() { Kind = FetchItemKind.BodySection, IsPeek = true, Section = new FetchSection { Text = SectionText.HeaderFields, Fields = ["SUBJECT"] } },
    ];

    /// <summary>The commands, by what they are about.</summary>
    public static TheoryData<string, ImapCommand[]> Commands => new()
    {
        {
            "ACL",
            [
                new SetAclCommand { Tag = "", Mailbox = "a b", Identifier = "ann@example.org", Operation = AclOperation.Add, Rights = "lrs" },
                new SetAclCommand { Tag = "", Mailbox = "INBOX", Identifier = "-\"x\\y\"", Operation = AclOperation.Replace, Rights = "" },
                new SetAclCommand { Tag = "", Mailbox = "Entw\u00FCrfe", Identifier = "anyone", Operation = AclOperation.Remove, Rights = "x" },
                new DeleteAclCommand { Tag = "", Mailbox = "INBOX", Identifier = "bob" },
                new GetAclCommand { Tag = "", Mailbox = "INBOX" },
                new ListRightsCommand { Tag = "", Mailbox = "INBOX", Identifier = "bob" },
                new MyRightsCommand { Tag = "", Mailbox = "INBOX" },
            ]
        },
        { "QUOTA", [new GetQuotaCommand { Tag = "", Root = "" }, new GetQuotaCommand { Tag = "", Root = "ann@example.org" }, new GetQuotaRootCommand { Tag = "", Mailbox = "a/b" }] },
        {
            "METADATA",
            [
                new GetMetadataCommand { Tag = "", Mailbox = "", Entries = ["/shared/comment"] },
                new GetMetadataCommand { Tag = "", Mailbox = "INBOX", Entries = ["/private/a", "/shared/b"], Depth = MetadataDepth.Infinity, MaxSize = 1024 },
                new GetMetadataCommand { Tag = "", Mailbox = "INBOX", Entries = ["/private/a"], Depth = MetadataDepth.One },
                new SetMetadataCommand
                {
                    Tag = "",
                    Mailbox = "INBOX",
                    Values = [new("/private/a", "one\r\ntwo"u8.ToArray()), new("/shared/b", null), new("/shared/c", "\0\x01"u8.ToArray()), new("/shared/d", Array.Empty<byte>())],
                },
            ]
        },
        {
            "SORT",
            [
                new SortCommand { Tag = "", IsUid = true, Key = s_key, Criteria = [new(SortKey.Subject, true), new(SortKey.DisplayFrom, false)] },
                new SortCommand { Tag = "", IsUid = false, Key = new SearchAll(), Criteria = [new(SortKey.Arrival, false)], Return = SearchReturn.Partial | SearchReturn.Count, Partial = new(1, 10, true) },
                new SortCommand { Tag = "", IsUid = false, Key = new SearchFuzzy(new SearchContent("x", true)), Criteria = [new(SortKey.Relevancy, false)], Return = SearchReturn.Update, UpdateItems = Items },
                new ThreadCommand { Tag = "", IsUid = true, Algorithm = ThreadAlgorithm.References, Key = s_key },
                new ThreadCommand { Tag = "", IsUid = false, Algorithm = ThreadAlgorithm.OrderedSubject, Key = new SearchSavedDate(DateComparison.Since, new DateOnly(2026, 2, 1)) },
                new CancelUpdateCommand { Tag = "", Tags = ["A1", "A2"] },
                new ComparatorCommand { Tag = "", Wanted = ["i;basic;*", "i;octet"] },
            ]
        },
        {
            "SEARCH",
            [
                new SearchCommand { Tag = "", IsUid = false, HasCharset = true, Key = new SearchOr(new SearchWithin(60, true), new SearchObjectId("M1", false)), Return = SearchReturn.Update | SearchReturn.Context | SearchReturn.All },
                new SearchCommand { Tag = "", IsUid = true, HasCharset = true, Key = new SearchAnd([new SearchFilter("work"), new SearchFuzzy(new SearchContent("a", false))]), Return = SearchReturn.Relevancy | SearchReturn.Save },
                new MultiSearchCommand
                {
                    Tag = "",
                    IsUid = true,
                    Return = SearchReturn.All,
                    Key = s_key,
                    Scopes = [new(SearchScopeKind.Personal, []), new(SearchScopeKind.SubtreeOne, ["a", "b c"]), new(SearchScopeKind.Mailboxes, ["\u00E9"])],
                },
            ]
        },
        {
            "NOTIFY",
            [
                new NotifyCommand { Tag = "", Groups = [] },
                new NotifyCommand
                {
                    Tag = "",
                    WithStatus = true,
                    Groups =
                    [
                        new() { Filter = NotifyFilter.SelectedDelayed, Events = NotifyEvents.MessageNew | NotifyEvents.MessageExpunge | NotifyEvents.FlagChange, NewItems = Items },
                        new() { Filter = NotifyFilter.Subtree, Mailboxes = ["Lists"], Events = NotifyEvents.MailboxName | NotifyEvents.SubscriptionChange },
                        new() { Filter = NotifyFilter.Mailboxes, Mailboxes = ["a b", "c"], Events = NotifyEvents.None },
                        new() { Filter = NotifyFilter.Personal, Events = NotifyEvents.MailboxMetadataChange | NotifyEvents.ServerMetadataChange },
                    ],
                },
            ]
        },
        { "LANGUAGE", [new LanguageCommand { Tag = "", Ranges = ["de", "*"] }, new LanguageCommand { Tag = "", Ranges = [] }] },
    };

    [Theory, MemberData(nameof(Commands))]
    [Rfc(4314, "7"), Rfc(9208, "7"), Rfc(5464, "5"), Rfc(5256, "5"), Rfc(5267, "5"), Rfc(7377, "4"), Rfc(5465, "8"), Rfc(6203, "7")]
    public void A_command_comes_out_of_the_server_as_it_went_into_the_client(string name, ImapCommand[] commands)
    {
        Assert.NotEmpty(name);
        foreach (string capabilities in new[] { "IMAP4rev1 LITERAL+", "IMAP4rev1" })
        {
            ClientReplay client = new ClientReplay().Feed($"* OK [CAPABILITY {capabilities}] hello\r\n");
            SessionReplay server = new(SessionReplay.Options, isSecure: true, isLoggedIn: true, isSelected: true);
            int taken = 0;
            foreach (ImapCommand command in commands)
            {
                client.Session.Send(tag => command with { Tag = tag }, client.Output);
                for (int told = -1; told != server.Output.Length;)
                {
                    // Each waits for the other: literals that need leave go one by one.
                    told = server.Output.Length;
                    server.Feed(client.Sent[taken..]);
                    taken = client.Sent.Length;
                    client.Feed(server.Output[told..]);
                }
            }

            Assert.Equal(commands.Select((c, i) => SessionReplay.Describe(c with { Tag = "A" + (i + 1) })), server.Commands);
            Assert.Equal(0, client.Session.OpenCommands);
        }
    }

    [Theory, Rfc(4469, "3"), Rfc(4469, "5")]
    [InlineData("IMAP4rev1")]
    [InlineData("IMAP4rev1 LITERAL+")]
    public void A_message_is_put_together_of_urls_and_texts(string capabilities)
    {
        ClientReplay client = new ClientReplay().Feed($"* OK [CAPABILITY {capabilities}] hello\r\n");
        SessionReplay server = new(SessionReplay.Options, isSecure: true, isLoggedIn: true, isSelected: true);
        client.Message = "text\r\n";
        client.Session.Catenate(
            "a b",
            ["\\Seen"],
            new DateTimeOffset(2026, 2, 1, 3, 4, 5, TimeSpan.Zero),
            [new ImapCatenateText(6), new ImapCatenateUrl("/INBOX/;UID=20/;SECTION=1"), new ImapCatenateText(6)],
            client.Output);
        client.Session.Send(tag => new NoopCommand { Tag = tag }, client.Output);
        int taken = 0;
        for (int round = 0; round < 6; round++)
        {
            int told = server.Output.Length;
            client.Feed(round == 0 ? "* OK still here\r\n" : "");
            server.Feed(client.Sent[taken..]);
            taken = client.Sent.Length;
            client.Feed(server.Output[told..]);
        }

        Assert.Contains("# message text\r\n</INBOX/;UID=20/;SECTION=1>+text\r\n", server.Transcript, StringComparison.Ordinal);
        Assert.Equal(2, client.Events.Count(static e => e.Kind == ImapClientEventKind.Completed));
        Assert.Equal("NoopCommand(Tag=\"A2\")", server.Commands[^1]);
        Assert.Throws<ArgumentException>(() => client.Session.Catenate("x", [], null, [], client.Output));
        Assert.Throws<ArgumentException>(() => client.Session.Catenate("x", [], null, [new ImapCatenateUrl("\0")], client.Output));
    }

    private static string Told(Action<ImapResponseWriter> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(new ImapResponseWriter(output, isUtf8: false));
        return Encoding.Latin1.GetString(output.WrittenSpan).TrimEnd('\r', '\n');
    }

    private static string Heard<T>(Action<ImapResponseWriter> write)
        where T : ImapResponse => ClientReplay.Describe(ClientReplay.Parse<T>(Told(write)));

    [Fact, Rfc(4314, "3.6"), Rfc(4314, "3.7"), Rfc(4314, "3.8"), Rfc(9208, "4.2.1"), Rfc(9208, "4.2.2"), Rfc(5464, "4.4")]
    public void Responses_come_out_of_the_client_as_the_server_told_them()
    {
        Assert.Equal(
            "ImapAclResponse(Entries=[[ann, lrs] [-\"x\\y\", w]] Kind=\"ACL\" Mailbox=\"Entw\u00FCrfe\")",
            Heard<ImapAclResponse>(w => w.Acl("Entw\u00FCrfe", [new("ann", "lrs"), new("-\"x\\y\"", "w")])));
        Assert.Equal(
            "ImapAclResponse(Entries=[[bob, l] [bob, r] [bob, tx]] Kind=\"LISTRIGHTS\" Mailbox=\"INBOX\")", Heard<ImapAclResponse>(w => w.ListRights("INBOX", "bob", "l", ["r", "tx"])));
        Assert.Equal("ImapAclResponse(Entries=[[, lr]] Kind=\"MYRIGHTS\" Mailbox=\"INBOX\")", Heard<ImapAclResponse>(w => w.MyRights("INBOX", "lr")));
        Assert.Equal(
            "ImapQuotaResponse(Resources=[ImapQuotaResource(Limit=20 Resource=\"STORAGE\" Usage=10)] Root=\"ann\")", Heard<ImapQuotaResponse>(w => w.Quota("ann", [("STORAGE", 10, 20)])));
        Assert.Equal("ImapQuotaRootResponse(Mailbox=\"INBOX\" Roots=[\"\" \"a b\"])", Heard<ImapQuotaRootResponse>(w => w.QuotaRoot("INBOX", "", "a b")));
        Assert.Equal(
            "ImapMetadataResponse(Entries=[[/private/a, one\r\ntwo] [/shared/b, ]] Mailbox=\"INBOX\")",
            Heard<ImapMetadataResponse>(w => w.Metadata("INBOX", [new("/private/a", "one\r\ntwo"u8.ToArray()), new("/shared/b", null)])));
        Assert.Equal(
            "ImapMetadataResponse(Entries=[[/shared/a, ] [/shared/b, ]])", Heard<ImapMetadataResponse>(w => w.MetadataChanged("", ["/shared/a", "/shared/b"])).Replace(" Mailbox=\"\"", "", StringComparison.Ordinal));
    }

    [Fact, Rfc(7377, "2.1"), Rfc(5267, "4.3.2"), Rfc(5267, "4.3.3"), Rfc(6203, "4"), Rfc(9394, "3.1")]
    public void Results_of_searches_come_out_as_they_were_told()
    {
        Assert.Equal(
            "ImapESearchResponse(All=1:3,9 IsUid=True Mailbox=\"Entw\u00FCrfe\" Relevancy=[91 100] Tag=\"A1\" UidValidity=7)",
            Heard<ImapESearchResponse>(w =>
            {
                w.BeginESearch("A1", "Entw\u00FCrfe", 7);
                w.ESearchAll([new(1, 3), new(9, 9)]);
                w.ESearchRelevancy([91, 100]);
                w.EndLine();
            }));
        ImapESearchResponse update = ClientReplay.Parse<ImapESearchResponse>(Told(w =>
        {
            w.BeginESearch("A1", isUid: true);
            w.ESearchUpdate(isAdded: false, [(4, [new(4, 4)]), (3, [new(1, 1)])]);
            w.ESearchUpdate(isAdded: true, [(0, [new(7, 9)])]);
            w.EndLine();
        }));
        Assert.Equal(["- 4 4", "- 3 1", "+ 0 7:9"], update.Changes.Select(static c => $"{(c.IsAdded ? '+' : '-')} {c.Position} {c.Messages}"));
    }

    [Theory, Rfc(5464, "4.2.1"), Rfc(5465, "5"), Rfc(5267, "4.3"), Rfc(4469, "3")]
    [InlineData("METADATA LONGENTRIES 2199", 2199L, "METADATA", "LONGENTRIES")]
    [InlineData("METADATA TOOMANY", null, "METADATA", "TOOMANY")]
    [InlineData("BADEVENT (MessageNew MessageExpunge)", null, "BADEVENT", "MessageNew MessageExpunge")]
    [InlineData("NOUPDATE \"B02\"", null, "NOUPDATE", "")]
    [InlineData("BADURL \"/x y/;UID=1\"", null, "BADURL", "")]
    public void Codes_of_extensions_are_told_apart(string code, long? number, string name, string words)
    {
        ClientReplay client = new ClientReplay().Feed($"* OK hello\r\n* NO [{code}] x\r\n");
        ImapReceivedCode found = Assert.IsType<ImapStatusResponse>(Assert.Single(client.Responses)).Code!;
        Assert.Equal((name, number, true), (found.Name, found.Number, string.Join(' ', found.Words).Contains(words, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_cannot_be_written_is_not_sent()
    {
        ClientReplay client = new ClientReplay().Feed("* OK [CAPABILITY IMAP4rev1 LITERAL+] hello\r\n");
        const string Evil = "a\r\nA9 DELETE INBOX";
        foreach (ImapCommand command in new ImapCommand[]
        {
            new SetAclCommand { Tag = "", Mailbox = "x", Identifier = "y", Operation = AclOperation.Replace, Rights = "+l" },
            new ThreadCommand { Tag = "", IsUid = false, Algorithm = ThreadAlgorithm.References, Key = new SearchFilter(Evil) },
            new SearchCommand { Tag = "", IsUid = false, Key = new SearchObjectId(Evil, false) },
            new NotifyCommand { Tag = "", Groups = [new() { Filter = NotifyFilter.Personal, Events = NotifyEvents.Unknown }] },
            new NotifyCommand { Tag = "", Groups = [new() { Filter = NotifyFilter.Mailboxes, Events = NotifyEvents.MailboxName }] },
        })
        {
            Assert.Throws<ArgumentException>(() => client.Session.Send(tag => command with { Tag = tag }, client.Output));
        }

        Assert.Equal("", client.Sent);
        client.Session.Send(tag => new GetAclCommand { Tag = tag, Mailbox = Evil }, client.Output);
        client.Session.Send(tag => new SetMetadataCommand { Tag = tag, Mailbox = "x", Values = [new("/private/a", Encoding.ASCII.GetBytes(Evil))] }, client.Output);
        SessionReplay server = new(SessionReplay.Options, isSecure: true, isLoggedIn: true, isSelected: true);
        server.Feed(client.Sent);
        Assert.Equal(["GETACL", "SETMETADATA"], server.Raw.Select(static c => c.Name));
    }
}
