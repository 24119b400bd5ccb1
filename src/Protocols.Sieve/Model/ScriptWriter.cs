using System.Buffers;
using System.Globalization;
using System.Text;

namespace Protocols.Sieve;

/// <summary>
/// Lays scripts out: a command a line, four spaces for each block, a blank line around what has a block, and what is longer than a line goes on below. It gives the same for what it gave.
/// </summary>
internal sealed class ScriptWriter
{
    private const int Indent = 4;
    private const int LineLength = 100;
    private const int MostNesting = 200;

    private readonly ArrayBufferWriter<byte> _output = new();
    private int _lineStart;

    private int Column => _output.WrittenCount - _lineStart;

    public static void Write(SieveScript script, IBufferWriter<byte> output)
    {
        ScriptWriter writer = new();
        writer.WriteCommands(script.Commands, script.EndComments, 0);
        output.Write(writer._output.WrittenSpan);
    }

    private void WriteCommands(IList<SieveCommand> commands, IList<string> endComments, int depth)
    {
        if (depth > MostNesting)
        {
            throw new InvalidOperationException("Commands lie too deep in one another.");
        }

        for (int i = 0; i < commands.Count; i++)
        {
            SieveCommand command = commands[i];
            bool isChained = i > 0 && commands[i - 1].Block is not null && command.Comments.Count == 0 && command.Name.ToUpperInvariant() is "ELSIF" or "ELSE";
            if (isChained)
            {
                Text(" ");
            }
            else
            {
                if (i > 0)
                {
                    EndLine();
                    if (command.Block is not null || commands[i - 1].Block is not null || commands[i - 1].Name != command.Name && commands[i - 1].Name == "require")
                    {
                        EndLine();
                    }
                }

                WriteComments(command.Comments, depth);
                Spaces(depth * Indent);
            }

            WriteCommand(command, depth);
        }

        if (commands.Count > 0)
        {
            EndLine();
        }

        WriteComments(endComments, depth);
    }

    private void WriteCommand(SieveCommand command, int depth)
    {
        Text(command.Name);
        WriteRest(command.Arguments, command.Test, command.Tests, depth, depth);
        if (command.Block is null)
        {
            Text(";");
            return;
        }

        Text(" {");
        EndLine();
        WriteCommands(command.Block, command.EndComments, depth + 1);
        Spaces(depth * Indent);
        Text("}");
    }

    private void WriteRest(IList<SieveArgument> arguments, SieveTest? test, IList<SieveTest> tests, int depth, int nesting)
    {
        if (nesting > MostNesting)
        {
            throw new InvalidOperationException("Tests lie too deep in one another.");
        }

        if (test is not null && tests.Count > 0)
        {
            throw new InvalidOperationException("There can be a test, or tests in parentheses, but not both.");
        }

        foreach (SieveArgument argument in arguments)
        {
            WriteArgument(argument, depth);
        }

        if (test is not null)
        {
            Text(" ");
            Text(test.Name);
            WriteRest(test.Arguments, test.Test, test.Tests, depth, nesting + 1);
        }

        if (tests.Count > 0)
        {
            WriteTests(tests, depth, nesting);
        }
    }

    // On one line where there is room, else a line each.
    private void WriteTests(IList<SieveTest> tests, int depth, int nesting)
    {
        ScriptWriter inline = new();
        inline.WriteTestList(tests, depth, nesting, isInline: true);
        ReadOnlySpan<byte> written = inline._output.WrittenSpan;
        if (Column + written.Length <= LineLength && written.IndexOf((byte)'\n') < 0)
        {
            _output.Write(written);
            return;
        }

        WriteTestList(tests, depth, nesting, isInline: false);
    }

    private void WriteTestList(IList<SieveTest> tests, int depth, int nesting, bool isInline)
    {
        Text(" (");
        for (int i = 0; i < tests.Count; i++)
        {
            if (!isInline)
            {
                EndLine();
                Spaces((depth + 1) * Indent);
            }
            else if (i > 0)
            {
                Text(" ");
            }

            Text(tests[i].Name);
            WriteRest(tests[i].Arguments, tests[i].Test, tests[i].Tests, depth + 1, nesting + 1);
            if (i < tests.Count - 1)
            {
                Text(",");
            }
        }

        Text(")");
    }

    private void WriteArgument(SieveArgument argument, int depth)
    {
        Text(" ");
        switch (argument)
        {
            case SieveTagArgument tag:
                Text(":");
                Text(tag.Name);
                break;
            case SieveNumberArgument number:
                WriteNumber(number.Value);
                break;
            case SieveStringArgument text:
                WriteString(text, isAlone: true);
                break;
            case SieveStringsArgument list:
                WriteStrings(list, depth);
                break;
            default:
                break;
        }
    }

    private void WriteStrings(SieveStringsArgument list, int depth)
    {
        Text("[");
        for (int i = 0; i < list.Values.Count; i++)
        {
            if (i > 0)
            {
                Text(",");
                if (Column + list.Values[i].Octets.Length + 3 > LineLength)
                {
                    EndLine();
                    Spaces((depth + 1) * Indent);
                }
                else
                {
                    Text(" ");
                }
            }

            WriteString(list.Values[i], isAlone: false);
        }

        Text("]");
    }

    private void WriteNumber(long value)
    {
        (int shift, string suffix) = value == 0 ? (0, "") : (value & ((1L << 30) - 1)) == 0 ? (30, "G") : (value & ((1L << 20) - 1)) == 0 ? (20, "M") : (value & ((1L << 10) - 1)) == 0 ? (10, "K") : (0, "");
        Text((value >> shift).ToString(CultureInfo.InvariantCulture) + suffix);
    }

    private void WriteString(SieveStringArgument text, bool isAlone)
    {
        ReadOnlySpan<byte> octets = text.Octets.Span;
        if (isAlone && octets.EndsWith("\r\n"u8))
        {
            WriteLines(octets);
            return;
        }

        Text("\"");
        while (octets.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and int special)
        {
            _output.Write(octets[..special]);
            Text("\\");
            _output.Write(octets.Slice(special, 1));
            octets = octets[(special + 1)..];
        }

        _output.Write(octets);
        Text("\"");
        if (text.Octets.Span.LastIndexOf((byte)'\n') is >= 0 and int last)
        {
            _lineStart = _output.WrittenCount - (text.Octets.Length - last);
        }
    }

    // RFC 5228 §2.4.2: a line that begins with a dot gets one more.
    private void WriteLines(ReadOnlySpan<byte> octets)
    {
        Text("text:");
        EndLine();
        while (!octets.IsEmpty)
        {
            int length = octets.IndexOf((byte)'\n') + 1;
            if (octets[0] == (byte)'.')
            {
                Text(".");
            }

            _output.Write(octets[..length]);
            octets = octets[length..];
        }

        _lineStart = _output.WrittenCount;
        Text(".");
        EndLine();
    }

    private void WriteComments(IList<string> comments, int depth)
    {
        foreach (string comment in comments)
        {
            foreach (string line in comment.ReplaceLineEndings("\n").Replace('\r', '\n').Split('\n'))
            {
                Spaces(depth * Indent);
                Text(line.Length == 0 ? "#" : "# " + line.Replace('\0', ' ').Trim());
                EndLine();
            }
        }
    }

    private void Text(string text) => _output.Advance(Encoding.UTF8.GetBytes(text, _output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    private void Spaces(int count)
    {
        _output.GetSpan(count)[..count].Fill((byte)' ');
        _output.Advance(count);
    }

    private void EndLine()
    {
        Text("\r\n");
        _lineStart = _output.WrittenCount;
    }
}
