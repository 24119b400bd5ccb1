using System.Text;

namespace Protocols.Sieve;

/// <summary>A variable as a program knows it.</summary>
/// <param name="Kind">Whose it is.</param>
/// <param name="Number">Its number among those of its kind.</param>
internal readonly record struct VariableSlot(SieveSegmentKind Kind, int Number);

/// <content>Gives variables their numbers (RFC 5229 §3, RFC 6609 §3.4).</content>
internal sealed partial class Binder
{
    private const string GlobalNamespace = "global";

    private Dictionary<string, VariableSlot>? _variables;
    private List<string>? _variableNames;
    private List<string>? _globalNames;
    private bool _toldOfVariables;

    /// <summary>The names of the script's own variables, by number.</summary>
    public string[] Variables => _variableNames?.ToArray() ?? [];

    /// <summary>The names of the global variables that it uses, by number.</summary>
    public string[] Globals => _globalNames?.ToArray() ?? [];

    /// <summary>Finds the variable that a command stores into; its name must be a constant.</summary>
    public bool TryBindTarget(int node, out VariableSlot slot)
    {
        slot = default;
        if (HasVariables && !CheckConstant(node, "The name of a variable"))
        {
            return false;
        }

        ReadOnlySpan<byte> name = Decode(node, out _);
        if (!VariableReference.IsName(name))
        {
            return Invalid(node, $"\"{Shown(name)}\" is no name of a variable.");
        }

        // RFC 5229 §4
        return VariableReference.IsNumber(name) ? Invalid(node, $"\"{Shown(name)}\" is a match variable, which cannot be set.") : TryBind(name, node, out slot);
    }

    /// <summary>Makes a variable global (RFC 6609 §3.4.1).</summary>
    public void BindGlobal(int node)
    {
        ReadOnlySpan<byte> octets = Decode(node, out _);
        if (!VariableReference.IsName(octets) || octets.Contains((byte)'.') || VariableReference.IsNumber(octets))
        {
            _ = Invalid(node, $"\"{Shown(octets)}\" is no name of a variable that can be global.");
            return;
        }

        string name = Encoding.ASCII.GetString(octets).ToLowerInvariant();
        _variables ??= [];
        if (_variables.TryGetValue(name, out VariableSlot slot))
        {
            if (slot.Kind != SieveSegmentKind.Global)
            {
                _ = Invalid(node, $"The variable \"{name}\" is used before, and can no more become global.");
            }

            return;
        }

        if (CheckName(name, node) && TryGetGlobal(name, node, out slot))
        {
            _variables[name] = slot;
        }
    }

    private void AddTemplate(ReadOnlySpan<byte> text, int node)
    {
        int first = Code.SegmentCount;
        int start = 0;
        int position = 0;
        while (text[position..].IndexOf("${"u8) is >= 0 and int found)
        {
            position += found;
            int length = VariableReference.TryRead(text[position..], out ReadOnlySpan<byte> name);
            if (length == 0)
            {
                position += 2;
                continue;
            }

            Code.AddSegment(text[start..position]);
            if (TryBind(name, node, out VariableSlot slot))
            {
                Code.AddSegment(slot.Kind, slot.Number);
            }

            position += length;
            start = position;
        }

        Code.AddSegment(text[start..]);
        Code.AddTemplate(first);
    }

    private bool TryBind(ReadOnlySpan<byte> octets, int node, out VariableSlot slot)
    {
        slot = default;
        if (VariableReference.IsNumber(octets))
        {
            ReadOnlySpan<byte> digits = octets.TrimStart((byte)'0');
            int index = digits.Length > 4 ? int.MaxValue : digits.IsEmpty ? 0 : int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
            slot = new VariableSlot(SieveSegmentKind.Match, index);
            return index <= Options.Limits.MaxMatchVariables || Invalid(node, $"There is no match variable {Shown(octets)}: {Options.Limits.MaxMatchVariables} is the last.");
        }

        string name = Encoding.ASCII.GetString(octets).ToLowerInvariant();
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            return TryBindInNamespace(name, dot, node, out slot);
        }

        _variables ??= [];
        if (_variables.TryGetValue(name, out slot))
        {
            return true;
        }

        if (!CheckName(name, node))
        {
            return false;
        }

        _variableNames ??= [];
        if (_variableNames.Count >= Options.Limits.MaxVariables)
        {
            return TooMany(node);
        }

        slot = new VariableSlot(SieveSegmentKind.Variable, _variableNames.Count);
        _variableNames.Add(name);
        _variables[name] = slot;
        return true;
    }

    private bool TryBindInNamespace(string name, int dot, int node, out VariableSlot slot)
    {
        slot = default;
        if (!Language.TryFindNamespace(name[..dot], out SieveNamespace found))
        {
            return Invalid(node, $"There is no namespace \"{name[..dot]}\" of variables.");
        }

        if (!IsRequired(found.Capability))
        {
            Error(SieveDiagnosticCode.MissingRequire, node, $"\"{name}\" cannot be used here: write require \"{found.Capability}\" at the start of the script.");
            return false;
        }

        // RFC 6609 §3.4.2
        string local = name[(dot + 1)..];
        if (found.Name != GlobalNamespace || local.Contains('.', StringComparison.Ordinal) || char.IsAsciiDigit(local[0]))
        {
            return Invalid(node, $"\"{name}\" is no name of a variable.");
        }

        return CheckName(local, node) && TryGetGlobal(local, node, out slot);
    }

    private bool TryGetGlobal(string name, int node, out VariableSlot slot)
    {
        _globalNames ??= [];
        int number = _globalNames.IndexOf(name);
        if (number < 0)
        {
            if (_globalNames.Count >= Options.Limits.MaxVariables)
            {
                slot = default;
                return TooMany(node);
            }

            number = _globalNames.Count;
            _globalNames.Add(name);
        }

        slot = new VariableSlot(SieveSegmentKind.Global, number);
        return true;
    }

    private bool CheckName(string name, int node)
    {
        if (name.Length <= Options.Limits.MaxVariableNameBytes)
        {
            return true;
        }

        Error(SieveDiagnosticCode.LimitExceeded, node, $"The name of this variable has {name.Length} characters; there may be {Options.Limits.MaxVariableNameBytes}.");
        return false;
    }

    private bool TooMany(int node)
    {
        if (!_toldOfVariables)
        {
            _toldOfVariables = true;
            Error(SieveDiagnosticCode.LimitExceeded, node, $"There are more than {Options.Limits.MaxVariables} variables.");
        }

        return false;
    }

    private bool Invalid(int node, string message)
    {
        Error(SieveDiagnosticCode.InvalidVariable, node, message);
        return false;
    }
}
