using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class TextIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteStorageOptions Options => SqliteEngine.Options(_folder.Path);

    private static async Task<(AccountId Account, MailboxId Inbox)> PrepareAsync(SqliteStorage storage, string address = "a@example.org")
    {
        AccountChangeResult result = await storage.Accounts.CreateAccountAsync(address, "x"u8.ToArray(), null, default);
        return (result.Account!.Id, (await storage.Mail.FindMailboxAsync(result.Account.Id, "INBOX", default))!.Id);
    }

    private static async Task<long> AddAsync(SqliteStorage storage, AccountId account, MailboxId mailbox, string message)
    {
        byte[] content = Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n"));
        await using BlobUpload upload = storage.Blobs.BeginUpload();
        await upload.WriteAsync(new ReadOnlySequence<byte>(content), default);
        await upload.CompleteAsync(default);
        MailChangeResult result = await storage.Mail.ApplyAsync(
            account, [new AddMessage(mailbox, upload, MessageFacts.Read(content), MailFlags.None, DateTimeOffset.UnixEpoch)], default);
        return result.Outcomes[0].Email!.Value.Value;
    }

    // Which of some emails may hold a text.
    private static async Task<string> FindAsync(SqliteStorage storage, AccountId account, string text, SearchedText where, params long[] emails)
    {
        EmailCandidates? candidates = await storage.Search!.FindAsync(account, text, where, default);
        return candidates is null ? "all" : string.Join(' ', emails.Select((email, i) => (email, i)).Where(e => candidates.Contains(e.email)).Select(e => e.i));
    }

    [Fact]
    public async Task Texts_are_found_where_they_are_decoded_and_folded()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        long[] emails =
        [
            await AddAsync(storage, account, inbox, "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= \"quoted\"\nFrom: Ann (x) <ann@a.test>\n\nplain needle\n"),
            await AddAsync(storage, account, inbox, "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\nTkVFRExFIEdS3N9F\n"),
            await AddAsync(storage, account, inbox, "Content-Type: message/rfc822\n\nSubject: inner\n\ndeep\n"),
            await AddAsync(storage, account, inbox, "Content-Type: image/png\n\nneedle\n"),
        ];
        await storage.IndexTextsAsync(TestContext.Current.CancellationToken);
        foreach ((string text, SearchedText where, string found) in new[]
        {
            ("needle", SearchedText.All, "0 1"), ("Needle", SearchedText.Body, "0 1"), ("needle", SearchedText.Header, ""),
            ("gr\u00DC\u00DFe", SearchedText.All, "0 1"), ("gr\u00FC\u00DFe", SearchedText.Header, "0"), ("u\u0308\u00DF", SearchedText.Body, "1"),
            ("e \"quo", SearchedText.Header, "0"), ("ann@a", SearchedText.Header, "0"), ("ann <ann", SearchedText.Header, "0"),
            ("inner", SearchedText.Body, "2"), ("inner", SearchedText.Header, ""), ("deep", SearchedText.All, "2"), ("nowhere", SearchedText.All, ""),
            ("ne", SearchedText.All, "all"), ("", SearchedText.All, "all"), (new string('x', 5000), SearchedText.All, ""),
        })
        {
            Assert.Equal(found, await FindAsync(storage, account, text, where, emails));
        }
    }

    [Fact]
    public async Task What_is_not_indexed_or_not_wholly_may_hold_anything()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { IndexedTextSize = 100 }, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        long small = await AddAsync(storage, account, inbox, "\nsmall\n");
        long large = await AddAsync(storage, account, inbox, "\n" + new string('x', 200) + "needle\n");
        Assert.Equal("0 1", await FindAsync(storage, account, "needle", SearchedText.All, small, large));
        await storage.IndexTextsAsync(TestContext.Current.CancellationToken);
        long late = await AddAsync(storage, account, inbox, "\nlate\n");
        Assert.Equal("1 2", await FindAsync(storage, account, "needle", SearchedText.All, small, large, late));
    }

    [Fact]
    public async Task The_text_of_a_message_goes_with_it()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        long gone = await AddAsync(storage, account, inbox, "\nneedle one\n");
        long kept = await AddAsync(storage, account, inbox, "\nneedle two\n");
        await storage.IndexTextsAsync(TestContext.Current.CancellationToken);
        await storage.Mail.ApplyAsync(account, [new Expunge(inbox, UidSet.Of(1), OnlyDeleted: false)], default);
        await storage.IndexTextsAsync(TestContext.Current.CancellationToken);
        Assert.Equal("1", await FindAsync(storage, account, "needle", SearchedText.All, gone, kept));
    }

    [Fact]
    public async Task One_account_does_not_find_what_is_anothers()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId first, MailboxId firstInbox) = await PrepareAsync(storage);
        (AccountId second, MailboxId secondInbox) = await PrepareAsync(storage, "b@example.org");
        long email = await AddAsync(storage, first, firstInbox, "\nneedle\n");
        Assert.Equal(email, await AddAsync(storage, second, secondInbox, "\nother\n"));
        await storage.IndexTextsAsync(TestContext.Current.CancellationToken);
        Assert.Equal("0", await FindAsync(storage, first, "needle", SearchedText.All, email));
        Assert.Equal("", await FindAsync(storage, second, "needle", SearchedText.All, email));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("damaged")]
    [InlineData("of another version")]
    public async Task An_index_that_cannot_be_used_is_made_anew(string what)
    {
        AccountId account;
        long[] emails = new long[2];
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System))
        {
            (account, MailboxId inbox) = await PrepareAsync(storage);
            emails[0] = await AddAsync(storage, account, inbox, "\nneedle\n");
            emails[1] = await AddAsync(storage, account, inbox, "\nother\n");
            await storage.IndexTextsAsync(TestContext.Current.CancellationToken);
        }

        string file = Path.Combine(_folder.Path, "search.db");
        switch (what)
        {
            case "missing":
                File.Delete(file);
                break;
            case "damaged":
                await File.WriteAllBytesAsync(file, new byte[5000], TestContext.Current.CancellationToken);
                break;
            default:
                using (SqliteConnection connection = new($"Data Source={file};Pooling=False"))
                {
                    connection.Open();
                    using SqliteCommand command = connection.CreateCommand();
                    command.CommandText = "PRAGMA user_version = 999";
                    command.ExecuteNonQuery();
                }

                break;
        }

        await using SqliteStorage again = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        await again.IndexTextsAsync(TestContext.Current.CancellationToken);
        Assert.Equal("0", await FindAsync(again, account, "needle", SearchedText.All, emails));
    }

    [Fact]
    public async Task There_need_not_be_an_index()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { IndexedTextSize = 0 }, TimeProvider.System);
        Assert.Null(storage.Search);
        await storage.IndexTextsAsync(TestContext.Current.CancellationToken);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "search.db")));
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        await AddAsync(storage, account, inbox, "\ngone\n");
        await storage.Mail.ApplyAsync(account, [new Expunge(inbox, UidSet.All, OnlyDeleted: false)], default);
        Assert.Equal(1, Removals());
        await storage.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, Removals());

        long Removals()
        {
            using SqliteConnection connection = new($"Data Source={Path.Combine(_folder.Path, "mail.db")};Pooling=False;Mode=ReadOnly");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM text_removal";
            return (long)command.ExecuteScalar()!;
        }
    }
}
