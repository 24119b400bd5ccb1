using System.Text;

namespace Protocols.Sieve;

/// <content>Finds what each argument of a command or test is for (RFC 5228 §2.6).</content>
internal sealed partial class Binder
{
    // Gives false where something is wrong, which has been told.
    private bool Bind(SieveDefinition definition, int node, BoundCall call)
    {
        SieveOperation operation = definition.Operation;
        call.Begin(definition, node);
        if (_tree[node].IsBroken)
        {
            return false;
        }

        bool areTagsGood = true;
        bool isGood = CheckCapability(definition.CapabilityNumber, node);
        int end = _tree[node].SubtreeEnd;
        int positions = 0;
        int child = node + 1;
        while (child < end)
        {
            int next = _tree[child].SubtreeEnd;
            switch (_tree[child].Kind)
            {
                case SieveNodeKind.Tag when call.LacksValue:
                    // It may have been meant for the value that is missing: to guess would only make more errors.
                    break;
                case SieveNodeKind.Tag when positions > 0:
                    // RFC 5228 §2.6.2
                    Error(SieveDiagnosticCode.UnexpectedArgument, child, $"{TagText(child)} must stand before the arguments without a tag.");
                    return false;
                case SieveNodeKind.Tag:
                    areTagsGood &= BindTag(call, child, ref next);
                    break;
                case SieveNodeKind.Test:
                    (call.FirstTest, call.TestCount) = (child, 1);
                    isGood &= CheckTests(call, child, isList: false);
                    break;
                case SieveNodeKind.TestList:
                    call.FirstTest = child + 1;
                    for (int test = child + 1; test < next; test = _tree[test].SubtreeEnd)
                    {
                        call.TestCount++;
                    }

                    isGood &= CheckTests(call, child, isList: true);
                    break;
                case SieveNodeKind.Block:
                    call.Block = child;
                    if (!operation.HasBlock)
                    {
                        _diagnostics.Error(SieveDiagnosticCode.UnexpectedArgument, _tree[child].Start, _tree[child].Start + 1, $"\"{operation.Name}\" takes no block: a semicolon must stand here.");
                        isGood = false;
                    }

                    break;
                default:
                    if (positions == call.Positions.Length)
                    {
                        Error(SieveDiagnosticCode.UnexpectedArgument, child, $"\"{operation.Name}\" has too many arguments.");
                        return false;
                    }

                    call.Positions[positions++] = child;
                    break;
            }

            child = next;
        }

        // What follows a tag that is wrong may have been meant for it.
        return areTagsGood && BindPositions(call, positions) & CheckMatch(call) & CheckRest(call) & isGood;
    }

    private bool BindTag(BoundCall call, int node, ref int next)
    {
        ReadOnlySpan<byte> name = _tree.TextOf(node)[1..];
        SieveOperation operation = call.Definition.Operation;
        if (operation.TakesMatch && MatchTypes.TryFindMatch(name, out SieveMatchType match, out string? capability))
        {
            if (call.MatchNode >= 0)
            {
                return Conflict(node, call.MatchNode);
            }

            call.MatchNode = node;
            call.Match = match;
            bool isMatchGood = CheckCapability(capability, node);
            return match is not (SieveMatchType.Value or SieveMatchType.Count) || (BindRelation(call, node, ref next) & isMatchGood);
        }

        if (operation.TakesMatch && Ascii.EqualsIgnoreCase(name, "comparator"u8))
        {
            return BindComparator(call, node, ref next);
        }

        if (operation.TakesAddressPart && MatchTypes.TryFindPart(name, out SieveAddressPart part, out capability))
        {
            if (call.PartNode >= 0)
            {
                return Conflict(node, call.PartNode);
            }

            call.PartNode = node;
            call.Part = part;
            return CheckCapability(capability, node);
        }

        if (!call.Definition.TryFindTag(name, out SieveTag tag, out int option, out int code))
        {
            string message = $"\"{operation.Name}\" has no tag {TagText(node)}.";
            if (HasIhave)
            {
                Code.EmitUnavailable(message, _tree[node].Start, _tree[node].End);
                return false;
            }

            Error(SieveDiagnosticCode.UnknownTag, node, message);
            return false;
        }

        if (call.OptionCodes[option] != 0)
        {
            return Conflict(node, call.OptionTags[option]);
        }

        bool isGood = CheckCapability(tag.Capability, node);
        call.HasOptions = true;
        call.OptionCodes[option] = (byte)code;
        call.OptionTags[option] = node;
        if (tag.Value == SieveArgumentKind.None)
        {
            return isGood;
        }

        if (!TakeValue(call, node, tag.Value, ref next))
        {
            return false;
        }

        call.OptionValues[option] = node + 1;
        return isGood & (!tag.IsConstant || CheckConstant(node + 1, node));
    }

    private bool TakeValue(BoundCall call, int node, SieveArgumentKind kind, ref int next)
    {
        int value = next;
        if (value >= _tree[call.Node].SubtreeEnd || _tree[value].Kind is not (SieveNodeKind.Number or SieveNodeKind.Quoted or SieveNodeKind.MultiLine or SieveNodeKind.StringList))
        {
            Error(SieveDiagnosticCode.MissingArgument, node, $"{TagText(node)} must be followed by {KindText(kind)}.");
            call.LacksValue = true;
            return false;
        }

        next = _tree[value].SubtreeEnd;
        if (Fits(value, kind))
        {
            return true;
        }

        Error(SieveDiagnosticCode.UnexpectedArgument, value, $"{TagText(node)} must be followed by {KindText(kind)}.");
        return false;
    }

    // RFC 5231 §4
    private bool BindRelation(BoundCall call, int node, ref int next)
    {
        if (!TakeValue(call, node, SieveArgumentKind.String, ref next))
        {
            return false;
        }

        ReadOnlySpan<byte> name = Decode(node + 1, out _);
        if (SieveComparators.TryFindRelation(name, out SieveRelation relation))
        {
            call.Relation = relation;
            return true;
        }

        Error(SieveDiagnosticCode.InvalidArgument, node + 1, $"\"{Shown(name)}\" is no relation: there are gt, ge, lt, le, eq and ne.");
        return false;
    }

    // RFC 5228 §2.7.3
    private bool BindComparator(BoundCall call, int node, ref int next)
    {
        if (call.ComparatorNode >= 0)
        {
            return Conflict(node, call.ComparatorNode);
        }

        call.ComparatorNode = node;
        if (!TakeValue(call, node, SieveArgumentKind.String, ref next) || !CheckConstant(node + 1, node))
        {
            return false;
        }

        ReadOnlySpan<byte> name = Decode(node + 1, out _);
        if (!SieveComparators.TryFind(name, out SieveComparator comparator))
        {
            string message = $"There is no comparator \"{Shown(name)}\".";
            if (HasIhave)
            {
                Code.EmitUnavailable(message, _tree[node].Start, _tree[node].End);
            }
            else
            {
                Error(SieveDiagnosticCode.InvalidArgument, node + 1, message);
            }

            return false;
        }

        call.Comparator = comparator;
        string required = "comparator-" + SieveComparators.NameOf(comparator);
        if (comparator is SieveComparator.Octet or SieveComparator.AsciiCasemap || IsRequired(required) || !Options.AllowsUndeclaredComparators)
        {
            return comparator is SieveComparator.Octet or SieveComparator.AsciiCasemap || CheckCapability(required, node + 1);
        }

        // What is meant is clear, though others may refuse it.
        Warning(SieveDiagnosticCode.MissingRequire, node + 1, $"The comparator must be required: write require \"{required}\" at the start of the script.");
        return true;
    }

    private bool BindPositions(BoundCall call, int given)
    {
        SieveParameter[] parameters = call.Definition.Parameters;
        int[] positions = call.Positions;
        SieveOperation operation = call.Definition.Operation;
        if (given > parameters.Length)
        {
            Error(SieveDiagnosticCode.UnexpectedArgument, positions[parameters.Length], parameters.Length == 0
                ? $"\"{operation.Name}\" takes no arguments."
                : $"\"{operation.Name}\" takes no more arguments than {string.Join(" and ", parameters.Select(static p => p.Name))}.");
            return false;
        }

        // Where there are fewer arguments than parameters, the optional ones are left out, the first first.
        int left = parameters.Length - given;
        for (int i = 0; i < parameters.Length && left > 0; i++)
        {
            if (parameters[i].IsOptional)
            {
                positions.AsSpan(i, positions.Length - i - 1).CopyTo(positions.AsSpan(i + 1));
                positions[i] = BoundCall.None;
                left--;
            }
        }

        if (left > 0)
        {
            IEnumerable<string> missing = parameters.Where((p, i) => !p.IsOptional && positions[i] < 0).Select(static p => p.Name);
            Error(SieveDiagnosticCode.MissingArgument, call.Node, $"\"{operation.Name}\" lacks {string.Join(" and ", missing)}.");
            return false;
        }

        bool isGood = true;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (positions[i] < 0)
            {
                continue;
            }

            if (!Fits(positions[i], parameters[i].Kind))
            {
                Error(SieveDiagnosticCode.UnexpectedArgument, positions[i], $"The {parameters[i].Name} of \"{operation.Name}\" must be {KindText(parameters[i].Kind)}.");
                isGood = false;
            }
            else if (parameters[i].IsConstant)
            {
                isGood &= !HasVariables || CheckConstant(positions[i], $"The {parameters[i].Name} of \"{operation.Name}\"");
            }
        }

        return isGood;
    }

    private bool CheckMatch(BoundCall call)
    {
        if (SieveComparators.Supports(call.Comparator, call.Match))
        {
            return true;
        }

        int node = call.MatchNode >= 0 ? call.MatchNode : call.ComparatorNode;
        Error(SieveDiagnosticCode.IncompatibleComparator, node, $"\"{SieveComparators.NameOf(call.Comparator)}\" cannot be used with {TagText(node)}.");
        return false;
    }

    private bool CheckTests(BoundCall call, int node, bool isList)
    {
        SieveOperation operation = call.Definition.Operation;
        string? message = (operation.Tests, isList) switch
        {
            (SieveTests.None, _) => $"\"{operation.Name}\" takes no test.",
            (SieveTests.One, true) => $"\"{operation.Name}\" takes one test, without parentheses.",
            (SieveTests.List, false) => $"\"{operation.Name}\" takes tests in parentheses.",
            _ => null,
        };
        if (message is not null)
        {
            Error(SieveDiagnosticCode.UnexpectedArgument, node, message);
        }

        return message is null;
    }

    private bool CheckRest(BoundCall call)
    {
        SieveOperation operation = call.Definition.Operation;
        bool isGood = true;
        if (operation.Tests != SieveTests.None && call.TestCount == 0)
        {
            Error(SieveDiagnosticCode.MissingArgument, call.Node, operation.Tests == SieveTests.One ? $"\"{operation.Name}\" lacks a test." : $"\"{operation.Name}\" lacks tests in parentheses.");
            isGood = false;
        }

        if (operation.HasBlock && call.Block < 0)
        {
            Error(SieveDiagnosticCode.MissingArgument, call.Node, $"\"{operation.Name}\" lacks a block.");
            isGood = false;
        }

        return isGood;
    }

    private bool CheckConstant(int node, int tag) => !HasVariables || CheckConstant(node, TagText(tag));

    private bool CheckConstant(int node, string what)
    {
        bool isTemplate = false;
        int end = _tree[node].SubtreeEnd;
        for (int text = _tree[node].Kind == SieveNodeKind.StringList ? node + 1 : node; text < end && _tree[text].IsString; text++)
        {
            _ = Decode(text, out bool hasVariables);
            isTemplate |= hasVariables;
        }

        if (isTemplate)
        {
            Error(SieveDiagnosticCode.InvalidArgument, node, $"{what} must have no variables in it.");
        }

        return !isTemplate;
    }

    private bool Fits(int node, SieveArgumentKind kind) => kind switch
    {
        SieveArgumentKind.Number => _tree[node].Kind == SieveNodeKind.Number,
        SieveArgumentKind.String => _tree[node].IsString,
        SieveArgumentKind.Strings => _tree[node].IsString || _tree[node].Kind == SieveNodeKind.StringList,
        _ => false,
    };

    private bool Conflict(int node, int other)
    {
        // RFC 5228 §2.6
        string first = TagText(other);
        string second = TagText(node);
        Error(SieveDiagnosticCode.ConflictingTags, node, first.Equals(second, StringComparison.OrdinalIgnoreCase) ? $"{second} is given twice." : $"{second} cannot be used together with {first}.");
        return false;
    }

    private string TagText(int node) => Shown(_tree.TextOf(node));

    private static string KindText(SieveArgumentKind kind) => kind switch
    {
        SieveArgumentKind.Number => "a number",
        SieveArgumentKind.String => "a string",
        _ => "a string or a list of strings",
    };
}
