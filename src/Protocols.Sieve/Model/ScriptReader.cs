using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Protocols.Sieve;

/// <summary>Makes a <see cref="SieveScript"/> of the nodes of a script.</summary>
internal sealed class ScriptReader
{
    private readonly SieveTree _tree;
    private readonly List<(int Start, int End)> _comments;
    private int _nextComment;

    private ScriptReader(SieveTree tree, List<(int Start, int End)> comments)
    {
        _tree = tree;
        _comments = comments;
    }

    public static bool TryRead(ReadOnlySpan<byte> source, SieveLimits limits, [NotNullWhen(true)] out SieveScript? script, out IReadOnlyList<SieveDiagnostic> diagnostics)
    {
        script = null;
        if (source.Length > limits.MaxScriptBytes)
        {
            string message = $"The script has {source.Length} octets; there may be {limits.MaxScriptBytes}.";
            diagnostics = [new SieveDiagnostic(SieveSeverity.Error, SieveDiagnosticCode.LimitExceeded, message, new SieveSpan(0, 0, 1, 1))];
            return false;
        }

        byte[] octets = source.ToArray();
        DiagnosticBag bag = new(octets, octets.Length, limits.MaxDiagnostics);
        SieveTree tree = new();
        tree.Begin(octets, octets.Length);
        List<(int Start, int End)> comments = [];
        SieveParser.Parse(tree, bag, limits, comments);
        diagnostics = bag.ToList();
        if (bag.HasErrors)
        {
            return false;
        }

        ScriptReader reader = new(tree, comments);
        List<SieveCommand> commands = reader.ReadCommands(0, tree.Count);
        script = new SieveScript(commands) { EndComments = reader.TakeComments(octets.Length) };
        return true;
    }

    private List<SieveCommand> ReadCommands(int first, int end)
    {
        List<SieveCommand> commands = [];
        for (int node = first; node < end; node = _tree[node].SubtreeEnd)
        {
            commands.Add(ReadCommand(node));
        }

        return commands;
    }

    private SieveCommand ReadCommand(int node)
    {
        int block = BoundCall.None;
        List<SieveArgument> arguments = [];
        SieveTest? test = null;
        List<SieveTest> tests = [];
        ReadRest(node, arguments, ref test, tests, ref block);

        // A comment inside of it, or behind it on its last line, is a comment about it.
        int end = block >= 0 ? _tree[block].Start : EndOfLine(_tree[node].End);
        List<string> comments = TakeComments(end);
        SieveCommand command = new(Encoding.ASCII.GetString(_tree.NameOf(node)), arguments) { Test = test, Tests = tests, Comments = comments };
        if (block < 0)
        {
            return command;
        }

        List<SieveCommand> commands = ReadCommands(block + 1, _tree[block].SubtreeEnd);
        return new SieveCommand(command.Name, arguments) { Test = test, Tests = tests, Comments = comments, Block = commands, EndComments = TakeComments(_tree[block].End) };
    }

    private SieveTest ReadTest(int node)
    {
        int block = BoundCall.None;
        List<SieveArgument> arguments = [];
        SieveTest? test = null;
        List<SieveTest> tests = [];
        ReadRest(node, arguments, ref test, tests, ref block);
        return new SieveTest(Encoding.ASCII.GetString(_tree.NameOf(node)), arguments) { Test = test, Tests = tests };
    }

    private void ReadRest(int node, List<SieveArgument> arguments, ref SieveTest? test, List<SieveTest> tests, ref int block)
    {
        int end = _tree[node].SubtreeEnd;
        for (int child = node + 1; child < end; child = _tree[child].SubtreeEnd)
        {
            switch (_tree[child].Kind)
            {
                case SieveNodeKind.Tag:
                    arguments.Add(new SieveTagArgument(Encoding.ASCII.GetString(_tree.TextOf(child)[1..])));
                    break;
                case SieveNodeKind.Number:
                    arguments.Add(new SieveNumberArgument(_tree[child].Number));
                    break;
                case SieveNodeKind.StringList:
                    List<SieveStringArgument> strings = [];
                    for (int text = child + 1; text < _tree[child].SubtreeEnd; text++)
                    {
                        strings.Add(ReadString(text));
                    }

                    arguments.Add(new SieveStringsArgument(strings));
                    break;
                case SieveNodeKind.Test:
                    test = ReadTest(child);
                    break;
                case SieveNodeKind.TestList:
                    for (int member = child + 1; member < _tree[child].SubtreeEnd; member = _tree[member].SubtreeEnd)
                    {
                        tests.Add(ReadTest(member));
                    }

                    break;
                case SieveNodeKind.Block:
                    block = child;
                    break;
                default:
                    arguments.Add(ReadString(child));
                    break;
            }
        }
    }

    private SieveStringArgument ReadString(int node)
    {
        byte[] scratch = [];
        ReadOnlySpan<byte> value = SieveStrings.Decode(_tree[node].Kind, _tree.TextOf(node), ref scratch);
        return new SieveStringArgument(value.ToArray());
    }

    private int EndOfLine(int position)
    {
        int length = _tree.Source.AsSpan(position, _tree.Length - position).IndexOf((byte)'\n');
        int end = length < 0 ? _tree.Length : position + length;

        // Only what stands there alone: a comment behind another command on the line is that one's.
        return _tree.Source.AsSpan(position, end - position).TrimStart(" \t\r"u8).StartsWith("#"u8) ? end : position;
    }

    private List<string> TakeComments(int before)
    {
        List<string> lines = [];
        for (; _nextComment < _comments.Count && _comments[_nextComment].Start < before; _nextComment++)
        {
            (int start, int end) = _comments[_nextComment];
            string text = Encoding.UTF8.GetString(_tree.Source, start, end - start);
            if (text[0] == '#')
            {
                lines.Add(text[1..].Trim());
                continue;
            }

            foreach (string line in text[2..^2].ReplaceLineEndings("\n").Split('\n'))
            {
                string trimmed = line.Trim().TrimStart('*').Trim();
                if (trimmed.Length > 0)
                {
                    lines.Add(trimmed);
                }
            }
        }

        return lines;
    }
}
