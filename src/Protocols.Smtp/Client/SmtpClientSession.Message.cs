using System.Buffers;

namespace Protocols.Smtp;

public sealed partial class SmtpClientSession
{
    private readonly SmtpDataEncoder _dataEncoder;
    private readonly SmtpDataEncoder _chunkEncoder;
    private readonly ArrayBufferWriter<byte> _chunk = new();
    private SmtpReply? _messageRefusal;
    private bool _isWaitedFor;

    // Behind a chunk that failed LMTP would owe as many replies as there are recipients, or one: it is not tried (RFC 2033 §4.3).
    private bool MaySendChunk => _outstanding.Count == 0 || (MaySend && !_options.IsLmtp);

    private bool IsBinary => _parameters.Body == SmtpBodyType.BinaryMime;

    /// <summary>
    /// Writes a piece of the message, cut anywhere: after <see cref="SmtpClientEventKind.SendMessage"/>, as often as there is more. With BDAT each
    /// call makes a chunk, so that pieces should be large; where the server takes no pipelining, and in LMTP, each chunk waits for its reply
    /// (<see cref="SmtpClientStatus.WaitForReply"/>), after which there is another <see cref="SmtpClientEventKind.SendMessage"/>.
    /// </summary>
    /// <param name="bytes">The piece, lines ended with CRLF, dots as they are.</param>
    /// <param name="output">Where it goes.</param>
    public SmtpClientStatus WriteMessage(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output) => Write(bytes, isLast: false, output);

    /// <summary>Ends the message, and waits for what the server says to it.</summary>
    /// <param name="output">Where the end goes.</param>
    public SmtpClientStatus EndMessage(IBufferWriter<byte> output) => Write(default, isLast: true, output);

    /// <summary>Writes the last piece of the message and ends it; with BDAT the piece is the last chunk, which saves one.</summary>
    /// <param name="bytes">The piece.</param>
    /// <param name="output">Where it goes.</param>
    public SmtpClientStatus EndMessage(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output) => Write(bytes, isLast: true, output);

    private void BeginMessage()
    {
        _messageRefusal = null;
        _isWaitedFor = false;
        _dataEncoder.Reset();
        _chunkEncoder.Reset();
        _state = State.Message;
        Tell(new SmtpClientEvent(SmtpClientEventKind.SendMessage));
    }

    private SmtpClientStatus Write(ReadOnlySpan<byte> bytes, bool isLast, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_state != State.Message || _messageRefusal is not null)
        {
            return SmtpClientStatus.WrongState;
        }

        if (_isChunked)
        {
            return WriteChunk(bytes, isLast, output);
        }

        if (!_dataEncoder.TryWrite(bytes, output) || (isLast && !_dataEncoder.TryEnd(output)))
        {
            return Abort();
        }

        if (isLast)
        {
            AwaitAnswers();
        }

        return SmtpClientStatus.Ok;
    }

    private SmtpClientStatus WriteChunk(ReadOnlySpan<byte> bytes, bool isLast, IBufferWriter<byte> output)
    {
        if (!MaySendChunk)
        {
            _isWaitedFor = true;
            return SmtpClientStatus.WaitForReply;
        }

        _chunk.ResetWrittenCount();
        if (!IsBinary && (!_chunkEncoder.TryWrite(bytes, _chunk) || (isLast && !_chunkEncoder.TryEnd(_chunk))))
        {
            return Abort();
        }

        ReadOnlySpan<byte> chunk = IsBinary ? bytes : _chunk.WrittenSpan;
        if (chunk.IsEmpty && !isLast)
        {
            return SmtpClientStatus.Ok;
        }

        SmtpCommandWriter.Bdat(chunk.Length, isLast, output);
        output.Write(chunk);
        if (isLast)
        {
            AwaitAnswers();
        }
        else
        {
            _outstanding.Enqueue((Step.Data, -1));
        }

        return SmtpClientStatus.Ok;
    }

    // There is no way to end a message that was begun, but to hang up: then nobody keeps it (RFC 5321 §4.1.1.10).
    private SmtpClientStatus Abort()
    {
        Close(SmtpCloseReason.MessageAborted);
        return SmtpClientStatus.BareLineEnd;
    }

    // RFC 2033 §4.2: one reply for each recipient that was accepted, in their order; else one for all.
    private void AwaitAnswers()
    {
        _state = State.Answer;
        if (!_options.IsLmtp)
        {
            _outstanding.Enqueue((Step.Data, -1));
            return;
        }

        for (int i = 0; i < _outcomes.Length; i++)
        {
            if (_outcomes[i].State == SmtpRecipientState.Accepted)
            {
                _outstanding.Enqueue((Step.Recipient, i));
            }
        }
    }

    /// <summary>The reply to a chunk that is not the last, while the host may still write.</summary>
    private void TakeChunk()
    {
        _outstanding.Dequeue();
        if (_reader.Code is >= 300 and < 400)
        {
            Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
        }
        else if (_messageRefusal is null && _reader.Code >= 400)
        {
            // RFC 3030 §2: the transaction has failed, and nothing more may be sent of it.
            _messageRefusal = _reader.ToReply();
            SettleAll(new SmtpRecipientOutcome(SmtpRecipientState.Refused, _messageRefusal));
        }
        else if (_messageRefusal is null && (_isWaitedFor || !IsPipelining || _options.IsLmtp))
        {
            _isWaitedFor = false;
            Tell(new SmtpClientEvent(SmtpClientEventKind.SendMessage));
        }

        if (_state == State.Message && _messageRefusal is not null && _outstanding.Count == 0)
        {
            Complete();
        }
    }

    /// <summary>A reply after the end of the message: to chunks that are not the last, then to the message.</summary>
    private void TakeAnswer()
    {
        (Step step, int recipient) = _outstanding.Dequeue();
        int code = _reader.Code;
        if (code is >= 300 and < 400)
        {
            Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
            return;
        }

        SmtpRecipientState state = code < 400 ? SmtpRecipientState.Delivered : SmtpRecipientState.Refused;
        if (step == Step.Recipient)
        {
            Settle(recipient, new SmtpRecipientOutcome(state, _reader.ToReply(), IsFromRecipient: true));
        }
        else if (_outstanding.Count == 0)
        {
            SettleAll(new SmtpRecipientOutcome(state, _reader.ToReply()));
        }
        else if (code >= 400 && _messageRefusal is null)
        {
            // A chunk that was not the last: those behind it are refused as well, and change nothing.
            _messageRefusal = _reader.ToReply();
            SettleAll(new SmtpRecipientOutcome(SmtpRecipientState.Refused, _messageRefusal));
        }

        if (_outstanding.Count == 0)
        {
            // After a message that came whole there is nothing to reset, whatever became of it; after a failed chunk there is (RFC 3030 §2).
            _isDirty = _messageRefusal is not null;
            Complete();
        }
    }
}
