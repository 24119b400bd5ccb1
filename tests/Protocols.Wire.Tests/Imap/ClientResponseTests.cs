using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

/// <summary>What a client makes of responses, and commands that it writes and a server reads.</summary>
public sealed partial class ClientResponseTests
{
    [Theory, Rfc(9051, "7"), Rfc(5256, "4"), Rfc(9208, "4.2.1"), Rfc(4314, "3.6"), Rfc(5464, "4.4"), Rfc(2971, "3.2"), Rfc(7162, "7"), Rfc(8474, "4")]
    [InlineData("FLAGS (\\Seen a)", "ImapFlagsResponse(Flags=[\"\\Seen\" \"a\"])")]
    [InlineData("SEARCH 3 1 (MODSEQ 9)", "ImapSearchResponse(IsSort=False ModSeq=9 Numbers=[3 1])")]
    [InlineData("SEARCH", "ImapSearchResponse(IsSort=False)")]
    [InlineData("SORT 5 2", "ImapSearchResponse(IsSort=True Numbers=[5 2])")]
    [InlineData("ESEARCH (TAG \"a\") UID MIN 1 MAX 9 ALL 1:3,9 COUNT 4 MODSEQ 7 X 1", "ImapESearchResponse(All=1:3,9 Count=4 IsUid=True Max=9 Min=1 ModSeq=7 Others=[\"X\"] Tag=\"a\")")]
    [InlineData("ESEARCH (TAG \"a\") PARTIAL (-1:-100 5,7)", "ImapESearchResponse(IsUid=False Partial=5,7 PartialRange=\"-1:-100\" Tag=\"a\")")]
    [InlineData("THREAD (2)(3 6 (4 23)(44 7 96))((5)(8))", "ImapThreadResponse(Threads=[ImapThread(Number=2) ImapThread(Children=[ImapThread(Children=[ImapThread(Children=[ImapThread(Number=23)] Number=4) ImapThread(Children=[ImapThread(Children=[ImapThread(Number=96)] Number=7)] Number=44)] Number=6)] Number=3) ImapThread(Children=[ImapThread(Number=5) ImapThread(Number=8)])])")]
    [InlineData("LIST (\\HasChildren) \"/\" Dr&AOQ-fts (\"CHILDINFO\" (\"SUBSCRIBED\") OLDNAME (\"x\"))", "ImapListResponse(Attributes=[\"\\HasChildren\"] ChildInfo=[\"SUBSCRIBED\"] IsLsub=False Mailbox=\"Dräfts\" OldName=\"x\" Separator=/)")]
    [InlineData("LSUB () NIL inbox", "ImapListResponse(IsLsub=True Mailbox=\"INBOX\")")]
    [InlineData("STATUS box (MESSAGES 3 MAILBOXID (F1) HIGHESTMODSEQ 7)", "ImapMailboxStatusResponse(Mailbox=\"box\" MailboxId=\"F1\" Numbers=[[HIGHESTMODSEQ, 7] [MESSAGES, 3]])")]
    [InlineData("VANISHED 1:2,5", "ImapVanishedResponse(IsEarlier=False Uids=1:2,5)")]
    [InlineData("NAMESPACE ((\"\" \"/\")) NIL ((\"#shared/\" \"/\"))", "ImapNamespaceResponse(Personal=[ImapNamespace(Prefix=\"\" Separator=/)] Shared=[ImapNamespace(Prefix=\"#shared/\" Separator=/)])")]
    [InlineData("QUOTA \"\" (STORAGE 10 512)", "ImapQuotaResponse(Resources=[ImapQuotaResource(Limit=512 Resource=\"STORAGE\" Usage=10)] Root=\"\")")]
    [InlineData("QUOTAROOT INBOX \"\" b", "ImapQuotaRootResponse(Mailbox=\"INBOX\" Roots=[\"\" \"b\"])")]
    [InlineData("ACL box fred lr \"a b\" s", "ImapAclResponse(Entries=[[fred, lr] [a b, s]] Kind=\"ACL\" Mailbox=\"box\")")]
    [InlineData("MYRIGHTS box lrs", "ImapAclResponse(Entries=[[, lrs]] Kind=\"MYRIGHTS\" Mailbox=\"box\")")]
    [InlineData("METADATA \"\" (/shared/comment \"x\" /private/y NIL)", "ImapMetadataResponse(Entries=[[/shared/comment, x] [/private/y, ]] Mailbox=\"\")")]
    [InlineData("ID (\"name\" \"x\" \"os\" NIL)", "ImapIdResponse(Fields=[[name, x] [os, ]])")]
    [InlineData("ENABLED QRESYNC", "ImapCapabilityResponse(Capabilities=[\"QRESYNC\"] IsEnabled=True)")]
    [InlineData("OK [COPYUID 3 1:2,5 7:9] done", "ImapStatusResponse(Code=ImapReceivedCode(Argument=\"3 1:2,5 7:9\" Name=\"COPYUID\" Number=3 Source=1:2,5 Target=7:9) Status=Ok Text=\"done\")")]
    [InlineData("NO [BADCHARSET (utf-8 \"x]\")] hm", "ImapStatusResponse(Code=ImapReceivedCode(Argument=\"(utf-8 \"x]\")\" Name=\"BADCHARSET\" Words=[\"utf-8\" \"x]\"]) Status=No Text=\"hm\")")]
    [InlineData("OK [PERMANENTFLAGS (\\Seen \\*)]", "ImapStatusResponse(Code=ImapReceivedCode(Argument=\"(\\Seen \\*)\" Name=\"PERMANENTFLAGS\" Words=[\"\\Seen\" \"\\*\"]) Status=Ok Text=\"\")")]
    [InlineData("OK [unclosed", "ImapStatusResponse(Status=Ok Text=\"[unclosed\")")]
    [InlineData("9 UIDFETCH (FLAGS () MODSEQ (3) EMAILID (M1))", "ImapFetchResponse(ModSeq=3 Number=0 Others=[[EMAILID, M1]] Uid=9)")]
    [InlineData("1 FETCH (RFC822.SIZE 5 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" BODY[1] NIL BINARY.SIZE[2] 7)", "ImapFetchResponse(InternalDate=\"17-Jul-1996 02:44:25 -0700\" Number=1 Others=[[BINARY.SIZE[2], 7]] Sections=[ImapSection(Name=\"BODY[1]\")] Size=5)")]
    [InlineData("WHATEVER (a", "ImapUnknownResponse(Name=\"WHATEVER\" Text=\"WHATEVER (a\")")]
    [InlineData("1 FETCH (FLAGS", "ImapUnknownResponse(Name=\"1\" Text=\"1 FETCH (FLAGS\")")]
    public void A_response_is_read(string line, string expected)
    {
        ClientReplay replay = new ClientReplay().Feed("* OK hello\r\n* " + line + "\r\n");
        Assert.Equal(expected, ClientReplay.Describe(Assert.Single(replay.Responses)));
    }

    [Fact, Rfc(9051, "7.5.2")]
    public void A_body_structure_is_read_with_all_that_is_in_it()
    {
        ImapFetchResponse fetch = ClientReplay.Parse<ImapFetchResponse>(
            "* 1 FETCH (BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 1152 23 NIL (\"inline\" NIL) (\"en\" \"de\") \"here\")"
            + "(\"MESSAGE\" \"RFC822\" NIL \"<id>\" \"d\" \"7BIT\" 900 (NIL \"sub\" ((\"A\" NIL \"a\" \"x.test\")) NIL NIL NIL NIL NIL NIL NIL) (\"TEXT\" \"HTML\" NIL NIL NIL \"8BIT\" 1 2) 30 \"md5\")"
            + " \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL NIL))");
        ImapBodyStructure whole = fetch.BodyStructure!;
        Assert.Equal(("multipart", "MIXED", 2, "b"), (whole.Type, whole.Subtype, whole.Parts.Length, whole.Parameters[0].Value));
        ImapBodyStructure text = whole.Parts[0];
        Assert.Equal(("TEXT", 1152L, 23L, "inline", "here", "en,de"), (text.Type, text.Size, text.Lines!.Value, text.Disposition, text.Location, string.Join(',', text.Languages)));
        ImapBodyStructure message = whole.Parts[1];
        Assert.Equal(("<id>", "sub", "x.test", "HTML", 30L, "md5"), (message.Id, message.Envelope!.Subject, message.Envelope.From[0].Host, message.Parts[0].Subtype, message.Lines!.Value, message.Md5));
    }

    [Theory, Rfc(9051, "6"), Rfc(7162, "7"), Rfc(4978, "5")]
    [InlineData("CAPABILITY")]
    [InlineData("UNSELECT")]
    [InlineData("ENABLE CONDSTORE QRESYNC")]
    [InlineData("ID (\"a\" \"b\" \"c\" NIL)")]
    [InlineData("SELECT \"b&AOQ-x\" (CONDSTORE QRESYNC (1 2 3:4 (1,2 3:4)))")]
    [InlineData("EXAMINE \"a\\\"b\\\\\"")]
    [InlineData("CREATE \"x\" (USE (\\Sent))")]
    [InlineData("RENAME \"a\" \"b\"")]
    [InlineData("UNSUBSCRIBE \"a\"")]
    [InlineData("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (\"a*\" \"%\") RETURN (CHILDREN STATUS (MESSAGES SIZE HIGHESTMODSEQ))")]
    [InlineData("LSUB \"\" \"*\"")]
    [InlineData("STATUS \"a\" (UIDNEXT UNSEEN)")]
    [InlineData("UID EXPUNGE 1:*")]
    [InlineData("UID MOVE 1,3:4 \"a\"")]
    [InlineData("UID STORE 1 (UNCHANGEDSINCE 0) -FLAGS.SILENT (\\Seen $x)")]
    [InlineData("UID FETCH 1:* (UID FLAGS MODSEQ BODY.PEEK[1.2.HEADER.FIELDS (A B)]<3.4> BINARY[2] BINARY.SIZE[3] BODYSTRUCTURE BODY RFC822.HEADER) (CHANGEDSINCE 5 VANISHED)")]
    [InlineData("UID SEARCH RETURN (MIN COUNT SAVE) CHARSET UTF-8 OR (SEEN NOT KEYWORD $x) UID 3:* HEADER \"X\" \"y\" BODY \"z\" SENTSINCE 1-Feb-2020 LARGER 7 MODSEQ \"/flags/\\\\seen\" priv 3")]
    [InlineData("SEARCH CHARSET UTF-8 UNSEEN $")]
    public void A_command_that_a_client_writes_is_the_one_that_a_server_reads(string line)
    {
        SessionReplay server = new(SessionReplay.Options with { CanCompress = true }, isSecure: true, isLoggedIn: true, isSelected: true);
        server.Feed($"E ENABLE QRESYNC\r\nA1 {line}\r\n");
        Assert.True(server.Raw.Count == 2, server.Transcript);
        ClientReplay client = new ClientReplay().Feed("* OK hi\r\n");
        client.Session.Send(_ => server.Raw[1], client.Output);
        SessionReplay again = new(SessionReplay.Options, isSecure: true, isLoggedIn: true, isSelected: true);
        again.Feed("E ENABLE QRESYNC\r\n" + client.Sent);
        Assert.True(again.Raw.Count == 2, client.Sent + again.Transcript);
        Assert.Equal(server.Commands[1], again.Commands[1]);
    }

    [Fact, Rfc(9051, "7")]
    public void Responses_that_others_collected_are_read()
    {
        int read = 0;
        List<string> unknown = [];
        foreach (string file in Suites.Files("imap-response-ruby", "*.yml"))
        {
            foreach (Match match in Response().Matches(File.ReadAllText(file)))
            {
                string response = Unescape(match.Groups[1].Value);
                if (!response.StartsWith("* ", StringComparison.Ordinal))
                {
                    continue;
                }

                read++;
                ClientReplay replay = new ClientReplay().Feed("* OK hi\r\n" + response);
                Assert.True(replay.Events.TrueForAll(e => e.Kind != ImapClientEventKind.Failed), response);
                unknown.AddRange(replay.Responses.OfType<ImapUnknownResponse>().Select(u => u.Text));
            }
        }

        Assert.True(read > 60, $"{read}");
        Assert.True(unknown.Count <= 6, string.Join('\n', unknown));
    }

    [Fact, Rfc(9051, "7")]
    public void What_servers_said_to_other_clients_is_read()
    {
        int read = 0;
        foreach (string file in Suites.Files("imap-transcripts-mailkit", "*.txt").Where(f => f.Contains("/Imap/", StringComparison.Ordinal)))
        {
            string text = Encoding.Latin1.GetString(File.ReadAllBytes(file)).ReplaceLineEndings("\r\n");
            bool hasGreeting = text.StartsWith("* OK", StringComparison.Ordinal) || text.StartsWith("* PREAUTH", StringComparison.Ordinal) || text.StartsWith("* BYE", StringComparison.Ordinal);
            ClientReplay replay = new();
            if (!hasGreeting || text.Contains("A########", StringComparison.Ordinal))
            {
                replay.Feed("* OK hi\r\n");
            }

            string tag = replay.Session.Send("X", null, replay.Output);
            replay.Feed(string.Concat(text.Split("\r\n").Where(static l => !l.StartsWith('+')).Select(static l => l + "\r\n")).Replace("A########", tag, StringComparison.Ordinal));
            read += replay.Events.Count;
        }

        Assert.True(read > 1000, $"{read}");
    }

    private static string Unescape(string text) => Escape().Replace(Fold().Replace(text, m => m.Value[0] == '\\' ? "" : " "), m => m.Value switch
    {
        "\\r" => "\r",
        "\\n" => "\n",
        "\\t" => "\t",
        [_, 'x', .. var hex] => ((char)Convert.ToInt32(hex, 16)).ToString(),
        [_, 'u', .. var code] => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(((char)Convert.ToInt32(code, 16)).ToString())),
        _ => m.Value[1..],
    });

    [GeneratedRegex(@":response: (?:&\S+ )?""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Response();

    [GeneratedRegex(@"\\?[ \t]*\n[ \t]*")]
    private static partial Regex Fold();

    [GeneratedRegex(@"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")]
    private static partial Regex Escape();
}
