namespace Protocols.Mime;

/// <summary>How text is made of HTML, and its budget. Immutable; the values are validated when they are set.</summary>
public sealed record HtmlTextOptions
{
    /// <summary>The defaults.</summary>
    public static HtmlTextOptions Default { get; } = new();

    /// <summary>How many characters of text are made at most; the rest of the HTML is not read then. From 0 to 2,147,483,647; 1,048,576 unless set.</summary>
    public int MaxCharacters { get; init => field = AtLeast(value, 0, nameof(MaxCharacters)); } = 1024 * 1024;

    /// <summary>Whether the target of a link is put in angle brackets behind its text, where it is http, https or mailto. False unless set.</summary>
    public bool ShowLinks { get; init; }

    /// <summary>How long a target may be to be shown, in characters; longer ones are left out. From 0 to 65,536; 2,048 unless set.</summary>
    public int MaxLinkLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 65_536, nameof(MaxLinkLength));
            field = AtLeast(value, 0, nameof(MaxLinkLength));
        }
    } = 2_048;

    private static int AtLeast(int value, int least, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
