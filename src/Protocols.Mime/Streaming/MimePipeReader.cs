using System.Buffers;
using System.IO.Pipelines;

namespace Protocols.Mime;

/// <summary>Drives a <see cref="MimeStreamReader"/> over a pipe: waits for octets where it needs them, and gives back those it used.</summary>
public sealed class MimePipeReader : IDisposable
{
    private readonly PipeReader _input;
    private readonly MimeStreamReader _reader;
    private ReadOnlySequence<byte> _left;
    private bool _isFinal;
    private bool _isReading;
    private bool _hasEnded;

    /// <summary>Begins to read a message from a pipe, which holds that message alone. The pipe is not completed here.</summary>
    /// <param name="input">The pipe.</param>
    /// <param name="options">The limits, or null for <see cref="MimeReadOptions.Default"/>.</param>
    public MimePipeReader(PipeReader input, MimeReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        _input = input;
        _reader = new MimeStreamReader(options);
    }

    /// <summary>The part whose <see cref="MimeStreamEventKind.Header"/> event came last; see <see cref="MimeStreamReader.Part"/>.</summary>
    /// <exception cref="InvalidOperationException">No part has begun.</exception>
    public MimePart Part => _reader.Part;

    /// <summary>How many octets of the message have been taken.</summary>
    public long Position => _reader.Position;

    /// <summary>Takes the next step, never <see cref="MimeStreamEventKind.NeedMoreData"/>. The octets of an event are valid until the next call.</summary>
    /// <param name="cancellationToken">Ends the wait for octets.</param>
    /// <exception cref="OperationCanceledException">The wait was ended, by the token or by <see cref="PipeReader.CancelPendingRead"/>.</exception>
    public async ValueTask<MimeStreamEvent> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_isReading)
            {
                MimeStreamEvent step = _reader.Read(ref _left, _isFinal);
                if (step.Kind is not (MimeStreamEventKind.NeedMoreData or MimeStreamEventKind.End))
                {
                    return step;
                }

                // At the end nothing is left, and the pipe may be completed before this is disposed.
                _isReading = false;
                _input.AdvanceTo(_left.Start, _left.End);
                _left = default;
                _hasEnded = step.Kind == MimeStreamEventKind.End;
            }

            if (_hasEnded)
            {
                return _reader.Read(ref _left, isFinal: true);
            }

            ReadResult result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
            _left = result.Buffer;
            _isFinal = result.IsCompleted;
            _isReading = true;
            if (result.IsCanceled)
            {
                _isReading = false;
                _input.AdvanceTo(_left.Start);
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    /// <summary>Gives back what was rented, and to the pipe what was not used. Do this before the pipe is completed, unless the message has ended.</summary>
    public void Dispose()
    {
        if (_isReading)
        {
            _isReading = false;
            _input.AdvanceTo(_left.Start);
        }

        _reader.Dispose();
    }
}
