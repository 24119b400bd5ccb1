using System.Buffers;
using System.Text;
using Protocols.Pop3;
using Protocols.Sasl;

namespace Protocols.Wire.Tests.Pop3;

public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_the_readme_fetches_a_message()
    {
        Pop3Replay server = new();
        ArrayBufferWriter<byte> fromServer = new();
        server.Session.Greet(fromServer, "ready");
        ReadOnlySequence<byte> Exchange(ArrayBufferWriter<byte> said)
        {
            ReadOnlySequence<byte> asked = new(said.WrittenMemory.ToArray());
            said.ResetWrittenCount();
            server.Take(ref asked, fromServer);
            byte[] answer = fromServer.WrittenSpan.ToArray();
            fromServer.ResetWrittenCount();
            return new(answer);
        }

        ReadOnlySequence<byte> input = default;
        ArrayBufferWriter<byte> output = new();
        ArrayBufferWriter<byte> message = new();
        SaslCredentials credentials = new("tim", "", "secret"u8.ToArray());

        Pop3ClientSession client = new(new Pop3ClientOptions { AllowPlaintextPasswords = true });
        while (client.State != Pop3SessionState.Closed)
        {
            Pop3ClientEvent e = client.Read(ref input, output);
            switch (e.Kind)
            {
                case Pop3ClientEventKind.NeedMoreData:
                    input = Exchange(output); // sends what was written, and gives what came
                    break;
                case Pop3ClientEventKind.Greeting:
                    client.AskCapabilities(output);
                    break;
                case Pop3ClientEventKind.Capabilities:
                    client.LogIn(credentials, output);
                    break;
                case Pop3ClientEventKind.Authenticated:
                    client.Retrieve(1, output);
                    client.Quit(output);
                    break;
                case Pop3ClientEventKind.Data:
                    message.Write(e.Data.Span);
                    break;
            }
        }

        Assert.Equal("Subject: one\r\n\r\n.dot\r\nlast\r\n", Encoding.ASCII.GetString(message.WrittenSpan));
    }
}
