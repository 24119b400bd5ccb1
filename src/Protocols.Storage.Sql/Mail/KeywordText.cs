namespace Protocols.Storage.Sql;

/// <summary>Keywords as the database keeps them: sorted, a space between two.</summary>
internal static class KeywordText
{
    private static readonly MailFlags[] WithoutKeywords = [.. Enumerable.Range(0, 32).Select(flags => new MailFlags((SystemFlags)flags))];

    public static string Of(MailFlags flags) => flags.Keywords.IsEmpty ? "" : string.Join(' ', flags.Keywords);

    public static string[] Split(string text) => text.Length == 0 ? [] : text.Split(' ');

    public static MailFlags ToFlags(long flags, string text) =>
        text.Length == 0 ? WithoutKeywords[flags & 31] : new MailFlags((SystemFlags)flags, text.Split(' '));

    /// <summary>Why keywords cannot be kept, or null if they can.</summary>
    /// <exception cref="ArgumentException">A keyword is not an atom: the caller has to see to that.</exception>
    public static string? Defect(MailFlags flags, MailLimits limits)
    {
        if (flags.Keywords.Length > limits.KeywordsPerMessage)
        {
            return $"A message has at most {limits.KeywordsPerMessage} keywords.";
        }

        foreach (string keyword in flags.Keywords)
        {
            if (keyword.Length == 0 || keyword.Any(c => c <= ' ' || char.IsControl(c)))
            {
                throw new ArgumentException("A keyword is an atom: it has no space and no control character.", nameof(flags));
            }

            if (keyword.Length > limits.KeywordLength)
            {
                return $"A keyword is at most {limits.KeywordLength} long.";
            }
        }

        return null;
    }
}
