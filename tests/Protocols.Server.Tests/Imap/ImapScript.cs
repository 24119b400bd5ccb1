using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Protocols.Server.Tests.Imap;

/// <summary>
/// Runs a scripted test of imaptest against the server. Of the format it knows what the scripts of SEARCH, SORT and THREAD use: one connection, commands
/// with their outcome before them, untagged responses in any order, those that must not come, and variables.
/// </summary>
internal sealed partial class ImapScript
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal) { ["mailbox"] = "imaptest" };
    private readonly Dictionary<string, string> _header = [];
    private readonly List<string> _lines;
    private readonly string _mbox;
    private int _appended;

    private ImapScript(List<string> lines, string mbox)
    {
        int empty = lines.IndexOf("");
        foreach (string line in lines[..empty])
        {
            string[] pair = line.Split(": ", 2);
            _header[pair[0]] = pair[1];
        }

        _lines = lines[empty..];
        _mbox = mbox;
    }

    public static async Task RunAsync(string file, ImapTalk talk, CancellationToken cancellationToken)
    {
        string mbox = File.Exists(file + ".mbox") ? file + ".mbox" : Path.Combine(Path.GetDirectoryName(file)!, "default.mbox");
        ImapScript script = new([.. (await File.ReadAllLinesAsync(file, cancellationToken)).Select(static l => l.TrimStart())], await File.ReadAllTextAsync(mbox, Encoding.Latin1, cancellationToken));
        await script.PrepareAsync(talk);
        await script.RunAsync(talk);
    }

    private async Task PrepareAsync(ImapTalk talk)
    {
        string capabilities = string.Join(' ', await talk.Ok("CAPABILITY")) + " ";
        Assert.All(
            _header.GetValueOrDefault("capabilities", "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            needed => Assert.Contains(" " + needed + " ", capabilities, StringComparison.OrdinalIgnoreCase));
        await talk.Ok("CREATE imaptest");
        string state = _header.GetValueOrDefault("state", "selected");
        if (state == "created")
        {
            return;
        }

        int messages = Messages().Count;
        string wanted = _header.GetValueOrDefault("messages", "all");
        messages = wanted == "all" ? messages : int.Parse(wanted, CultureInfo.InvariantCulture);
        for (int i = 0; i < messages; i++)
        {
            await AppendAsync(talk, "imaptest", "");
        }

        if (state == "selected")
        {
            await talk.Ok("SELECT imaptest");
        }
    }

    private async Task RunAsync(ImapTalk talk)
    {
        List<(string Status, string Command, List<(bool IsWanted, string Pattern)> Responses)> commands = [];
        foreach (string line in _lines.Where(static l => l.Length > 0 && l[0] != '#'))
        {
            if (line[0] is '*' or '!')
            {
                commands[^1].Responses.Add((line[0] == '*', line[2..]));
            }
            else
            {
                string[] pair = line.Split(' ', 2);
                commands.Add((pair[0].ToUpperInvariant(), pair[1], []));
            }
        }

        foreach ((string status, string command, List<(bool IsWanted, string Pattern)> responses) in commands)
        {
            await RunAsync(talk, status, command, responses);
        }
    }

    private async Task RunAsync(ImapTalk talk, string status, string command, List<(bool IsWanted, string Pattern)> responses)
    {
        List<string> lines;
        if (command.StartsWith("append", StringComparison.OrdinalIgnoreCase))
        {
            string[] arguments = command.Split(' ', 3);
            string mailbox = arguments.Length > 1 ? Fill(arguments[1]) : "imaptest";
            lines = await AppendAsync(talk, mailbox, arguments.Length > 2 ? arguments[2] + " " : "");
        }
        else
        {
            lines = await talk.Client.CommandAsync(Fill(command));
        }

        string[] tagged = lines[^1].Split(' ', 3);
        Assert.True(tagged[1].Equals(status, StringComparison.OrdinalIgnoreCase), $"{command} → {lines[^1]}");
        _variables["tag"] = tagged[0];
        List<ScriptValue> came = [.. lines.SkipLast(1).Select(static l => ScriptValue.Parse(l[2..]))];
        foreach ((bool isWanted, string pattern) in responses)
        {
            ScriptValue wanted = ScriptValue.Parse(pattern);
            int found = came.FindIndex(value => Matches(wanted, value));
            Assert.True(found >= 0 == isWanted, $"{command}: {(isWanted ? "no" : "an unwanted")} * {Fill(pattern)}, but {string.Join(" | ", lines)}");
            if (found >= 0)
            {
                came.RemoveAt(found);
            }
        }
    }

    private async Task<List<string>> AppendAsync(ImapTalk talk, string mailbox, string flags)
    {
        List<(string Received, string Message)> messages = Messages();
        (string received, string message) = messages[_appended++ % messages.Count];
        return await talk.Client.CommandAsync($"APPEND {mailbox} {flags}\"{received}\" {{{Encoding.UTF8.GetByteCount(message)}+}}\r\n{message}");
    }

    // From lines and what follows each: the date that a message arrived, and the message.
    private List<(string Received, string Message)> Messages()
    {
        List<(string, string)> messages = [];
        foreach (Match match in Message().Matches(_mbox.ReplaceLineEndings("\n")))
        {
            string[] parts = match.Groups["date"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string zone = parts.Length > 5 ? parts[5] : "+0000";
            string received = $"{int.Parse(parts[2], CultureInfo.InvariantCulture),2}-{parts[1]}-{parts[4]} {parts[3]} {zone}";
            string message = match.Groups["message"].Value;
            message = message.EndsWith("\n\n", StringComparison.Ordinal) ? message[..^1] : message;
            messages.Add((received, message.ReplaceLineEndings("\r\n")));
        }

        return messages;
    }

    private string Fill(string text) => Variable().Replace(text, match =>
        match.Value == "$$" ? "$" : _variables.TryGetValue(match.Groups["name"].Value, out string? value) ? value : match.Value);

    // Numbers alone are places of messages as they were before the command: these tests expunge from one connection only.
    private bool Matches(ScriptValue wanted, ScriptValue came)
    {
        if (wanted.Text == "$")
        {
            return true;
        }

        if (wanted.List is not null)
        {
            return came.List is not null && MatchLists(wanted.List, came.List);
        }

        return came.Text is not null && MatchTexts(wanted.Text!, came.Text);
    }

    private bool MatchLists(List<ScriptValue> wanted, List<ScriptValue> came)
    {
        if (wanted.Count != came.Count)
        {
            return false;
        }

        for (int i = 0; i < wanted.Count; i++)
        {
            if (!Matches(wanted[i], came[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool MatchTexts(string wanted, string came)
    {
        string filled = Fill(wanted);
        Match unknown = Variable().Match(filled);
        if (!unknown.Success || unknown.Value == "$$" || (wanted.Contains("$$", StringComparison.Ordinal) && filled == came))
        {
            return filled.Equals(came, StringComparison.OrdinalIgnoreCase);
        }

        if (unknown.Groups["number"].Success)
        {
            return Variable().Replace(filled, static m => m.Groups["number"].Value).Equals(came, StringComparison.OrdinalIgnoreCase);
        }

        // The first time that it is met, a variable takes what came.
        if (unknown.Length != filled.Length)
        {
            return false;
        }

        _variables[unknown.Groups["name"].Value] = came;
        return true;
    }

    [GeneratedRegex(@"\$\$|\$\{?((?<number>[0-9]+)|(?<name>[a-z][a-z0-9_]*))\}?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<=^|\n)From \S+ +(?<date>[^\n]*)\n(?<message>.*?)(?=\nFrom |\z)", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Message();
}
