using System.Text.RegularExpressions;

namespace Protocols.Storage.Sql;

/// <summary>
/// One statement, in SQL that SQLite and PostgreSQL both read. It is given its values in the order in which its parameters first appear.
/// </summary>
internal sealed partial class SqlText
{
    private static int _count;

    public SqlText(string text)
    {
        Text = text;
        Parameters = [.. Parameter().Matches(text).Select(match => match.Value).Distinct()];
        Ordinal = Interlocked.Increment(ref _count) - 1;
    }

    public string Text { get; }

    public IReadOnlyList<string> Parameters { get; }

    /// <summary>The statement's number in this process: its place among a session's prepared ones.</summary>
    public int Ordinal { get; }

    [GeneratedRegex("@[a-z_]+")]
    private static partial Regex Parameter();
}
