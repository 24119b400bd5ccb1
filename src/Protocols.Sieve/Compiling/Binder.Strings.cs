using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Protocols.Sieve;

/// <content>Makes the values of strings: quoting, encoded characters, and the places of variables.</content>
internal sealed partial class Binder
{
    private static readonly SearchValues<byte> s_hexOrBlank = SearchValues.Create("0123456789ABCDEFabcdef \t\r\n"u8);

    private byte[] _scratch = new byte[256];

    /// <summary>
    /// Gives the value of a string with quotes taken off and encoded characters decoded; variables are still in it. The octets are good until the next string is decoded.
    /// </summary>
    /// <param name="node">The string.</param>
    /// <param name="hasVariables">Whether a variable is to be put in while the script runs.</param>
    public ReadOnlySpan<byte> Decode(int node, out bool hasVariables)
    {
        ReadOnlySpan<byte> value = DecodeQuoted(node);
        hasVariables = false;
        if ((HasEncodedCharacters || HasVariables) && value.IndexOf("${"u8) >= 0)
        {
            value = HasEncodedCharacters ? DecodeCharacters(value, node) : value;
            hasVariables = HasVariables && VariableReference.IsIn(value);
        }

        return value;
    }

    /// <summary>Gives the value of a string as RFC 5228 has it, whatever extensions say: that of <c>require</c>.</summary>
    public ReadOnlySpan<byte> DecodeQuoted(int node) => SieveStrings.Decode(_tree[node].Kind, _tree.TextOf(node), ref _scratch);

    /// <summary>Gives the value of a string that has no variables in it, as text.</summary>
    public string GetConstant(int node) => Encoding.UTF8.GetString(Decode(node, out _));

    /// <summary>Gives the nodes of the strings of a string or list of strings.</summary>
    public NodeRange StringsOf(int node) => node < 0 ? default
        : _tree[node].Kind == SieveNodeKind.StringList ? new NodeRange(node + 1, _tree[node].SubtreeEnd) : new NodeRange(node, node + 1);

    // RFC 5228 §2.4.2.4. What is no such sequence stays as it is.
    private ReadOnlySpan<byte> DecodeCharacters(ReadOnlySpan<byte> text, int node)
    {
        byte[] output = new byte[text.Length];
        int length = 0;
        while (text.IndexOf("${"u8) is >= 0 and int found)
        {
            text[..found].CopyTo(output.AsSpan(length));
            length += found;
            text = text[found..];
            int written = TryDecodeSequence(text, output.AsSpan(length), node, out int used);
            if (used == 0)
            {
                text[..2].CopyTo(output.AsSpan(length));
                (written, used) = (2, 2);
            }

            length += written;
            text = text[used..];
        }

        text.CopyTo(output.AsSpan(length));
        return output.AsSpan(0, length + text.Length);
    }

    private int TryDecodeSequence(ReadOnlySpan<byte> text, Span<byte> output, int node, out int used)
    {
        const int LongestHexPair = 2;
        used = 0;
        bool isHex = text.Length > 6 && Ascii.EqualsIgnoreCase(text[2..6], "hex:"u8);
        bool isUnicode = text.Length > 10 && Ascii.EqualsIgnoreCase(text[2..10], "unicode:"u8);
        if (!(isHex || isUnicode))
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = text[(isHex ? 6 : 10)..];
        int close = rest.IndexOfAnyExcept(s_hexOrBlank);
        if (close < 0 || rest[close] != (byte)'}')
        {
            return 0;
        }

        int end = text.Length - rest.Length + close + 1;
        rest = rest[..close];
        int written = 0;
        int count = 0;
        while (true)
        {
            rest = rest.TrimStart(" \t\r\n"u8);
            if (rest.IsEmpty)
            {
                break;
            }

            int length = rest.IndexOfAny(" \t\r\n"u8) is >= 0 and int blank ? blank : rest.Length;
            ReadOnlySpan<byte> digits = rest[..length];
            rest = rest[length..];
            if (isHex)
            {
                if (length > LongestHexPair || !Utf8Parser.TryParse(digits, out byte octet, out _, 'x'))
                {
                    return 0;
                }

                output[written++] = octet;
            }
            else
            {
                ReadOnlySpan<byte> significant = digits.TrimStart((byte)'0');
                uint code = 0;
                if (significant.Length > 6 || (significant.Length > 0 && !Utf8Parser.TryParse(significant, out code, out _, 'x')) || !Rune.TryCreate(code, out Rune rune))
                {
                    Error(SieveDiagnosticCode.InvalidArgument, node, $"\"{Shown(digits)}\" is no character: there are 0 to D7FF and E000 to 10FFFF.");
                    return 0;
                }

                written += rune.EncodeToUtf8(output[written..]);
            }

            count++;
        }

        used = count == 0 ? 0 : end;
        return used == 0 ? 0 : written;
    }

    // Gives the place of the first operand.
    private int AddOperands(BoundCall call)
    {
        SieveParameter[] parameters = call.Definition.Parameters;
        int operand = Code.OperandCount;
        ReadOnlySpan<SieveOption> options = call.Definition.Options;
        uint mask = 0;
        int given = 0;
        for (int i = 0; i < options.Length && call.HasOptions; i++)
        {
            if (call.OptionCodes[i] != 0)
            {
                mask |= 1u << i;
                given++;
            }
        }

        Code.ReserveOperands((parameters.Length * 2) + 1 + (given * 3));
        int position = operand;
        for (int i = 0; i < parameters.Length; i++)
        {
            (int count, int first) = AddValue(call.Positions[i], call, parameters[i]);
            Code.SetOperand(position++, count);
            Code.SetOperand(position++, first);
        }

        Code.SetOperand(position++, (int)mask);
        for (int i = 0; i < options.Length && given > 0; i++)
        {
            if (call.OptionCodes[i] != 0)
            {
                (int count, int first) = AddValue(call.OptionValues[i], call, null);
                Code.SetOperand(position++, call.OptionCodes[i]);
                Code.SetOperand(position++, count);
                Code.SetOperand(position++, first);
            }
        }

        return operand;
    }

    private (int Count, int First) AddValue(int node, BoundCall call, SieveParameter? parameter)
    {
        if (node < 0)
        {
            return (-1, 0);
        }

        if (_tree[node].Kind == SieveNodeKind.Number)
        {
            return (1, Code.AddNumber(_tree[node].Number));
        }

        NodeRange strings = StringsOf(node);
        int first = Code.StringCount;
        for (int text = strings.First; text < strings.End; text++)
        {
            ReadOnlySpan<byte> value = Decode(text, out bool hasVariables);
            if (hasVariables)
            {
                AddTemplate(value, text);
                continue;
            }

            int number = Code.AddString(value, isName: parameter is { IsHeaderNames: true });
            if (parameter is { IsKeys: true })
            {
                PrepareKey(number, call, text);
            }
            else if (parameter is { IsHeaderNames: true } && !IsHeaderName(value))
            {
                // RFC 5228 §2.4.2.2: no error.
                Warning(SieveDiagnosticCode.InvalidHeaderName, text, $"No header field has the name \"{Shown(value)}\".");
            }
        }

        return (Code.StringCount - first, first);
    }

    private void PrepareKey(int number, BoundCall call, int node)
    {
        if (call.Match is SieveMatchType.Is or SieveMatchType.Contains && call.Comparator == SieveComparator.AsciiCasemap)
        {
            Code.FoldString(number);
        }
        else if (call.Match == SieveMatchType.Regex)
        {
            ReadOnlySpan<byte> pattern = Code.OctetsOf(number);
            if (!SieveRegex.TryCompile(call.Comparator, pattern, Options.Limits.Regex, out SieveRegex? regex, out string? error, out _))
            {
                Error(SieveDiagnosticCode.InvalidRegex, node, $"This is no regular expression: {error}.");
                return;
            }

            Code.KeepKey(number, new SieveKey(call.Comparator, regex));
        }
    }

    private static bool IsHeaderName(ReadOnlySpan<byte> name) => !name.IsEmpty && name.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 && !name.Contains((byte)':');
}

/// <summary>Nodes that follow one another.</summary>
/// <param name="First">The first.</param>
/// <param name="End">The one behind the last.</param>
internal readonly record struct NodeRange(int First, int End);
