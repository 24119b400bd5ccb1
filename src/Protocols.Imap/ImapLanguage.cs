namespace Protocols.Imap;

/// <summary>A language in which a server says what it says for people (RFC 5255 §3).</summary>
public sealed record ImapLanguage
{
    /// <summary>English, as the texts are by themselves.</summary>
    public static ImapLanguage English { get; } = new() { Tag = "en" };

    /// <summary>Its tag, such as <c>de</c> or <c>de-AT</c> (RFC 4646 §2.1).</summary>
    /// <exception cref="ArgumentException">This is no tag of a language: letters, digits and hyphens.</exception>
    public required string Tag
    {
        get;
        init => field = value is { Length: > 0 and <= 100 } && value.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? value
            : throw new ArgumentException("A language's tag is letters, digits and hyphens.", nameof(value));
    }

    /// <summary>The texts, by what they are in English; one that is not among them stays English.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>The prefix of other users' mailboxes for people to read, such as <c>Andere Benutzer/</c>; null for none (RFC 5255 §3.4).</summary>
    public string? OtherUsers { get; init; }

    internal string Translate(ReadOnlySpan<char> text)
    {
        string english = text.ToString();
        return Texts.TryGetValue(english, out string? translated) ? translated : english;
    }
}
