using System.Buffers;
using System.Text;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

/// <summary>The examples of the package's README.</summary>
public sealed class SmtpReadmeTests
{
    [Fact]
    public void The_example_of_a_server_takes_a_message()
    {
        ArrayBufferWriter<byte> output = new();
        ArrayBufferWriter<byte> message = new();
        ReadOnlySequence<byte> input = new("HELO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n..dot\r\n.\r\n"u8.ToArray());

        SmtpServerSession session = new(new SmtpServerOptions { HostName = "mx.example.org" });
        session.Greet(output);
        while (true)
        {
            SmtpServerEvent e = session.Read(ref input);
            if (e.Kind == SmtpServerEventKind.NeedMoreData)
            {
                break;                                          // flush the output, read more, come back
            }

            if (e.Kind == SmtpServerEventKind.DataChunk)
            {
                message.Write(e.Data.Span);                     // dots are unstuffed already
            }
            else if (e.Reply is { } reply)
            {
                session.Reply(reply, output);                   // or a reply of your own
            }
        }

        Assert.Equal(".dot\r\n", Encoding.ASCII.GetString(message.WrittenSpan));
        Assert.EndsWith("250 2.0.0 Message accepted\r\n", Encoding.ASCII.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact, Rfc(2033, "4.2")]
    public void The_example_of_lmtp_replies_for_each_recipient()
    {
        ArrayBufferWriter<byte> output = new();
        string[] mailboxes = ["ann@example.org", "full@example.org"];
        ReadOnlySequence<byte> input = new("LHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<ann@example.org>\r\nRCPT TO:<full@example.org>\r\nDATA\r\nx\r\n.\r\n"u8.ToArray());

        SmtpServerSession session = new(new SmtpServerOptions { IsLmtp = true });
        while (session.Read(ref input) is { Kind: not SmtpServerEventKind.NeedMoreData } e)
        {
            if (e.Kind == SmtpServerEventKind.DataEnd && e.Reply!.IsPositive)
            {
                foreach (string mailbox in mailboxes)           // one for each RCPT that was accepted
                {
                    session.Reply(mailbox == "full@example.org" ? new SmtpReply(452, 2, 2, "Over quota") : e.Reply, output);
                }
            }
            else if (e.Reply is { } reply)
            {
                session.ReplyToAll(reply, output);
            }
        }

        Assert.EndsWith("250 2.0.0 Message accepted\r\n452 4.2.2 Over quota\r\n", Encoding.ASCII.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_of_a_client_sends_a_message()
    {
        ArrayBufferWriter<byte> output = new();
        byte[] message = "Subject: x\r\n\r\n.\r\n"u8.ToArray();
        List<SmtpRecipientOutcome> remembered = [];
        ReadOnlySequence<byte> input = new("220 mx\r\n"u8.ToArray());
        string[] answers = ["250-mx\r\n250 PIPELINING\r\n", "250 ok\r\n250 ok\r\n354 go\r\n", "250 queued\r\n", "221 bye\r\n"];

        SmtpClientSession session = new(new SmtpClientOptions { ClientName = "client.example.org" });
        SmtpEnvelope envelope = new() { ReversePath = "ann@example.org", Recipients = [new SmtpRecipient("bob@example.net")] };
        foreach (string answer in answers)
        {
            Run(ref input);
            input = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(answer));
        }

        Run(ref input);
        Assert.True(session.IsClosed);
        Assert.Equal(SmtpRecipientState.Delivered, Assert.Single(remembered).State);
        Assert.Contains("RCPT TO:<bob@example.net>\r\nDATA\r\nSubject: x\r\n\r\n..\r\n.\r\nQUIT\r\n", Encoding.ASCII.GetString(output.WrittenSpan), StringComparison.Ordinal);

        void Run(ref ReadOnlySequence<byte> input)
        {
            while (session.Read(ref input, output) is { Kind: not SmtpClientEventKind.NeedMoreData } e)
            {
                switch (e.Kind)
                {
                    case SmtpClientEventKind.Ready:
                        SmtpClientStatus status = session.Begin(envelope, output);      // MAIL and RCPT, pipelined if offered
                        if (status != SmtpClientStatus.Ok)
                        {
                            Bounce(status.ToEnhancedStatusCode());                      // 5.6.7, say: no SMTPUTF8 there
                        }

                        break;
                    case SmtpClientEventKind.SendMessage:
                        session.WriteMessage(message, output);                          // as often as there are pieces
                        session.EndMessage(output);
                        break;
                    case SmtpClientEventKind.Completed:
                        Remember(session.Outcomes);                                     // a reply for each recipient
                        session.Quit(output);
                        break;
                }
            }
        }

        void Remember(IReadOnlyList<SmtpRecipientOutcome> outcomes) => remembered.AddRange(outcomes);

        static void Bounce(EnhancedStatusCode status) => Assert.Fail(status.ToString());
    }

    [Fact]
    public void What_the_readme_shows_is_what_is_compiled_here()
    {
        string root = Path.Combine(Suites.RepositoryRoot);
        string here = File.ReadAllText(Path.Combine(root, "tests", "Protocols.Wire.Tests", "Smtp", "SmtpReadmeTests.cs"));
        bool isCode = false;
        int lines = 0;
        foreach (string line in File.ReadLines(Path.Combine(root, "src", "Protocols.Smtp", "README.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isCode = line == "```csharp";
            }
            else if (isCode && line.Trim().Length > 1)
            {
                Assert.Contains(line.Trim(), here, StringComparison.Ordinal);
                lines++;
            }
        }

        Assert.True(lines > 30, $"{lines} lines were compared.");
    }
}
