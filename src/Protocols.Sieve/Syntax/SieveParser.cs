using System.Text;

namespace Protocols.Sieve;

/// <summary>
/// Reads the grammar of RFC 5228 §8.2. What is wrong is told, and reading goes on behind the next semicolon or block; the depth is bounded.
/// </summary>
internal ref struct SieveParser
{
    private readonly SieveTree _tree;
    private readonly DiagnosticBag _diagnostics;
    private readonly SieveLimits _limits;
    private SieveLexer _lexer;
    private int _depth;
    private bool _isTooDeep;

    private SieveParser(SieveTree tree, DiagnosticBag diagnostics, SieveLimits limits, List<(int Start, int End)>? comments)
    {
        _tree = tree;
        _diagnostics = diagnostics;
        _limits = limits;
        _lexer = new SieveLexer(tree.Source.AsSpan(0, tree.Length), diagnostics, comments);
    }

    /// <summary>Reads a script. Its commands are the nodes from 0 on.</summary>
    public static void Parse(SieveTree tree, DiagnosticBag diagnostics, SieveLimits limits, List<(int Start, int End)>? comments = null)
    {
        SieveParser parser = new(tree, diagnostics, limits, comments);
        parser._lexer.Next();
        parser.ReadCommands(isTop: true);
    }

    private void ReadCommands(bool isTop)
    {
        while (!_diagnostics.IsFull && !_isTooDeep)
        {
            switch (_lexer.Kind)
            {
                case SieveTokenKind.End:
                    return;
                case SieveTokenKind.RightBrace when !isTop:
                    return;
                case SieveTokenKind.Identifier:
                    ReadCommand();
                    break;
                case SieveTokenKind.Invalid:
                    _lexer.Next();
                    Recover();
                    break;
                case SieveTokenKind.Semicolon:
                    Unexpected("There is no command before this semicolon.");
                    _lexer.Next();
                    break;
                case SieveTokenKind.RightBrace:
                    Unexpected("This brace closes no block.");
                    _lexer.Next();
                    break;
                default:
                    Unexpected($"A command must stand here, not {Shown()}.");
                    _lexer.Next();
                    Recover();
                    break;
            }
        }
    }

    // command = identifier arguments (";" / block)
    private void ReadCommand()
    {
        int command = Named(SieveNodeKind.Command);
        int nameEnd = _lexer.End;
        int depth = _depth;
        _lexer.Next();
        if (!ReadArguments())
        {
            _depth = depth;
            _tree.Close(command, nameEnd);
            _tree[command].IsBroken = true;
            Recover();
            return;
        }

        switch (_lexer.Kind)
        {
            case SieveTokenKind.Semicolon:
                _tree.Close(command, _lexer.End);
                _lexer.Next();
                break;
            case SieveTokenKind.LeftBrace:
                ReadBlock(command);
                break;
            case SieveTokenKind.Invalid:
                _tree.Close(command, nameEnd);
                _tree[command].IsBroken = true;
                _lexer.Next();
                Recover();
                break;
            default:
                // Where the next command begins on a line of its own, only the semicolon was forgotten.
                int end = _tree[_tree.Count - 1].Kind == SieveNodeKind.Command ? nameEnd : _tree[_tree.Count - 1].End;
                bool isForgotten = _lexer.Kind is SieveTokenKind.Identifier or SieveTokenKind.RightBrace or SieveTokenKind.End
                    && (_lexer.Kind != SieveTokenKind.Identifier || _tree.Source.AsSpan(end, _lexer.Start - end).Contains((byte)'\n'));
                _tree.Close(command, end);
                if (isForgotten)
                {
                    _diagnostics.Error(SieveDiagnosticCode.UnexpectedToken, end, end, "A semicolon or a block is missing here.");
                }
                else
                {
                    _tree[command].IsBroken = true;
                    Unexpected($"A semicolon or a block must stand here, not {Shown()}.");
                    Recover();
                }

                break;
        }
    }

    private void ReadBlock(int command)
    {
        int block = _tree.Add(SieveNodeKind.Block, _lexer.Start, _lexer.End);
        int start = _lexer.Start;
        if (!Enter())
        {
            _tree.Close(command, _lexer.End);
            return;
        }

        _lexer.Next();
        ReadCommands(isTop: false);
        _depth--;
        _tree.Close(block, _lexer.End);
        _tree.Close(command, _lexer.End);
        if (_lexer.Kind == SieveTokenKind.RightBrace)
        {
            _lexer.Next();
        }
        else if (!_isTooDeep && !_diagnostics.IsFull)
        {
            _diagnostics.Error(SieveDiagnosticCode.Unterminated, start, start + 1, "This block is never closed.");
        }
    }

    // arguments = *argument [ test / test-list ]
    private bool ReadArguments()
    {
        while (true)
        {
            switch (_lexer.Kind)
            {
                case SieveTokenKind.Tag:
                    _tree.Add(SieveNodeKind.Tag, _lexer.Start, _lexer.End);
                    _lexer.Next();
                    break;
                case SieveTokenKind.Number:
                    _tree[_tree.Add(SieveNodeKind.Number, _lexer.Start, _lexer.End)].Number = _lexer.Number;
                    _lexer.Next();
                    break;
                case SieveTokenKind.Quoted or SieveTokenKind.MultiLine:
                    ReadString();
                    break;
                case SieveTokenKind.LeftBracket:
                    if (!ReadStringList())
                    {
                        return false;
                    }

                    break;
                case SieveTokenKind.Identifier when IsTest():
                    return ReadTest();
                case SieveTokenKind.LeftParenthesis:
                    return ReadTestList();
                default:
                    return true;
            }
        }
    }

    // A name on a new line behind an argument is the next command, whose predecessor lacks its semicolon.
    private readonly bool IsTest()
    {
        ref SieveNode last = ref _tree[_tree.Count - 1];
        int end = last.Kind is SieveNodeKind.Command or SieveNodeKind.Test ? last.NameEnd : last.End;
        return last.Kind is SieveNodeKind.Command or SieveNodeKind.Test || !_tree.Source.AsSpan(end, _lexer.Start - end).Contains((byte)'\n');
    }

    private bool ReadTest()
    {
        int test = Named(SieveNodeKind.Test);
        int end = _lexer.End;
        if (!Enter())
        {
            return false;
        }

        _lexer.Next();
        bool isRead = ReadArguments();
        _depth--;
        ref SieveNode last = ref _tree[_tree.Count - 1];
        _tree.Close(test, Math.Max(end, last.End));
        return isRead;
    }

    private bool ReadTestList()
    {
        int list = _tree.Add(SieveNodeKind.TestList, _lexer.Start, _lexer.End);
        if (!Enter())
        {
            return false;
        }

        while (true)
        {
            _lexer.Next();
            if (_lexer.Kind != SieveTokenKind.Identifier)
            {
                return Wanted("A test");
            }

            if (!ReadTest())
            {
                return false;
            }

            if (_lexer.Kind == SieveTokenKind.RightParenthesis)
            {
                _depth--;
                _tree.Close(list, _lexer.End);
                _lexer.Next();
                return true;
            }

            if (_lexer.Kind != SieveTokenKind.Comma)
            {
                return Wanted("A comma or a closing parenthesis");
            }
        }
    }

    private void ReadString()
    {
        _tree.Add(_lexer.Kind == SieveTokenKind.Quoted ? SieveNodeKind.Quoted : SieveNodeKind.MultiLine, _lexer.Start, _lexer.End);
        _lexer.Next();
    }

    private bool ReadStringList()
    {
        int list = _tree.Add(SieveNodeKind.StringList, _lexer.Start, _lexer.End);
        while (true)
        {
            _lexer.Next();
            if (_lexer.Kind is not (SieveTokenKind.Quoted or SieveTokenKind.MultiLine))
            {
                return Wanted("A string");
            }

            ReadString();
            if (_lexer.Kind == SieveTokenKind.RightBracket)
            {
                _tree.Close(list, _lexer.End);
                _lexer.Next();
                return true;
            }

            if (_lexer.Kind != SieveTokenKind.Comma)
            {
                return Wanted("A comma or a closing bracket");
            }
        }
    }

    private int Named(SieveNodeKind kind)
    {
        int node = _tree.Add(kind, _lexer.Start, _lexer.End);
        _tree[node].NameEnd = _lexer.End;
        return node;
    }

    // RFC 5228 §2.10.7
    private bool Enter()
    {
        if (++_depth <= _limits.MaxNesting)
        {
            return true;
        }

        if (!_isTooDeep)
        {
            _isTooDeep = true;
            _diagnostics.Error(SieveDiagnosticCode.LimitExceeded, _lexer.Start, _lexer.End, $"Blocks and tests lie more than {_limits.MaxNesting} deep in one another here.");
        }

        return false;
    }

    private readonly bool Wanted(string what)
    {
        if (_lexer.Kind != SieveTokenKind.Invalid)
        {
            Unexpected($"{what} must stand here, not {Shown()}.");
        }

        return false;
    }

    private readonly void Unexpected(string message) => _diagnostics.Error(SieveDiagnosticCode.UnexpectedToken, _lexer.Start, _lexer.End, message);

    private readonly string Shown()
    {
        const int MostShown = 40;
        return _lexer.Kind switch
        {
            SieveTokenKind.End => "the end of the script",
            SieveTokenKind.Quoted or SieveTokenKind.MultiLine => "a string",
            SieveTokenKind.Number => "a number",
            _ => $"\"{Encoding.ASCII.GetString(_lexer.Text[..Math.Min(_lexer.Text.Length, MostShown)])}\"",
        };
    }

    // Behind what could not be read: to the next semicolon, or over the next block, or to the end of this one.
    private void Recover()
    {
        int open = 0;
        while (_lexer.Kind != SieveTokenKind.End && !_isTooDeep)
        {
            switch (_lexer.Kind)
            {
                case SieveTokenKind.Semicolon when open == 0:
                    _lexer.Next();
                    return;
                case SieveTokenKind.LeftBrace:
                    open++;
                    break;
                case SieveTokenKind.RightBrace when open == 0:
                    return;
                case SieveTokenKind.RightBrace when --open == 0:
                    _lexer.Next();
                    return;
                default:
                    break;
            }

            _lexer.Next();
        }
    }
}
