namespace Protocols.Mime;

/// <summary>What is put before a subject (RFC 5322 §3.6.5): once, however often it was put there before and in whichever language.</summary>
internal static class SubjectPrefix
{
    /// <summary>Puts a prefix before a subject, in the place of those that are there.</summary>
    /// <param name="prefix">The prefix with its colon, such as <c>Re:</c>.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="known">Words that are such a prefix when a colon, or a number in brackets and a colon, follows.</param>
    public static string Put(string prefix, string subject, IReadOnlyList<string> known)
    {
        ReadOnlySpan<char> rest = subject.AsSpan().Trim();
        while (TryTake(ref rest, known))
        {
        }

        return rest.IsEmpty ? prefix : $"{prefix} {rest}";
    }

    private static bool TryTake(ref ReadOnlySpan<char> subject, IReadOnlyList<string> known)
    {
        foreach (string word in known)
        {
            if (!subject.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            ReadOnlySpan<char> rest = subject[word.Length..];
            if (rest is ['[' or '(' or '^', ..])
            {
                // Re[2]: and Re^2:, as some programs count.
                int end = rest[1..].IndexOfAnyExceptInRange('0', '9') + 1;
                rest = end < 2 ? rest : rest[(rest[end] is ']' or ')' ? end + 1 : end)..];
            }

            rest = rest.TrimStart();
            if (rest is [':' or '：', ..])
            {
                subject = rest[1..].TrimStart();
                return true;
            }
        }

        return false;
    }
}
