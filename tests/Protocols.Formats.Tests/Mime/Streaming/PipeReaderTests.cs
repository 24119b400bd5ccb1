using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Streaming;

public sealed class PipeReaderTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_pipe_never_holds_a_message_whole_and_never_stops_for_a_header_larger_than_it()
    {
        // The header is larger than a pipe holds before it makes its writer wait, and so is the body.
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 16 * 1024, resumeWriterThreshold: 8 * 1024));
        string subject = new('s', 200_000);
        const int Lines = 100_000;
        byte[] line = Encoding.Latin1.GetBytes("a line of the body that is sent again and again\r\n");
        Task writing = Task.Run(async () =>
        {
            await pipe.Writer.WriteAsync(Encoding.Latin1.GetBytes($"Subject: {subject}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"));
            for (int i = 0; i < Lines; i++)
            {
                await pipe.Writer.WriteAsync(line);
            }

            await pipe.Writer.WriteAsync("\r\n--b--\r\n"u8.ToArray());
            await pipe.Writer.CompleteAsync();
        });
        using MimePipeReader reader = new(pipe.Reader);
        long body = 0;
        int headers = 0;
        long largest = 0;
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { Kind: not MimeStreamEventKind.End } step)
        {
            largest = Math.Max(largest, step.Octets.Length);
            switch (step.Kind)
            {
                case MimeStreamEventKind.Header:
                    Assert.Equal(headers++ == 0 ? subject : "", reader.Part.GetHeaderText(HeaderId.Subject));
                    break;
                case MimeStreamEventKind.Body:
                    body += step.Octets.Length;
                    break;
                case MimeStreamEventKind.Defect:
                    Assert.Fail(step.Defect.ToString());
                    break;
            }
        }

        await writing;
        await pipe.Reader.CompleteAsync();
        Assert.Equal(MimeStreamEventKind.End, (await reader.ReadAsync(TestContext.Current.CancellationToken)).Kind);
        Assert.Equal((long)Lines * line.Length, body);
        Assert.Equal(2, headers);
        Assert.InRange(largest, 1, 64 * 1024);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reader_that_is_disposed_leaves_the_rest_to_the_pipe()
    {
        PipeReader pipe = PipeReader.Create(new ReadOnlySequence<byte>("Subject: x\r\n\r\nbody"u8.ToArray()));
        using (MimePipeReader reader = new(pipe))
        {
            Assert.Equal(MimeStreamEventKind.Header, (await reader.ReadAsync(TestContext.Current.CancellationToken)).Kind);
            Assert.Equal(14, reader.Position);
        }

        Assert.Equal("body", Encoding.Latin1.GetString((await pipe.ReadAsync(TestContext.Current.CancellationToken)).Buffer.ToArray()));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wait_can_be_ended_and_gone_on_with()
    {
        Pipe pipe = new();
        using MimePipeReader reader = new(pipe.Reader);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        ValueTask<MimeStreamEvent> waiting = reader.ReadAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        pipe.Reader.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));
        await pipe.Writer.WriteAsync("\r\n"u8.ToArray());
        Assert.Equal(MimeStreamEventKind.Header, (await reader.ReadAsync(TestContext.Current.CancellationToken)).Kind);
    }
}
