using System.Globalization;
using System.Text;

namespace Protocols.Server.Tests.Imap;

/// <summary>A value of an IMAP response or of a line in a script: text, or a list of values.</summary>
internal sealed class ScriptValue
{
    private ScriptValue(string? text, List<ScriptValue>? list)
    {
        Text = text;
        List = list;
    }

    public string? Text { get; }

    public List<ScriptValue>? List { get; }

    public override string ToString() => Text ?? "(" + string.Join(' ', List!) + ")";

    /// <summary>Reads a line, literals in place, as one list.</summary>
    public static ScriptValue Parse(string line)
    {
        int at = 0;
        return new ScriptValue(null, ReadList(line, ref at));
    }

    private static List<ScriptValue> ReadList(string line, ref int at)
    {
        List<ScriptValue> values = [];
        while (at < line.Length)
        {
            switch (line[at])
            {
                case ' ':
                    at++;
                    break;
                case ')':
                    at++;
                    return values;
                case '(':
                    at++;
                    values.Add(new ScriptValue(null, ReadList(line, ref at)));
                    break;
                default:
                    values.Add(new ScriptValue(ReadText(line, ref at), null));
                    break;
            }
        }

        return values;
    }

    private static string ReadText(string line, ref int at)
    {
        if (line[at] == '"')
        {
            StringBuilder text = new();
            for (at++; line[at] != '"'; at++)
            {
                at += line[at] == '\\' ? 1 : 0;
                text.Append(line[at]);
            }

            at++;
            return text.ToString();
        }

        if (line[at] == '{')
        {
            int end = line.IndexOf("}\r\n", at, StringComparison.Ordinal);
            int length = int.Parse(line.AsSpan(at + 1, end - at - 1), CultureInfo.InvariantCulture);
            at = end + 3 + length;
            return line.Substring(end + 3, length);
        }

        int start = at;
        while (at < line.Length && line[at] is not (' ' or '(' or ')'))
        {
            at++;
        }

        return line[start..at];
    }
}
