using System.Buffers;
using System.IO.Pipelines;

namespace Protocols.Smtp.Server;

internal sealed partial class RelayConnection
{
    /// <summary>Whether all of the message was sent, so that the server may have it though it has not said so (RFC 5321 §6.1).</summary>
    public bool IsEndSent { get; private set; }

    /// <summary>
    /// Sends a message up to the end of the transaction or of the session; what became of each recipient is in the session's outcomes.
    /// </summary>
    /// <param name="envelope">Who sends to whom.</param>
    /// <param name="content">The message.</param>
    /// <param name="cancellationToken">Ends it; the connection is of no more use then.</param>
    /// <returns>Why the message cannot be sent to this server, and else the event that was the end.</returns>
    public async ValueTask<(SmtpClientStatus Status, SmtpClientEvent End)> SendAsync(SmtpEnvelope envelope, MessageContent content, CancellationToken cancellationToken)
    {
        IsEndSent = false;
        SmtpClientStatus status = Session.Begin(envelope, _output);
        if (status != SmtpClientStatus.Ok)
        {
            return (status, default);
        }

        Messages++;
        while (true)
        {
            SmtpClientEvent e = await NextAsync(cancellationToken).ConfigureAwait(false);
            switch (e.Kind)
            {
                case SmtpClientEventKind.SendMessage:
                    await WriteAsync(content, cancellationToken).ConfigureAwait(false);
                    break;
                case SmtpClientEventKind.Completed or SmtpClientEventKind.Closed:
                    return (SmtpClientStatus.Ok, e);
            }
        }
    }

    private async ValueTask WriteAsync(MessageContent content, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 2 * _options.BlockSize, resumeWriterThreshold: _options.BlockSize, useSynchronizationContext: false));
        Task copying = content.CopyAsync(pipe.Writer, ended.Token);
        byte[] block = ArrayPool<byte>.Shared.Rent(_options.BlockSize);
        try
        {
            await WriteBlocksAsync(content, pipe.Reader, block.AsMemory(0, _options.BlockSize), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            await pipe.Reader.CompleteAsync().ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask WriteBlocksAsync(MessageContent content, PipeReader reader, Memory<byte> block, CancellationToken cancellationToken)
    {
        for (long left = content.Size; ;)
        {
            ReadOnlyMemory<byte> next = await FillAsync(reader, block, left, cancellationToken).ConfigureAwait(false);
            left -= next.Length;
            while (true)
            {
                IsEndSent = left == 0;
                SmtpClientStatus status = left == 0 ? Session.EndMessage(next.Span, _output) : Session.WriteMessage(next.Span, _output);
                if (status == SmtpClientStatus.Ok)
                {
                    break;
                }

                // A chunk waits for its reply, or the transaction has come to its end before the message has.
                IsEndSent = false;
                if (status != SmtpClientStatus.WaitForReply || !await MayGoOnAsync(cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }

            await FlushAsync(cancellationToken).ConfigureAwait(false);
            if (left == 0 || IsWriteBroken)
            {
                return;
            }
        }
    }

    // The event that ends the transaction is kept for who asks next.
    private async ValueTask<bool> MayGoOnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            SmtpClientEvent e = await NextAsync(cancellationToken).ConfigureAwait(false);
            if (e.Kind is SmtpClientEventKind.SendMessage)
            {
                return true;
            }

            if (e.Kind is SmtpClientEventKind.Completed or SmtpClientEventKind.Closed)
            {
                _pending = e;
                return false;
            }
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> FillAsync(PipeReader reader, Memory<byte> block, long left, CancellationToken cancellationToken)
    {
        int wanted = (int)Math.Min(block.Length, left);
        if (wanted == 0)
        {
            return default;
        }

        ReadResult result = await reader.ReadAtLeastAsync(wanted, cancellationToken).ConfigureAwait(false);
        if (result.Buffer.Length < wanted)
        {
            throw new InvalidDataException("The message is shorter than the queue says.");
        }

        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, wanted);
        taken.CopyTo(block.Span);
        reader.AdvanceTo(taken.End);
        return block[..wanted];
    }
}
