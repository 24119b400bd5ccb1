using System.Buffers;
using System.Text;
using Protocols.ManageSieve;

namespace Protocols.Wire.Tests.ManageSieve;

public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_the_readme_runs()
    {
        ManageSieveServerSession session = new(new ManageSieveServerOptions { Mechanisms = ["PLAIN"], SieveExtensions = ["fileinto"] }, isSecure: true);
        ArrayBufferWriter<byte> output = new();
        session.Greet(output, "ready");

        ReadOnlySequence<byte> input = new("AUTHENTICATE \"PLAIN\" \"AHRpbQBzZWNyZXQ=\"\r\nPUTSCRIPT \"main\" {5+}\r\nkeep;\r\n"u8.ToArray());
        while (true)
        {
            ManageSieveServerEvent e = session.Read(ref input, output);
            if (e.Kind == ManageSieveServerEventKind.NeedMoreData)
            {
                break; // send what is in the output, wait for more input
            }

            if (e.Kind == ManageSieveServerEventKind.Command)
            {
                if (e.Command is AuthenticateCommand)
                {
                    session.Authenticated("tim"); // after a SaslServerExchange said so
                }

                new ManageSieveResponseWriter(output).Ok("done");
            }
        }

        Assert.Equal(
            "\"IMPLEMENTATION\" \"Protocols\"\r\n\"SIEVE\" \"fileinto\"\r\n\"SASL\" \"PLAIN\"\r\n\"UNAUTHENTICATE\"\r\n\"VERSION\" \"1.0\"\r\nOK \"ready\"\r\nOK \"done\"\r\nOK \"done\"\r\n",
            Encoding.ASCII.GetString(output.WrittenSpan));
    }
}
