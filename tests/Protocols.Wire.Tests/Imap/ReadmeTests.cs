using System.Buffers;
using System.Text;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_the_readme_runs()
    {
        ImapServerSession session = new(new ImapServerOptions { Mechanisms = ["PLAIN"] }, isSecure: true);
        ArrayBufferWriter<byte> output = new();
        session.Greet(output, "ready");

        ReadOnlySequence<byte> input = new("a1 LOGIN {2+}\r\nme secret\r\na2 NOOP\r\n"u8.ToArray());
        while (true)
        {
            ImapServerEvent e = session.Read(ref input, output);
            if (e.Kind == ImapServerEventKind.NeedMoreData)
            {
                break; // send what is in the output, wait for more input
            }

            if (e is { Kind: ImapServerEventKind.Command, Command: { } command })
            {
                if (command is LoginCommand)
                {
                    session.Authenticated();
                }

                session.Writer(output).Tagged(command.Tag, ImapStatus.Ok, ImapResponseCode.None, "done");
            }
        }

        Assert.Equal(
            "* OK [CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ENABLE ID LANGUAGE SASL-IR AUTH=PLAIN] ready\r\na1 OK done\r\na2 OK done\r\n",
            Encoding.ASCII.GetString(output.WrittenSpan));
    }
}
