using System.IO.Pipelines;
using System.Text;
using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Imap;
using Protocols.Sieve;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Sieve;

/// <summary>Scripts that stand on mailboxes (RFC 6785), over the wire.</summary>
public sealed class ImapSieveTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private const string Tells =
        "require [\"imapsieve\", \"environment\", \"variables\", \"imap4flags\", \"fileinto\", \"mailbox\", \"copy\"];\n"
        + "if environment :matches \"imap.cause\" \"*\" { set \"cause\" \"${1}\"; }\n"
        + "if environment :matches \"imap.changedflags\" \"*\" { set \"flags\" \"${1}\"; }\n";

    private readonly ListLogger _log = new();

    private StoreDelivery Delivery(string? global = null) => new(server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, TimeProvider.System)
    {
        Sieve = new SieveFiltering(server.Storage.Scripts, server.Storage.SieveMemory, new SieveCompiler(), "mx.example.test")
        {
            Queue = server.Storage.Queue,
            Annotations = server.Storage.Annotations,
            ServerAnnotations = global is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["/shared/imapsieve/script"] = global },
            Logger = _log,
        },
    };

    private ImapServer Server(string? global = null) =>
        new(new ImapServerOptions(), server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, server.Storage.Changes)
        {
            AllowPlaintextPasswordsFromLoopback = true,
            Annotations = server.Storage.Annotations,
            Sharing = server.Storage.Sharing,
            Events = new SieveMailboxEvents(Delivery(global)),
            ManageSieveUrl = "sieve://mail.example.test",
        };

    /// <summary>A client whose account has a script; it stands on INBOX where nothing else is said.</summary>
    private async Task<(ImapTalk Talk, string Address)> StartAsync(string script, string? on = "INBOX", string? global = null)
    {
        string address = await server.NewAccountAsync();
        AccountId account = (await server.Storage.Directory.FindRecipientAsync(address, default)).Account!.Id;
        ScriptChangeResult put = await server.Storage.Scripts.PutAsync(account, "events", Encoding.UTF8.GetBytes(script), null, default);
        Assert.Equal(ScriptChangeStatus.Done, put.Status);
        ImapTalk talk = await server.LoginAsync(address, Server(global));
        if (on is not null)
        {
            await talk.Ok($"SETMETADATA {on} (/shared/imapsieve/script \"events\")");
        }

        return (talk, address);
    }

    [Fact, Rfc(6785, "2.1"), Rfc(6785, "2.2.1"), Rfc(6785, "2.3.1"), Rfc(6785, "3.3")]
    public async Task A_message_that_is_appended_is_filed_elsewhere_too_and_marked()
    {
        (ImapTalk talk, _) = await StartAsync(Tells + "fileinto :create \"${cause}\";");
        using ImapTalk closed = talk;
        Assert.Contains("IMAPSIEVE=sieve://mail.example.test", (await talk.Ok("CAPABILITY"))[0].Split(' '));
        await talk.Append("INBOX", "Subject: a\r\n\r\n", "($Work) ");
        await talk.Ok("SELECT INBOX");
        Assert.Equal(["* 1 FETCH (FLAGS (\\Deleted $Work))"], await talk.Ok("FETCH 1:* FLAGS"));
        await talk.Ok("SELECT APPEND");
        Assert.Equal(["* 1 FETCH (FLAGS ($Work))"], await talk.Ok("FETCH 1:* FLAGS"));

        // RFC 6785 §3.3, §6: what a script files is no event, and the mailbox has no script either.
        await talk.Append("APPEND", "Subject: b\r\n\r\n");
        Assert.Contains("* STATUS \"INBOX\" (MESSAGES 1)", await talk.Ok("STATUS INBOX (MESSAGES)"));
    }

    [Fact, Rfc(6785, "2.2.1"), Rfc(6785, "2.2.2"), Rfc(6851, "4.5")]
    public async Task Each_message_of_an_append_a_copy_and_a_move_is_an_event_of_its_own()
    {
        (ImapTalk talk, _) = await StartAsync(Tells + "fileinto :create :copy \"${cause}\";", on: null);
        using ImapTalk closed = talk;
        await talk.Ok("CREATE there");
        await talk.Ok("SETMETADATA there (/shared/imapsieve/script \"events\")");
        await talk.Ok("APPEND there {4+}\r\nA:b\n {4+}\r\nA:c\n");
        await talk.Ok("APPEND INBOX {4+}\r\nA:b\n {4+}\r\nA:c\n {4+}\r\nA:d\n");
        await talk.Ok("SELECT INBOX");
        await talk.Ok("COPY 1:3 there");
        await talk.Ok("MOVE 1 there");
        Assert.Contains("* STATUS \"APPEND\" (MESSAGES 2)", await talk.Ok("STATUS APPEND (MESSAGES)"));
        Assert.Contains("* STATUS \"COPY\" (MESSAGES 4)", await talk.Ok("STATUS COPY (MESSAGES)"));
        Assert.Contains("* STATUS \"there\" (MESSAGES 6 DELETED 0)", await talk.Ok("STATUS there (MESSAGES DELETED)"));
    }

    [Fact, Rfc(6785, "2.2.3"), Rfc(6785, "4.5"), Rfc(6785, "5")]
    public async Task A_change_of_flags_is_an_event_with_what_changed_and_the_client_hears_of_what_came_of_it()
    {
        (ImapTalk talk, _) = await StartAsync(
            Tells + "if allof (string :is \"${cause}\" \"FLAG\", string :contains \"${flags}\" \"$Done\", hasflag \"$Done\") { addflag \"\\\\Seen\"; removeflag \"\\\\Flagged\"; }");
        using ImapTalk closed = talk;
        await talk.Append("INBOX", "Subject: a\r\n\r\n", "(\\Flagged) ");
        await talk.Append("INBOX", "Subject: b\r\n\r\n", "(\\Flagged $Done) ");
        await talk.Ok("SELECT INBOX");
        List<string> told = await talk.Ok("STORE 1:2 +FLAGS ($Done \\Draft)");
        Assert.Contains("* 1 FETCH (UID 1 FLAGS (\\Seen \\Draft $Done))", told);

        // What did not change is not among the changed: the second had the keyword before.
        Assert.DoesNotContain(told, static line => line.StartsWith("* 2", StringComparison.Ordinal) && line.Contains("Seen", StringComparison.Ordinal));
        told = await talk.Ok("STORE 2 FLAGS.SILENT (\\Flagged)");
        Assert.Empty(told);
        told = await talk.Ok("STORE 2 +FLAGS.SILENT ($Done)");
        Assert.Contains("* 2 FETCH (UID 2 FLAGS (\\Seen $Done))", told);
    }

    [Fact, Rfc(6785, "2.2.3")]
    public async Task To_read_a_message_is_an_event_when_that_marks_it()
    {
        (ImapTalk talk, _) = await StartAsync(Tells + "if string \"${flags}\" \"\\\\Seen\" { addflag \"$Read\"; }");
        using ImapTalk closed = talk;
        await talk.Append("INBOX", "Subject: a\r\n\r\nx");
        await talk.Ok("SELECT INBOX");
        await talk.Ok("FETCH 1 BODY.PEEK[]");
        Assert.Equal(["* 1 FETCH (FLAGS ())"], await talk.Ok("FETCH 1 FLAGS"));
        Assert.Contains("* 1 FETCH (UID 1 FLAGS (\\Seen $Read))", await talk.Ok("FETCH 1 BODY[TEXT]"));
    }

    [Fact, Rfc(6785, "2.2.3"), Rfc(6785, "3.8"), Rfc(6785, "6")]
    public async Task Flags_that_a_script_sets_are_one_more_event_and_no_other()
    {
        // Each run sets another flag: were each an event, there would be no end.
        (ImapTalk talk, _) = await StartAsync(
            Tells + "if not hasflag \"a\" { addflag \"a\"; } elsif not hasflag \"b\" { addflag \"b\"; } elsif not hasflag \"c\" { addflag \"c\"; }");
        using ImapTalk closed = talk;
        await talk.Append("INBOX", "Subject: a\r\n\r\n");
        await talk.Ok("SELECT INBOX");
        Assert.Equal(["* 1 FETCH (FLAGS (a b))"], await talk.Ok("FETCH 1 FLAGS"));
        await talk.Ok("STORE 1 FLAGS (\\Seen)");
        Assert.Equal(["* 1 FETCH (FLAGS (\\Seen a))"], await talk.Ok("FETCH 1 FLAGS"));
    }

    [Fact, Rfc(6785, "2.2.4"), Rfc(6785, "3.2"), Rfc(6785, "3.5")]
    public async Task What_is_discarded_stays_and_is_marked_as_deleted()
    {
        (ImapTalk talk, _) = await StartAsync(Tells + "if header \"subject\" \"kept\" { keep; } discard;");
        using ImapTalk closed = talk;
        await talk.Append("INBOX", "Subject: gone\r\n\r\n");
        await talk.Append("INBOX", "Subject: kept\r\n\r\n");
        await talk.Ok("SELECT INBOX");
        Assert.Equal(["* 1 FETCH (FLAGS (\\Deleted))", "* 2 FETCH (FLAGS ())"], await talk.Ok("FETCH 1:* FLAGS"));
    }

    [Fact, Rfc(6785, "2.3.1")]
    public async Task The_servers_script_runs_where_the_mailbox_says_nothing_and_only_there()
    {
        (ImapTalk talk, _) = await StartAsync(Tells + "addflag \"$Global\"; keep;", on: null, global: "events");
        using ImapTalk closed = talk;
        foreach (string name in new[] { "empty", "unknown" })
        {
            await talk.Ok("CREATE " + name);
        }

        await talk.Ok("SETMETADATA empty (/shared/imapsieve/script \"\")");
        await talk.Ok("SETMETADATA unknown (/shared/imapsieve/script \"nothing\")");
        foreach ((string name, string flags) in new[] { ("INBOX", "$Global"), ("empty", ""), ("unknown", "") })
        {
            await talk.Append(name, "Subject: a\r\n\r\n");
            await talk.Ok("SELECT " + name);
            Assert.Equal([$"* 1 FETCH (FLAGS ({flags}))"], await talk.Ok("FETCH 1 FLAGS"));
        }
    }

    [Fact, Rfc(6785, "3.4")]
    public async Task A_redirect_goes_out_from_the_owner_with_what_it_lacks()
    {
        (ImapTalk talk, string address) = await StartAsync("require [\"copy\", \"imapsieve\"]; redirect :copy \"archive@elsewhere.test\";");
        using ImapTalk closed = talk;
        await talk.Append("INBOX", "Return-Path: <somebody@else.test>\r\nSubject: a\r\n\r\nbody\r\n");
        await talk.Ok("SELECT INBOX");
        Assert.Equal(["* 1 FETCH (FLAGS ())"], await talk.Ok("FETCH 1 FLAGS"));
        QueueLease lease = Assert.Single(await LeaseAsync());
        Assert.Equal(address, lease.Message.Envelope.ReversePath);
        Assert.Equal("archive@elsewhere.test", lease.Recipients[0].Address);
        string content = Encoding.UTF8.GetString(await ReadAsync(lease));
        Assert.DoesNotContain("Return-Path", content, StringComparison.Ordinal);
        Assert.Contains("\r\nDate: ", content, StringComparison.Ordinal);
        Assert.Contains("\r\nMessage-ID: <", content, StringComparison.Ordinal);
        Assert.Contains($"\r\nFrom: <{address}>\r\nSubject: a\r\n\r\nbody\r\n", content, StringComparison.Ordinal);

        // What this account sent on before is not sent on again, and stays unmarked.
        await talk.Append("INBOX", content);
        Assert.Empty(await LeaseAsync());
    }

    [Fact, Rfc(6785, "3.11"), Rfc(6785, "4.6")]
    public async Task A_script_that_fails_leaves_the_message_as_it_is()
    {
        foreach (string script in new[]
        {
            "require [\"vacation\"]; vacation \"away\";", "require [\"envelope\"]; if envelope \"to\" \"x\" { discard; } discard;",
            "require [\"imap4flags\", \"fileinto\"]; addflag \"x\"; fileinto \"nowhere\";",
        })
        {
            (ImapTalk talk, _) = await StartAsync(script);
            using ImapTalk closed = talk;
            await talk.Append("INBOX", "Subject: a\r\n\r\n");
            await talk.Ok("SELECT INBOX");
            Assert.Equal(["* 1 FETCH (FLAGS ())"], await talk.Ok("FETCH 1 FLAGS"));
        }

        Assert.Equal(3, _log.Lines.Count(static line => line.Contains("has failed", StringComparison.Ordinal) || line.Contains("was not done", StringComparison.Ordinal)));
    }

    [Fact, Rfc(6785, "4.2"), Rfc(6785, "4.4")]
    public async Task On_a_shared_mailbox_the_owners_script_runs_and_is_told_who_did_it()
    {
        (ImapTalk owner, string address) = await StartAsync(
            "require [\"imapsieve\", \"environment\", \"variables\", \"fileinto\", \"mailbox\"];\n"
            + "if environment :matches \"imap.user\" \"*@*\" { set \"user\" \"${1}\"; } if environment :matches \"imap.mailbox\" \"*\" { fileinto :create \"${1} by ${user}\"; }", on: null);
        using ImapTalk closed = owner;
        await owner.Ok("CREATE shared");
        await owner.Ok("SETMETADATA shared (/shared/imapsieve/script \"events\")");
        string user = await server.NewAccountAsync();
        await owner.Ok($"SETACL shared {user} lri");
        using ImapTalk talk = await server.LoginAsync(user, Server());
        await talk.Append($"\"Other Users/{address}/shared\"", "Subject: a\r\n\r\n");
        Assert.Contains(await owner.Ok("LIST \"\" *"), line => line.EndsWith($"\"shared by {user.Split('@')[0]}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_work_is_refused()
    {
        StoreDelivery without = new(server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, TimeProvider.System);
        Assert.Throws<ArgumentException>(() => new SieveMailboxEvents(without));
        foreach (string url in new[] { "http://x", "sieve://", "sieve://a b", "sieve://a\r\n* OK", "sieve://a/b", "sieve://a]" })
        {
            Assert.Throws<ArgumentException>(() => new ImapServer(new ImapServerOptions(), server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, server.Storage.Changes) { ManageSieveUrl = url });
        }
    }

    private ValueTask<IReadOnlyList<QueueLease>> LeaseAsync()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return server.Storage.Queue.LeaseAsync(new QueueLeaseRequest { Owner = "test", Now = now, Until = now.AddMinutes(10), MaxBatches = 10 }, default);
    }

    private async Task<byte[]> ReadAsync(QueueLease lease)
    {
        using MemoryStream stream = new();
        PipeWriter writer = PipeWriter.Create(stream);
        await server.Storage.Blobs.CopyToAsync(server.Storage.Queue.Account, lease.Message.Blob, 0, lease.Message.Size, writer, default);
        await writer.CompleteAsync();
        return stream.ToArray();
    }
}
