using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>
/// The loops of <c>foreverypart</c> that are running, the inner ones last (RFC 5703 §3). The outermost one goes over all parts, the message first; each other over
/// what is inside the current part of the loop around it, depth first.
/// </summary>
internal sealed class PartLoops
{
    private readonly List<Loop> _loops = [];

    /// <summary>How many are running.</summary>
    public int Depth => _loops.Count;

    /// <summary>The current part of the innermost loop; the message where none is running.</summary>
    public int Current => _loops.Count == 0 ? 0 : _loops[^1].Current;

    /// <summary>Forgets all.</summary>
    public void Clear() => _loops.Clear();

    /// <summary>Begins a loop, before its first part.</summary>
    /// <param name="document">The message.</param>
    /// <param name="script">How many scripts are including the one that the loop is in (RFC 6609).</param>
    public void Begin(MimeDocument document, int script = 0)
    {
        int start = _loops.Count == 0 ? 0 : _loops[^1].Current + 1;
        int end = _loops.Count == 0 ? document.PartCount : EndOf(document, _loops[^1].Current);
        _loops.Add(new Loop(start - 1, end, script));
    }

    /// <summary>Goes on to the next part of the innermost loop; where there is none, the loop is over.</summary>
    public bool TryNext()
    {
        Loop loop = _loops[^1];
        if (loop.Current + 1 >= loop.End)
        {
            _loops.RemoveAt(_loops.Count - 1);
            return false;
        }

        _loops[^1] = loop with { Current = loop.Current + 1 };
        return true;
    }

    /// <summary>Ends the loops of scripts that have ended, and of a script all but the outer ones.</summary>
    /// <param name="script">How many scripts are including that one.</param>
    /// <param name="depth">How many of its loops stay.</param>
    public void EndWithin(int script, int depth)
    {
        int own = 0;
        int kept = 0;
        while (kept < _loops.Count && _loops[kept].Script <= script && (_loops[kept].Script < script || own < depth))
        {
            own += _loops[kept].Script == script ? 1 : 0;
            kept++;
        }

        _loops.RemoveRange(kept, _loops.Count - kept);
    }

    /// <summary>Tells that the part at hand, or all below it, was exchanged: no loop goes into what is no more, nor into what is new (RFC 5703 §5).</summary>
    /// <param name="number">The part.</param>
    /// <param name="removed">How many parts were inside it.</param>
    /// <param name="document">The message as it is now.</param>
    /// <param name="before">How many parts the message had.</param>
    public void NoteReplaced(int number, int removed, MimeDocument document, int before)
    {
        int growth = document.PartCount - before;
        int inside = removed + growth;
        for (int i = 0; i < _loops.Count; i++)
        {
            Loop loop = _loops[i];
            int end = loop.End > number + removed ? loop.End + growth : loop.End;
            int current = i == _loops.Count - 1 && loop.Current == number ? number + inside : loop.Current;
            _loops[i] = loop with { Current = Math.Min(current, end - 1), End = end };
        }
    }

    /// <summary>Tells that the message was put into another one, so that every part is now further behind.</summary>
    /// <param name="distance">How much further.</param>
    public void NoteEnclosed(int distance)
    {
        for (int i = 0; i < _loops.Count; i++)
        {
            _loops[i] = _loops[i] with { Current = _loops[i].Current + distance, End = _loops[i].End + distance };
        }
    }

    /// <summary>Lets no loop go on where there is nothing: a Content-Type that is added or deleted makes other parts of a message (RFC 5293 §7).</summary>
    /// <param name="count">How many parts there are now.</param>
    public void Fit(int count)
    {
        for (int i = 0; i < _loops.Count; i++)
        {
            _loops[i] = _loops[i] with { Current = Math.Min(_loops[i].Current, count - 1), End = Math.Min(_loops[i].End, count) };
        }
    }

    /// <summary>Lets every loop be at its last part.</summary>
    public void Finish()
    {
        for (int i = 0; i < _loops.Count; i++)
        {
            _loops[i] = _loops[i] with { Current = 0, End = 1 };
        }
    }

    /// <summary>Behind the last part that is inside a part.</summary>
    /// <param name="document">The message.</param>
    /// <param name="number">The part.</param>
    public static int EndOf(MimeDocument document, int number)
    {
        int depth = document.GetPart(number).Depth;
        int end = number + 1;
        while (end < document.PartCount && document.GetPart(end).Depth > depth)
        {
            end++;
        }

        return end;
    }

    private readonly record struct Loop(int Current, int End, int Script);
}
