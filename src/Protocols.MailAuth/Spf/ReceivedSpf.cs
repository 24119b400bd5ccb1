using System.Buffers;
using System.Net;
using System.Text;

namespace Protocols.MailAuth.Spf;

/// <summary>The Received-SPF header field (RFC 7208 §9.1): what a host wrote of its check.</summary>
/// <param name="Verdict">The result.</param>
public sealed record ReceivedSpf(SpfVerdict Verdict)
{
    /// <summary>The field's name.</summary>
    public const string FieldName = "Received-SPF";

    private const int LongestValue = 500;

    private static readonly SearchValues<byte> s_wordEnds = SearchValues.Create(" \t\r\n=;()\""u8);
    private static readonly SearchValues<byte> s_valueEnds = SearchValues.Create(" \t\r\n;"u8);

    /// <summary>What is said of the result for a person.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The keys and values in order: <c>client-ip</c>, <c>envelope-from</c>, <c>helo</c>, <c>identity</c>, <c>mechanism</c>, <c>problem</c>, <c>receiver</c>, and any other.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values { get; init; } = [];

    /// <summary>Says of a check what the specification wants said.</summary>
    /// <param name="result">The result of the check.</param>
    /// <param name="receiver">The name of the host that checked.</param>
    public static ReceivedSpf From(SpfResult result, string receiver)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(receiver);
        string domain = result.Domain;
        string comment = result.Verdict switch
        {
            SpfVerdict.Pass => $"{receiver}: domain of {result.Sender} designates {result.Client} as permitted sender",
            SpfVerdict.Fail or SpfVerdict.SoftFail => $"{receiver}: domain of {result.Sender} does not designate {result.Client} as permitted sender",
            SpfVerdict.Neutral => $"{receiver}: {result.Client} is neither permitted nor denied by domain of {result.Sender}",
            SpfVerdict.None => $"{receiver}: domain of {result.Sender} does not designate permitted sender hosts",
            _ => $"{receiver}: error in processing during lookup of {domain}",
        };
        List<KeyValuePair<string, string>> values =
        [
            new("receiver", receiver),
            new("identity", result.Identity == SpfIdentity.Helo ? "helo" : "mailfrom"),
            new("client-ip", result.Client?.ToString() ?? ""),
            new("envelope-from", result.Sender),
            new("helo", result.Helo),
        ];
        if (result.Client is null)
        {
            values.RemoveAll(static pair => pair.Key == "client-ip");
        }

        if (result.Reason is SpfReason.Matched or SpfReason.Default)
        {
            values.Add(new("mechanism", result.Reason == SpfReason.Default ? "default" : result.Mechanism));
        }

        if (result.Verdict is SpfVerdict.TempError or SpfVerdict.PermError)
        {
            values.Add(new("problem", result.Problem.Length > 0 ? result.Problem : result.Reason.ToString()));
        }

        return new ReceivedSpf(result.Verdict) { Comment = comment, Values = values };
    }

    /// <summary>The first value of a key, or null. Letter case of keys does not matter.</summary>
    /// <param name="key">The key.</param>
    public string? Find(string key)
    {
        foreach (KeyValuePair<string, string> pair in Values)
        {
            if (pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
            {
                return pair.Value;
            }
        }

        return null;
    }

    /// <summary>The address of the client, where it was given and is one.</summary>
    public IPAddress? ClientAddress => Find("client-ip") is { } text && IPAddress.TryParse(text, out IPAddress? address) ? address : null;

    /// <summary>Reads the value of a field; false where its first word is no result.</summary>
    /// <param name="value">The value, folds and all.</param>
    /// <param name="field">What it says.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out ReceivedSpf? field)
    {
        field = null;
        FieldLexer lexer = new(value);
        lexer.SkipComments();
        if (!TryReadVerdict(lexer.Until(s_wordEnds), out SpfVerdict verdict))
        {
            return false;
        }

        lexer.SkipComments(out string comment);
        List<KeyValuePair<string, string>> values = [];
        while (lexer.Until(s_wordEnds) is { Length: > 0 } key)
        {
            lexer.SkipComments();
            if (!lexer.Take((byte)'='))
            {
                break;
            }

            lexer.SkipComments();
            values.Add(new(key.ToLowerInvariant(), lexer.Next == (byte)'"' ? lexer.Quoted() : lexer.Until(s_valueEnds)));
            lexer.SkipComments();
            lexer.Take((byte)';');
            lexer.SkipComments();
        }

        field = new ReceivedSpf(verdict) { Comment = comment, Values = values };
        return true;
    }

    /// <summary>The value of the field, unfolded: what was given by strangers can neither end it nor break out of its quotes.</summary>
    public string ToValue()
    {
        StringBuilder text = new(SpfResult.NameOf(Verdict));
        if (Comment.Length > 0)
        {
            text.Append(" (");
            AppendSafe(text, Comment, "()\\");
            text.Append(')');
        }

        foreach ((string key, string value) in Values)
        {
            text.Append(' ');
            foreach (char c in key.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            {
                text.Append(c);
            }

            if (value.Length > 0 && value.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal)) && value[0] != '.' && value[^1] != '.' && !value.Contains("..", StringComparison.Ordinal))
            {
                text.Append('=').Append(value[..Math.Min(value.Length, LongestValue)]).Append(';');
                continue;
            }

            text.Append("=\"");
            AppendSafe(text, value, "\"\\");
            text.Append("\";");
        }

        return text.ToString();
    }

    private static bool TryReadVerdict(string word, out SpfVerdict verdict)
    {
        foreach (SpfVerdict candidate in Enum.GetValues<SpfVerdict>())
        {
            if (word.Equals(SpfResult.NameOf(candidate), StringComparison.OrdinalIgnoreCase))
            {
                verdict = candidate;
                return true;
            }
        }

        verdict = default;
        return false;
    }

    private static void AppendSafe(StringBuilder text, string value, string escaped)
    {
        foreach (char c in value[..Math.Min(value.Length, LongestValue)])
        {
            if (escaped.Contains(c, StringComparison.Ordinal))
            {
                text.Append('\\');
            }

            text.Append(char.IsControl(c) ? '?' : c);
        }
    }
}
