using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Protocols.MailAuth.Results;

/// <summary>A value that a method looked at (RFC 8601 §2.2, <c>propspec</c>), such as <c>header.d=example.org</c>.</summary>
/// <param name="Type">Where it comes from: <c>smtp</c>, <c>header</c>, <c>body</c> or <c>policy</c>.</param>
/// <param name="Name">Which value it is, such as <c>mailfrom</c> or <c>d</c>.</param>
/// <param name="Value">The value.</param>
public sealed record AuthenticationProperty(string Type, string Name, string Value);

/// <summary>What one method found (RFC 8601 §2.2, <c>resinfo</c>).</summary>
/// <param name="Method">The method: <c>spf</c>, <c>dkim</c>, <c>dmarc</c>, <c>arc</c>, <c>iprev</c>, <c>auth</c> …</param>
/// <param name="Result">The result: <c>pass</c>, <c>fail</c> …</param>
public sealed record AuthenticationResult(string Method, string Result)
{
    /// <summary>The version of the method; 1 where it is not said.</summary>
    public int MethodVersion { get; init; } = 1;

    /// <summary>Why, in words for a person; empty where that is not said.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The first comment behind the result; empty where there is none.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The values that were looked at.</summary>
    public ImmutableArray<AuthenticationProperty> Properties { get; init; } = [];

    /// <summary>The first value of a property, or null.</summary>
    /// <param name="type">Such as <c>header</c>.</param>
    /// <param name="name">Such as <c>d</c>.</param>
    public string? Find(string type, string name)
    {
        foreach (AuthenticationProperty property in Properties)
        {
            if (property.Type.Equals(type, StringComparison.OrdinalIgnoreCase) && property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    /// <summary>The same with one more property.</summary>
    /// <param name="type">Such as <c>header</c>.</param>
    /// <param name="name">Such as <c>d</c>.</param>
    /// <param name="value">The value; where it is empty nothing is added.</param>
    public AuthenticationResult With(string type, string name, string value) =>
        value.Length == 0 ? this : this with { Properties = Properties.Add(new AuthenticationProperty(type, name, value)) };
}

/// <summary>The Authentication-Results field (RFC 8601), and the same with another name in ARC (RFC 8617 §4.1.1).</summary>
/// <param name="ServiceId">Who says so.</param>
public sealed record AuthenticationResults(string ServiceId)
{
    /// <summary>The field's name.</summary>
    public const string FieldName = "Authentication-Results";

    private const int LineLength = 78;
    private const int LongestValue = 300;

    /// <summary>What each method found; empty for <c>none</c>.</summary>
    public ImmutableArray<AuthenticationResult> Results { get; init; } = [];

    /// <summary>The version of the field; 1 where it is not said.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Reads the value of a field. What cannot be read ends it: the results before it are kept.</summary>
    /// <param name="value">What is behind the colon, folds and all.</param>
    /// <param name="field">What it says; null where not even the name of who says so can be read.</param>
    /// <returns>Whether all of it could be read.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out AuthenticationResults? field) => AuthenticationResultsReader.Read(value, out field);

    /// <summary>The first result of a method, or null.</summary>
    /// <param name="method">Such as <c>spf</c>.</param>
    public AuthenticationResult? Find(string method)
    {
        foreach (AuthenticationResult result in Results)
        {
            if (result.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            {
                return result;
            }
        }

        return null;
    }

    /// <summary>The value of the field, unfolded. Nothing that a stranger had a hand in can end it or break out of its place.</summary>
    public string ToValue() => string.Join(' ', Words());

    /// <summary>The whole field, folded, with its line end (RFC 5322 §2.1.1).</summary>
    public string ToField() => Fold(FieldName + ":", Words());

    /// <summary>The same as ARC-Authentication-Results of an instance (RFC 8617 §4.1.1).</summary>
    /// <param name="instance">The instance, from 1.</param>
    internal string ToArcField(int instance) =>
        Fold("ARC-Authentication-Results:", Words().Prepend(string.Create(CultureInfo.InvariantCulture, $"i={instance};")));

    private static string Fold(string name, IEnumerable<string> words)
    {
        StringBuilder field = new(name);
        int line = name.Length;
        foreach (string word in words)
        {
            if (line + 1 + word.Length > LineLength && line > 1)
            {
                field.Append("\r\n\t");
                line = 8;
            }
            else
            {
                field.Append(' ');
                line++;
            }

            field.Append(word);
            line += word.Length;
        }

        return field.Append("\r\n").ToString();
    }

    private IEnumerable<string> Words()
    {
        string version = Version == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" {Version}");
        yield return Quoted(ServiceId) + version + ";";
        if (Results.IsEmpty)
        {
            yield return "none";
            yield break;
        }

        for (int i = 0; i < Results.Length; i++)
        {
            AuthenticationResult result = Results[i];
            List<string> words = [$"{Keyword(result.Method)}{(result.MethodVersion == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{result.MethodVersion}"))}={Keyword(result.Result)}"];
            if (result.Comment.Length > 0)
            {
                words.Add(Comment(result.Comment));
            }

            if (result.Reason.Length > 0)
            {
                words.Add("reason=" + Quoted(result.Reason));
            }

            words.AddRange(result.Properties.Select(static p => $"{Keyword(p.Type)}.{Keyword(p.Name)}={Value(p.Value)}"));
            for (int word = 0; word < words.Count; word++)
            {
                yield return word == words.Count - 1 && i < Results.Length - 1 ? words[word] + ";" : words[word];
            }
        }
    }

    // Keyword = Ldh-str, and underscores and dots, which are in use.
    private static string Keyword(string text)
    {
        string kept = string.Concat(text.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        return kept.Length > 0 ? kept : "unknown";
    }

    // pvalue = value / [ [ local-part ] "@" ] domain-name: an address of plain characters stands as it is, all else is quoted.
    private static string Value(string text)
    {
        int at = text.LastIndexOf('@');
        return at >= 0 && IsToken(text[(at + 1)..]) && (at == 0 || text[..at].All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal) || c > 127 && !char.IsControl(c)))
            && text.Length <= LongestValue
            ? text
            : Quoted(text);
    }

    // value = token / quoted-string (RFC 2045 §5.1)
    private static string Quoted(string text)
    {
        text = Shortened(text);
        if (IsToken(text))
        {
            return text;
        }

        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\');
            }

            quoted.Append(char.IsControl(c) ? '?' : c);
        }

        return quoted.Append('"').ToString();
    }

    // Not in the middle of a character.
    private static string Shortened(string text) =>
        text.Length <= LongestValue ? text : text[..(char.IsHighSurrogate(text[LongestValue - 1]) ? LongestValue - 1 : LongestValue)];

    private static bool IsToken(string text) =>
        text.Length is > 0 and <= LongestValue && text.All(static c => c is > ' ' and < '\u007F' && !"()<>@,;:\\\"/[]?=".Contains(c, StringComparison.Ordinal));

    private static string Comment(string text)
    {
        StringBuilder comment = new("(");
        foreach (char c in Shortened(text))
        {
            if (c is '(' or ')' or '\\')
            {
                comment.Append('\\');
            }

            comment.Append(char.IsControl(c) ? '?' : c);
        }

        return comment.Append(')').ToString();
    }
}
