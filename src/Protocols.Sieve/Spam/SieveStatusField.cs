using System.Globalization;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>How a header field tells the result of a spam or virus check.</summary>
public enum SieveStatusKind
{
    /// <summary>As a number, out of <see cref="SieveStatusField.MaxScore"/>.</summary>
    Score,

    /// <summary>As a row of characters, as many of <see cref="SieveStatusField.MaxScore"/>.</summary>
    Length,

    /// <summary>As one of <see cref="SieveStatusField.Texts"/>.</summary>
    Text,
}

/// <summary>
/// Reads the result of a spam or virus checker that wrote it into a header field, as most of them do: for a host that answers <c>spamtest</c> and
/// <c>virustest</c>. Only of use where nobody outside can write that field.
/// </summary>
public sealed class SieveStatusField
{
    private readonly string _name;
    private readonly SieveRegex? _pattern;
    private readonly string? _maxName;
    private readonly SieveRegex? _maxPattern;

    /// <summary>Reads a field.</summary>
    /// <param name="kind">How the field tells it.</param>
    /// <param name="name">The name of the field.</param>
    /// <param name="pattern">An extended regular expression whose first group is the result; null for the whole value.</param>
    /// <exception cref="FormatException">The expression is wrong.</exception>
    public SieveStatusField(SieveStatusKind kind, string name, string? pattern = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Kind = kind;
        _name = name;
        _pattern = Compile(pattern);
    }

    /// <summary>Reads a number from one field and what it is out of from another.</summary>
    /// <param name="name">The name of the field with the number.</param>
    /// <param name="pattern">An extended regular expression whose first group is the number; null for the whole value.</param>
    /// <param name="maxName">The name of the field with what it is out of.</param>
    /// <param name="maxPattern">An extended regular expression whose first group is that; null for the whole value.</param>
    /// <exception cref="FormatException">An expression is wrong.</exception>
    public SieveStatusField(string name, string? pattern, string maxName, string? maxPattern)
        : this(SieveStatusKind.Score, name, pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(maxName);
        _maxName = maxName;
        _maxPattern = Compile(maxPattern);
    }

    /// <summary>How the field tells it.</summary>
    public SieveStatusKind Kind { get; }

    /// <summary>The number, or the count of characters, that is certain: more than 0; 10 unless set.</summary>
    public double MaxScore
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxScore));
            field = value;
        }
    } = 10;

    /// <summary>The texts of <see cref="SieveStatusKind.Text"/> and the value that each stands for: 1 to 10 for spam, 1 to 5 for viruses (RFC 5235).</summary>
    public IReadOnlyDictionary<string, int> Texts { get; init; } = new Dictionary<string, int>();

    /// <summary>The result of a spam check; null where the message has none.</summary>
    /// <param name="message">The message.</param>
    public SieveSpamResult? ReadSpam(MimeDocument message)
    {
        if (Find(message, _name, _pattern) is not { } text)
        {
            return null;
        }

        if (Kind == SieveStatusKind.Text)
        {
            return Texts.TryGetValue(text, out int value) && value > 0 ? SieveSpamResult.FromValue(value) : null;
        }

        double score = text.Length;
        double max = MaxScore;
        bool isRead = Kind == SieveStatusKind.Length || TryNumber(text, out score);
        if (_maxName is not null)
        {
            isRead = isRead && Find(message, _maxName, _maxPattern) is { } limit && TryNumber(limit, out max) && max > 0;
        }

        return isRead ? new SieveSpamResult(Math.Clamp(score * 100 / max, 0, 100)) : null;
    }

    /// <summary>The result of a virus check.</summary>
    /// <param name="message">The message.</param>
    public SieveVirusResult ReadVirus(MimeDocument message)
    {
        if (Find(message, _name, _pattern) is not { } text)
        {
            return SieveVirusResult.NotTested;
        }

        if (Kind == SieveStatusKind.Text)
        {
            return Texts.TryGetValue(text, out int value) && value is >= 0 and <= 5 ? (SieveVirusResult)value : SieveVirusResult.NotTested;
        }

        double score = text.Length;
        bool isRead = Kind == SieveStatusKind.Length || TryNumber(text, out score);
        return isRead ? (SieveVirusResult)(1 + (int)(Math.Clamp(score / MaxScore, 0, 1) * 4)) : SieveVirusResult.NotTested;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static SieveRegex? Compile(string? pattern)
    {
        if (pattern is null)
        {
            return null;
        }

        return SieveRegex.TryCompile(SieveComparator.Octet, Encoding.UTF8.GetBytes(pattern), SieveRegexLimits.Default, out SieveRegex? regex, out string? error, out _)
            ? regex
            : throw new FormatException($"The expression '{pattern}' is wrong: {error}.");
    }

    private static string? Find(MimeDocument message, string name, SieveRegex? pattern)
    {
        foreach (HeaderField field in message.Root.Headers)
        {
            if (!Ascii.EqualsIgnoreCase(field.Name, name))
            {
                continue;
            }

            string text = field.GetText().Trim();
            if (pattern is null)
            {
                return text;
            }

            byte[] octets = Encoding.UTF8.GetBytes(text);
            SieveCaptures captures = default;
            if (pattern.IsMatch(octets, ref captures))
            {
                return Encoding.UTF8.GetString(captures.Of(captures.Count > 1 ? 1 : 0, octets));
            }
        }

        return null;
    }
}
