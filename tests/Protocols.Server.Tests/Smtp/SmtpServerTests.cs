using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Server.Tests.Hosting;
using Protocols.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>The SMTP server over a delivery that keeps messages in memory: what the host does, apart from any store.</summary>
public sealed partial class SmtpServerTests
{
    private static readonly SmtpServerOptions s_options = new() { HostName = "mx.test", OfferAuthentication = true };

    [Fact, Rfc(5321, "4.3.2"), Rfc(2920, "3.2")]
    public async Task A_pipelined_transaction_is_delivered_and_its_replies_come_in_order()
    {
        MemoryDelivery delivery = new();
        await using InProcessHost host = await InProcessHost.StartAsync(new SmtpServer(s_options, delivery, delivery));
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        await client.SendAsync("EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@here>\r\nRCPT TO:<nobody@here>\r\nDATA\r\n");
        Assert.Equal(["220", "250", "250", "250", "550", "354"], await CodesAsync(client, 6));
        await client.SendAsync("one\r\n..two\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<y@here>\r\nBDAT 3\r\nabcBDAT 2 LAST\r\ndeQUIT\r\n");
        Assert.Equal(["250", "250", "250", "250", "250", "221"], await CodesAsync(client, 6));
        Assert.Null(await client.ReadLineAsync());
        Assert.Equal(["x@here: one\r\n.two\r\n", "y@here: abcde"], delivery.Messages);
        Assert.Equal(0, delivery.Open);
    }

    [Fact, Rfc(5321, "4.5.3.2.7")]
    public async Task A_command_that_trickles_in_is_timed_from_when_it_was_waited_for()
    {
        MemoryDelivery delivery = new();
        SmtpServer server = new(s_options, delivery, delivery) { Timeouts = new SmtpServerTimeouts { Command = TimeSpan.FromMilliseconds(500) } };
        await using InProcessHost host = await InProcessHost.StartAsync(server);
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        Assert.Equal(["220"], await CodesAsync(client, 1));
        Task<string?> reply = client.ReadReplyAsync();
        for (int i = 0; i < 200 && !reply.IsCompleted; i++)
        {
            try
            {
                await client.SendAsync("N");
            }
            catch (IOException)
            {
                // It was closed, as it should be.
                break;
            }

            await Task.Delay(50);
        }

        Assert.StartsWith("421 4.4.2", await reply, StringComparison.Ordinal);
        Assert.Empty(host.Errors);
    }

    [Fact, Rfc(5321, "4.5.3.2.5")]
    public async Task A_message_that_stops_coming_is_given_up_and_nothing_is_kept()
    {
        MemoryDelivery delivery = new();
        SmtpServer server = new(s_options, delivery, delivery) { Timeouts = new SmtpServerTimeouts { DataBlock = TimeSpan.FromMilliseconds(200) } };
        await using InProcessHost host = await InProcessHost.StartAsync(server);
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        await client.SendAsync("EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@here>\r\nDATA\r\n");
        Assert.Equal(["220", "250", "250", "250", "354"], await CodesAsync(client, 5));
        await client.SendAsync("half a mess");
        Assert.StartsWith("421 4.4.2", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
        Assert.Empty(delivery.Messages);
        Assert.Equal(0, delivery.Open);
    }

    [Fact, Rfc(5321, "4.1.1.10")]
    public async Task A_client_that_leaves_in_the_middle_of_a_message_leaves_nothing_behind()
    {
        MemoryDelivery delivery = new();
        MailListenerOptions options = new();
        await using InProcessHost host = await InProcessHost.StartAsync(new SmtpServer(s_options, delivery, delivery), options);
        using (LineClient client = await LineClient.ConnectAsync(host.Port))
        {
            await client.SendAsync("EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@here>\r\nDATA\r\nhalf\r\n");
            Assert.Equal(["220", "250", "250", "250", "354"], await CodesAsync(client, 5));
        }

        await UntilAsync(() => options.Limiter.Count == 0);
        Assert.Empty(delivery.Messages);
        Assert.Equal(0, delivery.Open);
        Assert.Empty(host.Errors);
    }

    [Fact, Rfc(5321, "3.8")]
    public async Task A_server_that_stops_says_421_between_messages()
    {
        MemoryDelivery delivery = new();
        await using InProcessHost host = await InProcessHost.StartAsync(new SmtpServer(s_options, delivery, delivery));
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        Assert.Equal(["220"], await CodesAsync(client, 1));
        Task stop = host.StopAsync();
        Assert.StartsWith("421 4.3.2", await client.ReadReplyAsync(), StringComparison.Ordinal);
        await stop;
    }

    [Fact, Rfc(5321, "4.2.4.2")]
    public async Task A_store_that_fails_puts_the_message_off_and_the_connection_lives()
    {
        MemoryDelivery delivery = new() { FailsAt = "commit" };
        await using InProcessHost host = await InProcessHost.StartAsync(new SmtpServer(s_options, delivery, delivery));
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        await client.SendAsync("EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@here>\r\nBDAT 1 LAST\r\nx");
        Assert.Equal(["220", "250", "250", "250", "451"], await CodesAsync(client, 5));
        delivery.FailsAt = "write";
        await client.SendAsync("MAIL FROM:<a@b.c>\r\nRCPT TO:<x@here>\r\nBDAT 1\r\nxBDAT 1 LAST\r\ny");
        Assert.Equal(["250", "250", "451", "503"], await CodesAsync(client, 4));
        delivery.FailsAt = "";
        await client.SendAsync("RSET\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@here>\r\nBDAT 1 LAST\r\nx");
        Assert.Equal(["250", "250", "250", "250"], await CodesAsync(client, 4));
        Assert.Equal(["x@here: x"], delivery.Messages);
    }

    [Fact, Rfc(4616, "2")]
    public async Task Nobody_acts_as_somebody_else()
    {
        MemoryDelivery delivery = new();
        SmtpServer server = new(s_options, delivery, delivery) { AllowPlaintextAuthenticationFromLoopback = true };
        await using InProcessHost host = await InProcessHost.StartAsync(server);
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        await client.SendAsync("EHLO a\r\n");
        Assert.Equal(["220", "250"], await CodesAsync(client, 2));
        await client.SendAsync($"AUTH PLAIN {Convert.ToBase64String("other\0tim\0secret"u8)}\r\nAUTH PLAIN {Convert.ToBase64String("tim\0tim\0secret"u8)}\r\n");
        Assert.Equal(["535", "235"], await CodesAsync(client, 2));
    }

    [Fact, Rfc(3207, "4.2")]
    public async Task Commands_pipelined_behind_starttls_end_the_connection()
    {
        MemoryDelivery delivery = new();
        await using InProcessHost host = await InProcessHost.StartAsync(new SmtpServer(s_options, delivery, delivery), new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls });
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        await client.SendAsync("EHLO a\r\nSTARTTLS\r\nMAIL FROM:<evil@b.c>\r\n");
        Assert.Equal(["220", "250", "501"], await CodesAsync(client, 3));
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact, Rfc(1047, "3")]
    public async Task A_client_that_sends_everything_and_closes_its_side_gets_every_reply_and_its_message_is_kept()
    {
        MemoryDelivery delivery = new() { ObeysCancellation = true };
        await using InProcessHost host = await InProcessHost.StartAsync(new SmtpServer(s_options, delivery, delivery));
        for (int i = 0; i < 20; i++)
        {
            using LineClient client = await LineClient.ConnectAsync(host.Port);
            await client.SendAsync("EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@here>\r\nDATA\r\none\r\n.\r\nQUIT\r\n");
            client.EndSending();
            Assert.Equal(["220", "250", "250", "250", "354", "250", "221", "closed"], await CodesAsync(client, 8));
        }

        Assert.Equal(20, delivery.Messages.Count);
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task Any_bytes_on_the_port_end_in_replies_and_never_in_an_error_of_ours()
    {
        MemoryDelivery delivery = new();
        MailListenerOptions options = new();
        await using InProcessHost host = await InProcessHost.StartAsync(new SmtpServer(s_options, delivery, delivery), options);
        string[] words = ["EHLO x", "MAIL FROM:", "RCPT TO:", "<a@here>", "<>", "DATA", "BDAT 5", " LAST", "RSET", "AUTH PLAIN", "\r\n", "\r", "\n", ".", "\r\n.\r\n", "\0", "ü", "QUIT", "STARTTLS"];
        Gen<byte[]> generator = Gen.Frequency(
            (4, from parts in Gen.Elements(words).ListOf() select Encoding.UTF8.GetBytes(string.Concat(parts))),
            (1, ArbMap.Default.GeneratorFor<byte[]>()));
        foreach (byte[] bytes in generator.Sample(60, 200))
        {
            using LineClient client = await LineClient.ConnectAsync(host.Port);
            await client.SendAsync(bytes);
            client.EndSending();
            while (await client.ReadLineAsync() is { } line)
            {
                Assert.Matches("^[2-5][0-9][0-9][ -]", line);
            }
        }

        await UntilAsync(() => options.Limiter.Count == 0);
        Assert.Empty(host.Errors);
        Assert.Equal(0, delivery.Open);
    }

    private static async Task<List<string>> CodesAsync(LineClient client, int count)
    {
        List<string> codes = [];
        for (int i = 0; i < count; i++)
        {
            codes.Add((await client.ReadReplyAsync())?[..3] ?? "closed");
        }

        return codes;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    [GeneratedRegex(@"\AReceived: from \w+ \(\[127\.0\.0\.1\]\)\r\n\tby mx\.test with \w+\r\n\tfor <[^>]+>;\r\n\t[^\r]+\r\n")]
    private static partial Regex Received();

    /// <summary>Keeps messages in memory, and fails where it is told to.</summary>
    private sealed class MemoryDelivery : IMailDelivery, IDirectory
    {
        private int _open;

        public ConcurrentQueue<string> Messages { get; } = new();

        public string FailsAt { get; set; } = "";

        public bool ObeysCancellation { get; init; }

        public int Open => _open;

        public ValueTask<DeliveryStart> BeginAsync(SmtpSender sender, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _open);
            return ValueTask.FromResult(new DeliveryStart(new Transaction(this), null));
        }

        public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
            ValueTask.FromResult(password.Span.SequenceEqual("secret"u8)
                ? new AuthenticationResult(AuthenticationStatus.Success, new Account(new AccountId(1), userName, null), "right")
                : new AuthenticationResult(AuthenticationStatus.InvalidCredentials, null, "wrong"));

        public ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken) => throw new InvalidOperationException("Not asked here.");

        private sealed class Transaction(MemoryDelivery delivery) : IDeliveryTransaction
        {
            private readonly List<string> _recipients = [];
            private readonly ArrayBufferWriter<byte> _content = new();

            public ValueTask<SmtpReply?> AddRecipientAsync(SmtpRecipient recipient, CancellationToken cancellationToken)
            {
                if (recipient.Address.StartsWith("nobody", StringComparison.Ordinal))
                {
                    return ValueTask.FromResult<SmtpReply?>(new SmtpReply(550, 1, 1, "No such user"));
                }

                _recipients.Add(recipient.Address);
                return ValueTask.FromResult<SmtpReply?>(null);
            }

            public ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
            {
                if (delivery.FailsAt == "write")
                {
                    throw new IOException("The disk is full.");
                }

                _content.Write(bytes.Span);
                return ValueTask.FromResult<SmtpReply?>(null);
            }

            public async ValueTask<DeliveryOutcome> CommitAsync(MessageFindings findings, CancellationToken cancellationToken)
            {
                if (delivery.ObeysCancellation)
                {
                    await Task.Delay(20, cancellationToken);
                }

                if (delivery.FailsAt == "commit")
                {
                    throw new IOException("The disk is full.");
                }

                // RFC 5321 §4.4: the server has put its own trace before what was sent.
                string text = Encoding.UTF8.GetString(_content.WrittenSpan);
                Match received = Received().Match(text);
                Assert.True(received.Success, text);
                delivery.Messages.Enqueue($"{string.Join(',', _recipients)}: {text[received.Length..]}");
                return DeliveryOutcome.ForAll(new SmtpReply(250, 0, 0, "kept"));
            }

            public ValueTask DisposeAsync()
            {
                Interlocked.Decrement(ref delivery._open);
                return ValueTask.CompletedTask;
            }
        }
    }
}
