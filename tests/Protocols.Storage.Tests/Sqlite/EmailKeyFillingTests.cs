using System.Buffers;
using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Protocols.Mime;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class EmailKeyFillingTests
{
    [Fact]
    public async Task Mail_from_before_keys_were_kept_gets_them_from_its_outlines()
    {
        using TemporaryFolder folder = new();
        FillAsBefore(folder.Path);
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder.Path }, TimeProvider.System);
        AccountId account = new(1);
        Mailbox inbox = (await storage.Mail.FindMailboxAsync(account, "INBOX", default))!;
        List<MailboxEntry> entries = [];
        await foreach (MailboxEntry entry in storage.Mail.ReadEntriesAsync(account, inbox.Id, new EntryQuery { WithKeys = true }, default))
        {
            entries.Add(entry);
        }

        Assert.Equal(700, entries.Count);
        Assert.Single(entries.Select(e => e.Thread).Distinct());
        Assert.All(entries, e => Assert.Equal((e.ReceivedAt, null), (e.SavedAt, e.Preview)));
        EntryTable table = await storage.Mail.ReadTableAsync(account, inbox.Id, UidSet.All, EntryColumns.Subject, default);
        Assert.Equal("subject", Encoding.UTF8.GetString(table.Text(EntryColumns.Subject, 699)));
    }

    // A database of the third schema with a mailbox of 700 messages, each a reply to the one before.
    private static void FillAsBefore(string folder)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, "mail.db")};Pooling=False");
        connection.Open();
        connection.Execute("CREATE TABLE schema_version (version INTEGER NOT NULL); INSERT INTO schema_version (version) VALUES (3)");
        foreach (string version in new[] { "0001", "0002", "0003" })
        {
            using StreamReader reader = new(typeof(SqliteStorage).Assembly.GetManifestResourceStream($"Sqlite/{version}.sql")!);
            connection.Execute(reader.ReadToEnd());
        }

        using SqliteTransaction transaction = connection.BeginTransaction();
        connection.Execute("INSERT INTO account VALUES (1, 'a@b', NULL, 1, 0, 2, 701, 1); INSERT INTO mailbox VALUES (1, 1, 'INBOX', 1, 1, 1, 701, 1, 700, 700, 0, 700, 1)");
        for (int i = 1; i <= 700; i++)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"Message-ID: <{i}@a>\r\nReferences: <{i - 1}@a>\r\nSubject: Re: subject\r\n\r\n");
            ArrayBufferWriter<byte> outline = new();
            using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(message));
            document.WriteOutline(outline);
            connection.Execute(
                """
                INSERT INTO email VALUES (1, @i, zeroblob(32), 1, NULL, NULL, 1);
                INSERT INTO email_outline VALUES (1, @i, @outline);
                INSERT INTO entry VALUES (1, 1, @i, @i, 1, 0, '', 1000, 0, 1);
                """,
                new { i, outline = outline.WrittenSpan.ToArray() });
        }

        transaction.Commit();
    }
}
