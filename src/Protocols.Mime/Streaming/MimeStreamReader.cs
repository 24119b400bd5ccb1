using System.Buffers;

namespace Protocols.Mime;

/// <summary>
/// Reads a message piece by piece, by the same grammar as <see cref="MimeDocument"/>, for messages larger than memory: tells of headers,
/// octets of bodies, and the ends of parts. What it keeps is the header of one part, up to <see cref="MimeReadOptions.MaxHeaderBytes"/>, and
/// a few octets for each part that is open, whatever the message.
/// </summary>
/// <remarks>
/// The reader does no I/O. Call <see cref="Read"/> with what has arrived until it gives <see cref="MimeStreamEventKind.NeedMoreData"/>; then
/// keep what it left and call it again with more behind. The same events come however the message is cut, but for how many pieces a body
/// comes in. Not thread-safe. <see cref="Dispose"/> gives back what was rented.
/// </remarks>
public sealed partial class MimeStreamReader : IDisposable
{
    private readonly MimeReadOptions _options;
    private readonly StreamHeader _header;
    private readonly Queue<MimeStreamEvent> _queue = new();
    private readonly List<OpenPart> _parts = [];
    private OpenBoundaries _open;
    private State _state = State.Header;
    private long _offset;
    private int _partCount;
    private int _fieldCount;
    private int _defectCount;

    // The event that a step came to.
    private MimeStreamEvent _event;

    /// <summary>Begins to read a message.</summary>
    /// <param name="options">The limits, or null for <see cref="MimeReadOptions.Default"/>.</param>
    public MimeStreamReader(MimeReadOptions? options = null)
    {
        _options = options ?? MimeReadOptions.Default;
        _header = new StreamHeader(_options);
        BeginPart();
    }

    private enum State
    {
        Header,
        HeaderRest,
        TextForHeader,
        AfterHeader,
        Body,
        Ended,
    }

    private enum Step
    {
        Again,
        NeedMore,
        Event,
    }

    private struct OpenPart
    {
        public int Number;
        public long BodyStart;

        // A multipart whose boundary is looked for, and whether a part was found in it.
        public bool IsSplit;
        public bool HasParts;
        public bool IsDigest;
        public long HeaderStart;
    }

    /// <summary>
    /// The part whose <see cref="MimeStreamEventKind.Header"/> event came last, for its header: fields, media type, transfer encoding, parameters. Its
    /// offsets are from the start of its own header; it has no body and no children here. Valid until the next part begins.
    /// </summary>
    /// <exception cref="InvalidOperationException">No part has begun.</exception>
    public MimePart Part => _header.Part;

    /// <summary>How many octets of the message have been taken.</summary>
    public long Position => _offset;

    /// <summary>Takes the next step.</summary>
    /// <param name="input">The octets at hand. What is used is cut from its front; keep the rest for the next call.</param>
    /// <param name="isFinal">Whether the message ends with this input.</param>
    /// <returns>What was met; <see cref="MimeStreamEventKind.NeedMoreData"/>, never with <paramref name="isFinal"/>, where more has to be seen.</returns>
    public MimeStreamEvent Read(ref ReadOnlySequence<byte> input, bool isFinal)
    {
        while (true)
        {
            if (_queue.TryDequeue(out MimeStreamEvent queued))
            {
                return queued;
            }

            Step step = _delimiterLength > 0 ? TakeDelimiter(ref input) : _state switch
            {
                State.Header => ReadHeader(ref input, isFinal),
                State.HeaderRest => ReadHeaderRest(ref input, isFinal),
                State.TextForHeader => TakeTextForHeader(),
                State.AfterHeader => EnterBody(),
                State.Body => ReadBody(ref input, isFinal),
                _ => Tell(MimeStreamEventKind.End, 0),
            };
            if (step != Step.Again)
            {
                return step == Step.Event ? _event : default;
            }
        }
    }

    /// <summary>Gives back what was rented.</summary>
    public void Dispose()
    {
        _header.Dispose();
        _open.Dispose();
        ArrayPool<byte>.Shared.Return(_window);
        ArrayPool<byte>.Shared.Return(_line);
        _window = _line = [];
        _state = State.Ended;
        _delimiterLength = 0;
    }

    private OpenPart Current => _parts[^1];

    private Step Tell(MimeStreamEventKind kind, long length, ref ReadOnlySequence<byte> input)
    {
        _event = new MimeStreamEvent(kind, Current.Number, _parts.Count - 1, _offset, input.Slice(0, length));
        input = input.Slice(length);
        _offset += length;
        return Step.Event;
    }

    private Step Tell(MimeStreamEventKind kind, int part)
    {
        _event = new MimeStreamEvent(kind, part, 0, _offset);
        return Step.Event;
    }

    private void Report(DefectCode code, long offset)
    {
        if (_defectCount < _options.MaxDefects)
        {
            _defectCount++;
            _queue.Enqueue(new MimeStreamEvent(MimeStreamEventKind.Defect, Current.Number, _parts.Count - 1, offset, defect: code));
        }
    }

    private void BeginPart()
    {
        _parts.Add(new OpenPart { Number = _partCount++, HeaderStart = _offset, BodyStart = _offset });
        _header.Begin();
        _state = State.Header;
        _isMidLine = false;
        _isNoneOfOpen = false;
        _hyphenLines = 0;
        _ownWaiting = 0;
        _waiting = 0;
    }

    // Ends the parts inside a part, or all; the innermost ends where it is said to, the others no earlier.
    private void EndParts(int until, long end)
    {
        while (_parts.Count > 0 && Current.Number != until)
        {
            OpenPart part = Current;
            end = Math.Max(end, part.BodyStart);
            _queue.Enqueue(new MimeStreamEvent(MimeStreamEventKind.PartEnd, part.Number, _parts.Count - 1, end));
            _parts.RemoveAt(_parts.Count - 1);
        }
    }

    private void ReportUnclosed(int frame, long offset)
    {
        foreach (OpenPart part in _parts)
        {
            if (part.Number == _open.PartAt(frame))
            {
                Report(part.HasParts ? DefectCode.UnclosedMultipart : DefectCode.MultipartWithoutParts, part.HasParts ? offset : part.HeaderStart);
                return;
            }
        }
    }

    private Step EndMessage()
    {
        for (int frame = 0; frame < _open.Count; frame++)
        {
            ReportUnclosed(frame, _offset);
        }

        _open.Truncate(0);
        EndParts(-1, _offset);
        _state = State.Ended;
        return Step.Again;
    }
}
