using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Protocols.Smtp;

public sealed partial class SmtpServerSession
{
    private DataDecoder _decoder;
    private long? _announcedSize;
    private long _received;
    private long _chunkLeft;
    private bool _chunkIsLast;
    private bool _messageBegun;
    private bool _chunked;
    private bool _chunkFailed;
    private bool _isBinary;
    private SmtpReply? _chunkOrder;
    private SmtpReply? _refusal;

    /// <summary>The size the client announced with MAIL (RFC 1870), or null.</summary>
    public long? AnnouncedSize => _announcedSize;

    // RFC 5321 §4.1.1.4
    private SmtpServerEvent Data(ReadOnlySpan<byte> argument)
    {
        if (!argument.IsEmpty)
        {
            return Refuse(SmtpReply.NoParameters);
        }

        // RFC 3030 §2: DATA and BDAT cannot be mixed in a transaction, nor (§3) DATA and a binary body.
        SmtpReply? order = !InTransaction ? (ClientName is null ? SmtpReply.HelloFirst : SmtpReply.MailFirst)
            : _chunked ? SmtpReply.ChunkSequence
            : _isBinary ? SmtpReply.BinaryNeedsBdat
            : Recipients == 0 ? SmtpReply.RecipientFirst
            : null;
        return order is null ? Ask(SmtpServerEventKind.DataBegin, SmtpReply.StartData) : Refuse(order);
    }

    private void BeginData()
    {
        _decoder = default;
        _received = 0;
        _drained = 0;
        _refusal = null;
        _messageBegun = true;
        _state = State.Data;
    }

    private SmtpServerEvent ReadData(ref ReadOnlySequence<byte> input)
    {
        while (true)
        {
            DataDecoderStatus status = _decoder.Read(ref input, out ReadOnlyMemory<byte> chunk);
            if (_decoder.HasBareLineEnd && _options.BareLineEnds == BareLineEndPolicy.Reject)
            {
                _refusal ??= SmtpReply.BareLineEndInData;
            }

            if (status == DataDecoderStatus.End)
            {
                _state = State.Command;
                return Ask(SmtpServerEventKind.DataEnd, _refusal ?? SmtpReply.MessageAccepted);
            }

            if (chunk.IsEmpty)
            {
                return new SmtpServerEvent(SmtpServerEventKind.NeedMoreData);
            }

            if (Take(chunk.Length))
            {
                return new SmtpServerEvent(SmtpServerEventKind.DataChunk) { Data = chunk };
            }

            if (_drained > _options.MaxDrain)
            {
                return Close(SmtpReply.TooMuchToDrain);
            }
        }
    }

    // RFC 3030 §2: BDAT SP chunk-size [SP "LAST"]
    private SmtpServerEvent Bdat(ReadOnlySpan<byte> argument, ref ReadOnlySequence<byte> input)
    {
        int space = argument.IndexOf((byte)' ');
        ReadOnlySpan<byte> size = space < 0 ? argument : argument[..space];
        ReadOnlySpan<byte> last = space < 0 ? default : argument[(space + 1)..].Trim((byte)' ');
        if (size.Length is 0 or > 20 || size.ContainsAnyExceptInRange((byte)'0', (byte)'9') || !Utf8Parser.TryParse(size, out long length, out _)
            || (!last.IsEmpty && !Ascii.EqualsIgnoreCase(last, "LAST"u8)))
        {
            // How many bytes follow is not known, so that anything read from here on could be message text.
            return Close(new SmtpReply(421, 5, 4, "BDAT without a chunk size that can be read"));
        }

        SmtpReply? order = !InTransaction ? (ClientName is null ? SmtpReply.HelloFirst : SmtpReply.MailFirst)
            : Recipients == 0 ? SmtpReply.RecipientFirst
            : _chunkFailed ? SmtpReply.ChunkSequence
            : null;

        // The bytes follow whatever we think of the command: a refused chunk is read past, never taken for commands.
        _chunkLeft = length;
        _chunkIsLast = !last.IsEmpty;
        _drained = 0;
        _state = State.Chunk;
        _chunked = InTransaction;
        _chunkOrder = order;
        if (order is not null || _messageBegun)
        {
            return ReadChunk(ref input);
        }

        _messageBegun = true;
        _received = 0;
        _refusal = null;
        return new SmtpServerEvent(SmtpServerEventKind.DataBegin);
    }

    private SmtpServerEvent ReadChunk(ref ReadOnlySequence<byte> input)
    {
        while (_chunkLeft > 0)
        {
            if (input.IsEmpty)
            {
                return new SmtpServerEvent(SmtpServerEventKind.NeedMoreData);
            }

            ReadOnlyMemory<byte> segment = input.First;
            int length = (int)Math.Min(segment.Length, _chunkLeft);
            input = input.Slice(length);
            _chunkLeft -= length;
            if (length > 0 && (_chunkOrder is not null ? Drain(length) : Take(length)))
            {
                return new SmtpServerEvent(SmtpServerEventKind.DataChunk) { Data = segment[..length] };
            }

            if (_drained > _options.MaxDrain)
            {
                return Close(SmtpReply.TooMuchToDrain);
            }
        }

        _state = State.Command;
        if (_options.IsLmtp && _chunkIsLast && _chunkOrder == SmtpReply.RecipientFirst)
        {
            // RFC 2033 §4.3: a reply for each recipient, and there are none.
            EndTransaction();
            return ++_errors >= _options.MaxErrors ? Close(SmtpReply.TooManyErrors) : Read(ref input);
        }

        if (_options.IsLmtp && _chunkIsLast && _chunkOrder == SmtpReply.ChunkSequence)
        {
            // The same behind a chunk that failed: a reply for each recipient.
            _errors++;
            return Ask(SmtpServerEventKind.DataEnd, SmtpReply.ChunkSequence);
        }

        return _chunkOrder is { } order ? Refuse(order)
            : _chunkIsLast ? Ask(SmtpServerEventKind.DataEnd, _refusal ?? SmtpReply.MessageAccepted)
            : Ask(SmtpServerEventKind.ChunkEnd, _refusal ?? SmtpReply.ChunkAccepted);
    }

    /// <summary>Counts bytes of the message in; false if it is refused already or by this.</summary>
    private bool Take(int length)
    {
        _received += length;
        if (_received > _options.MaxMessageSize)
        {
            _refusal ??= SmtpReply.TooLarge;
        }

        return _refusal is null || Drain(length);
    }

    private bool Drain(int length)
    {
        _drained += length;
        return false;
    }
}
