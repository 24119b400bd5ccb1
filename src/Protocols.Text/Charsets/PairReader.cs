namespace Protocols.Text;

/// <summary>What readers of pairs of octets share: a first octet waits for its second.</summary>
internal abstract class PairReader : OctetReader
{
    private byte _first;

    public sealed override void Read(byte octet, ref CharSink output)
    {
        if (_first != 0)
        {
            byte first = _first;
            _first = 0;
            if (ReadSecond(first, octet, ref output))
            {
                return;
            }

            // What cannot follow is one error with what it followed, but ASCII stands for itself: it may be markup.
            output.PutReplacement();
            if (octet >= 0x80)
            {
                return;
            }
        }

        ReadFirst(octet, ref output);
    }

    public sealed override void End(ref CharSink output)
    {
        if (_first != 0)
        {
            output.PutReplacement();
        }

        _first = 0;
        EndPairs();
    }

    /// <summary>Whether an octet waits for its second.</summary>
    protected bool IsWaiting => _first != 0;

    protected override int PlainLength(ReadOnlySpan<byte> octets) => _first == 0 && StartsPlain ? AsciiLength(octets) : 0;

    /// <summary>Whether ASCII that follows nothing stands for itself.</summary>
    protected virtual bool StartsPlain => true;

    /// <summary>Reads an octet that follows none.</summary>
    protected abstract void ReadFirst(byte octet, ref CharSink output);

    /// <summary>Reads an octet that follows another; false where it cannot, with nothing put.</summary>
    protected abstract bool ReadSecond(byte first, byte octet, ref CharSink output);

    /// <summary>Makes the reader ready for another text.</summary>
    protected virtual void EndPairs()
    {
    }

    /// <summary>Lets an octet wait for the next.</summary>
    protected void Wait(byte first) => _first = first;
}
