using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Search;
using MailKit.Security;
using MimeKit;

namespace Protocols.Server.Tests.Interop;

/// <summary>The client that most .NET programs use, over real sockets.</summary>
public sealed class MailKitTests(RunningServer running)
{
    [Fact, Rfc(3207, "4"), Rfc(4954, "4")]
    public async Task A_message_sent_with_starttls_and_auth_is_read_over_imap()
    {
        string subject = "first light " + Guid.NewGuid() + " ☃";
        MimeMessage sent = Message(subject);
        using (SmtpClient smtp = await running.SmtpAsync())
        {
            Assert.True(smtp.IsSecure);
            Assert.True(smtp.IsAuthenticated);
            foreach (SmtpCapabilities capability in new[] { SmtpCapabilities.Pipelining, SmtpCapabilities.Size, SmtpCapabilities.EightBitMime, SmtpCapabilities.UTF8, SmtpCapabilities.EnhancedStatusCodes, SmtpCapabilities.Chunking })
            {
                Assert.True(smtp.Capabilities.HasFlag(capability), $"{capability} is missing.");
            }

            await smtp.SendAsync(sent);
            await smtp.DisconnectAsync(true);
        }

        using ImapClient imap = await running.ImapAsync();
        await imap.Inbox.OpenAsync(FolderAccess.ReadOnly);
        UniqueId uid = Assert.Single(await imap.Inbox.SearchAsync(SearchQuery.SubjectContains(subject)));
        MimeMessage read = await imap.Inbox.GetMessageAsync(uid);
        Assert.Equal(subject, read.Subject);
        Assert.Equal(sent.TextBody, read.TextBody);
        Assert.Equal("å.bin", Assert.Single(read.Attachments).ContentDisposition!.FileName);
        Assert.Contains("with ESMTPSA", read.Headers["Received"], StringComparison.Ordinal);
        Assert.Equal($"<{running.Address}>", read.Headers["Return-Path"]);
        await imap.DisconnectAsync(true);
    }

    [Fact, Rfc(8314, "3.3")]
    public async Task Implicit_tls_serves_both_protocols()
    {
        using SmtpClient smtp = await running.SmtpAsync("submissions", SecureSocketOptions.SslOnConnect);
        Assert.True(smtp.IsSecure);
        using ImapClient imap = await running.ImapAsync("imaps", SecureSocketOptions.SslOnConnect);
        Assert.True(imap.IsSecure);
        await imap.DisconnectAsync(true);
        await smtp.DisconnectAsync(true);
    }

    [Fact, Rfc(9051, "6.2.3")]
    public async Task A_wrong_password_is_refused()
    {
        using ImapClient imap = new();
        imap.ServerCertificateValidationCallback = static (_, _, _, _) => true;
        await imap.ConnectAsync("127.0.0.1", running.Server.Port("imap"), SecureSocketOptions.StartTls);
        await Assert.ThrowsAsync<MailKit.Security.AuthenticationException>(() => imap.AuthenticateAsync(running.Address, "wrong"));
        using SmtpClient smtp = new();
        smtp.ServerCertificateValidationCallback = static (_, _, _, _) => true;
        await smtp.ConnectAsync("127.0.0.1", running.Server.Port("submission"), SecureSocketOptions.StartTls);
        await Assert.ThrowsAsync<MailKit.Security.AuthenticationException>(() => smtp.AuthenticateAsync(running.Address, "wrong"));
    }

    [Fact, Rfc(9051, "6.3"), Rfc(9051, "6.4")]
    public async Task A_session_lists_appends_searches_fetches_flags_and_moves()
    {
        string name = "mk-ü-" + Guid.NewGuid().ToString("N")[..8];
        using ImapClient imap = await running.ImapAsync();
        Assert.True(imap.Capabilities.HasFlag(ImapCapabilities.IMAP4rev1 | ImapCapabilities.UidPlus | ImapCapabilities.Move | ImapCapabilities.Idle | ImapCapabilities.Namespace));
        IMailFolder root = imap.GetFolder(imap.PersonalNamespaces[0]);
        IMailFolder folder = (await root.CreateAsync(name, true))!;
        IMailFolder target = (await root.CreateAsync(name + "-target", true))!;
        Assert.Contains((await root.GetSubfoldersAsync()).Select(f => f.Name), f => f == name);

        List<UniqueId> uids = [];
        for (int i = 0; i < 4; i++)
        {
            AppendRequest request = new(Message($"m{i}"), i == 0 ? MessageFlags.Seen : MessageFlags.None, new DateTimeOffset(2026, 6, 1, 10, i, 0, TimeSpan.FromHours(2)));
            uids.Add((await folder.AppendAsync(request))!.Value);
        }

        await folder.OpenAsync(FolderAccess.ReadWrite);
        Assert.Equal(4, folder.Count);
        Assert.Equal(uids, await folder.SearchAsync(SearchQuery.All));
        Assert.Equal([uids[2]], await folder.SearchAsync(SearchQuery.BodyContains("needle m2")));
        Assert.Equal(uids[1..], await folder.SearchAsync(SearchQuery.NotSeen));
        Assert.Equal([uids[3]], await folder.SearchAsync(SearchQuery.SubjectContains("m3").And(SearchQuery.FromContains("änn"))));

        IList<IMessageSummary> summaries = await folder.FetchAsync(0, -1, MessageSummaryItems.Full | MessageSummaryItems.UniqueId | MessageSummaryItems.BodyStructure);
        Assert.Equal(4, summaries.Count);
        Assert.Equal("Änn", summaries[0].Envelope!.From.Mailboxes.Single().Name);
        Assert.Equal("å.bin", summaries[0].Attachments.Single().FileName);
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 10, 1, 0, TimeSpan.FromHours(2)), summaries[1].InternalDate);
        MimePart attachment = (MimePart)await folder.GetBodyPartAsync(uids[0], summaries[0].Attachments.Single());
        using MemoryStream content = new();
        await attachment.Content!.DecodeToAsync(content);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => (byte)i), content.ToArray());

        await folder.AddFlagsAsync(uids, MessageFlags.Flagged, new HashSet<string> { "$Custom" }, true);
        await folder.RemoveFlagsAsync(uids[0], MessageFlags.Flagged, true);
        Assert.Equal(uids[1..], await folder.SearchAsync(SearchQuery.Flagged));
        Assert.Equal(uids, await folder.SearchAsync(SearchQuery.HasKeyword("$Custom")));

        UniqueIdMap moved = await folder.MoveToAsync([uids[3], uids[1]], target);
        Assert.Equal(2, moved.Count);
        Assert.Equal(2, folder.Count);
        UniqueIdMap copied = await folder.CopyToAsync([uids[0]], target);
        Assert.Single(copied);
        await target.StatusAsync(StatusItems.Count | StatusItems.Unread | StatusItems.UidNext);
        Assert.Equal(3, target.Count);
        Assert.Equal(2, target.Unread);

        await folder.AddFlagsAsync(uids[0], MessageFlags.Deleted, true);
        await folder.ExpungeAsync([uids[0]]);
        Assert.Equal([uids[2]], await folder.SearchAsync(SearchQuery.All));
        await folder.CloseAsync(true);
        await target.RenameAsync(root, name + "-renamed");
        await folder.DeleteAsync();
        await target.DeleteAsync();
        await imap.DisconnectAsync(true);
    }

    [Fact, Rfc(4978, "3")]
    public async Task A_client_that_compresses_gets_and_sends_fewer_octets_than_there_are()
    {
        const int Length = 1 << 20;
        string name = "deflate-" + Guid.NewGuid().ToString("N")[..8];
        using System.Net.Sockets.TcpClient socket = new("127.0.0.1", running.Server.Port("imap"));
        using CountingStream counted = new(socket.GetStream());
        using ImapClient imap = new();
        await imap.ConnectAsync(counted, "localhost", running.Server.Port("imap"), SecureSocketOptions.None);
        await imap.AuthenticateAsync(running.Address, running.Password);
        Assert.True(imap.Capabilities.HasFlag(ImapCapabilities.Compress));
        await imap.CompressAsync();
        IMailFolder folder = (await imap.GetFolder(imap.PersonalNamespaces[0]).CreateAsync(name, true))!;
        string text = string.Concat(Enumerable.Repeat("the same line over and over\r\n", Length / 29));
        using MimeMessage sent = new() { Subject = name, Body = new TextPart("plain") { Text = text } };
        long written = counted.Written;
        UniqueId uid = (await folder.AppendAsync(sent))!.Value;
        Assert.InRange(counted.Written - written, 100, Length / 10);
        await folder.OpenAsync(FolderAccess.ReadOnly);
        long read = counted.Received;
        using MimeMessage got = await folder.GetMessageAsync(uid);
        Assert.Equal(text.ReplaceLineEndings("\n"), got.TextBody!.ReplaceLineEndings("\n"));
        Assert.InRange(counted.Received - read, 100, Length / 10);

        // The rest goes on as without.
        Assert.Equal([uid], await folder.SearchAsync(SearchQuery.SubjectContains(name)));
        await folder.CloseAsync();
        await folder.DeleteAsync();
        await imap.DisconnectAsync(true);
    }

    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Received { get; private set; }

        public long Written { get; private set; }

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override bool CanTimeout => inner.CanTimeout;

        public override int ReadTimeout
        {
            get => inner.ReadTimeout;
            set => inner.ReadTimeout = value;
        }

        public override int WriteTimeout
        {
            get => inner.WriteTimeout;
            set => inner.WriteTimeout = value;
        }

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private int CountRead(int octets)
        {
            Received += octets;
            return octets;
        }

        public override int Read(byte[] buffer, int offset, int count) => CountRead(inner.Read(buffer, offset, count));

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            CountRead(await inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => CountRead(await inner.ReadAsync(buffer, cancellationToken));

        public override void Write(byte[] buffer, int offset, int count)
        {
            Written += count;
            inner.Write(buffer, offset, count);
        }

        public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Written += count;
            await inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written += buffer.Length;
            await inner.WriteAsync(buffer, cancellationToken);
        }
    }

    [Fact, Rfc(2177, "3"), Rfc(9051, "6.3.13")]
    public async Task A_client_that_idles_is_told_of_mail_that_arrives()
    {
        string name = "idle-" + Guid.NewGuid().ToString("N")[..8];
        using ImapClient writer = await running.ImapAsync();
        IMailFolder folder = (await writer.GetFolder(writer.PersonalNamespaces[0]).CreateAsync(name, true))!;
        using ImapClient idler = await running.ImapAsync();
        IMailFolder watched = await idler.GetFolderAsync(name);
        await watched.OpenAsync(FolderAccess.ReadOnly);
        using CancellationTokenSource done = new(TimeSpan.FromSeconds(20));
        int count = 0;
        watched.CountChanged += (_, _) =>
        {
            count = watched.Count;
            done.Cancel();
        };
        Task idle = idler.IdleAsync(done.Token);
        await folder.AppendAsync(new AppendRequest(Message("arrives")));
        await idle;
        Assert.Equal(1, count);
        await watched.CloseAsync();
        await folder.DeleteAsync();
    }

    [Fact, Rfc(5321, "3.6.2")]
    public async Task Mail_for_strangers_is_not_relayed_for_who_has_not_logged_in_and_for_nobody_is_refused()
    {
        using SmtpClient smtp = new();
        smtp.ServerCertificateValidationCallback = static (_, _, _, _) => true;
        await smtp.ConnectAsync("127.0.0.1", running.Server.Port("smtp"), SecureSocketOptions.StartTls);
        MimeMessage message = Message("relay");
        message.To.Clear();
        message.To.Add(MailboxAddress.Parse("someone@elsewhere.example"));
        Assert.Equal(SmtpStatusCode.MailboxUnavailable, (await Assert.ThrowsAsync<SmtpCommandException>(() => smtp.SendAsync(message))).StatusCode);
        message.To.Clear();
        message.To.Add(MailboxAddress.Parse("nobody@localhost"));
        Assert.Equal(SmtpStatusCode.MailboxUnavailable, (await Assert.ThrowsAsync<SmtpCommandException>(() => smtp.SendAsync(message))).StatusCode);
    }

    private MimeMessage Message(string subject)
    {
        MimeMessage message = new();
        message.From.Add(new MailboxAddress("Änn", running.Address));
        message.To.Add(MailboxAddress.Parse(running.Address));
        message.Subject = subject;
        BodyBuilder body = new() { TextBody = $"needle {subject}\r\n.a line that begins with a dot\r\n", HtmlBody = "<b>x</b>" };
        body.Attachments.Add("å.bin", [.. Enumerable.Range(0, 3000).Select(i => (byte)i)]);
        message.Body = body.ToMessageBody();
        return message;
    }
}
