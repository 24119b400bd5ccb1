using System.Buffers;
using System.IO.Pipelines;
using Protocols.MailAuth;
using Protocols.Mime;

namespace Protocols.Samples.SpamCheck;

/// <summary>One message through the authenticator: its header is read, its body goes by.</summary>
internal static class MessageCheck
{
    // A body is only hashed here: what parts it has is of no matter.
    private static readonly MimeReadOptions s_whole = new() { MaxDepth = 0 };

    public static async Task<(SmtpFacts Facts, MailAuthResult Result)> RunAsync(MailAuthenticator authenticator, Stream message, CheckSettings settings)
    {
        PipeReader input = PipeReader.Create(message, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        using MimeStreamReader reader = new(s_whole);
        SmtpFacts? facts = null;
        MailAuthentication? authentication = null;
        try
        {
            MimeStreamEventKind kind = default;
            while (kind != MimeStreamEventKind.End)
            {
                ReadResult read = await input.ReadAsync().ConfigureAwait(false);
                ReadOnlySequence<byte> octets = read.Buffer;
                do
                {
                    MimeStreamEvent step = reader.Read(ref octets, read.IsCompleted);
                    kind = step.Kind;
                    if (kind == MimeStreamEventKind.Header)
                    {
                        facts = MessageSource.Facts(reader.Part, settings);
                        authentication = authenticator.Begin(reader.Part, facts);
                    }
                    else if (kind != MimeStreamEventKind.HeaderRest)
                    {
                        foreach (ReadOnlyMemory<byte> piece in step.Octets)
                        {
                            authentication?.Write(piece.Span);
                        }
                    }
                }
                while (kind is not (MimeStreamEventKind.NeedMoreData or MimeStreamEventKind.End));
                input.AdvanceTo(octets.Start, read.Buffer.End);
            }

            return (facts!, await authentication!.FinishAsync().ConfigureAwait(false));
        }
        finally
        {
            authentication?.Dispose();
        }
    }
}
