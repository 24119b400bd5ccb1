namespace Protocols.Sieve;

/// <content>Variables (RFC 5229), those that scripts share (RFC 6609 §3.4), and the flags (RFC 5232 §3).</content>
public sealed partial class SieveRun
{
    private readonly List<(string Name, SieveValue Value)> _globals = [];
    private int _globalCount;

    /// <summary>The internal variable of flags (RFC 5232 §3): names with spaces between them.</summary>
    internal SieveValue Flags { get; } = new();

    internal SieveValue VariableAt(VariableSlot slot) =>
        slot.Kind == SieveSegmentKind.Global ? _globals[_frame.Globals[slot.Number]].Value : _frame.Variable(slot.Number);

    /// <summary>Stores a value, cut where it is too long (RFC 5229 §6), in front of a character.</summary>
    internal void Store(VariableSlot slot, ReadOnlySpan<byte> value)
    {
        int most = Options.Limits.MaxVariableBytes;
        if (value.Length > most)
        {
            int end = most;
            while (end > 0 && (value[end] & 0xC0) == 0x80)
            {
                end--;
            }

            value = value[..end];
        }

        VariableAt(slot).Set(value);
    }

    private void ResetVariables()
    {
        Flags.Clear();
        if (Options.ImapEvent is { Flags: { Count: > 0 } flags })
        {
            // RFC 6785 §3.8: of a message that is there already, the flags that it has.
            Flags.Set(System.Text.Encoding.ASCII.GetBytes(string.Join(' ', flags)));
        }

        _captures.Clear();
        _matched.Clear();
        _strings.Clear();
        _madeKeys.Clear();
        for (int i = 0; i < _globalCount; i++)
        {
            _globals[i].Value.Clear();
        }

        _globalCount = 0;
    }

    private void MapGlobals(SieveFrame frame)
    {
        string[] names = frame.Tables.Globals;
        for (int i = 0; i < names.Length; i++)
        {
            frame.Globals[i] = GlobalOf(names[i]);
        }
    }

    private int GlobalOf(string name)
    {
        for (int i = 0; i < _globalCount; i++)
        {
            if (_globals[i].Name == name)
            {
                return i;
            }
        }

        if (_globalCount == _globals.Count)
        {
            _globals.Add((name, new SieveValue()));
        }
        else
        {
            _globals[_globalCount] = (name, _globals[_globalCount].Value);
        }

        return _globalCount++;
    }
}
