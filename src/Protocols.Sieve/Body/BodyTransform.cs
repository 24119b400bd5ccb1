namespace Protocols.Sieve;

/// <summary>What of a message the test <c>body</c> looks at (RFC 5173 §5).</summary>
internal enum BodyTransform
{
    /// <summary><c>:text</c>: the text of each part that has one, without mark-up; what holds where nothing is said.</summary>
    Text,

    /// <summary><c>:raw</c>: all of the body as it is encoded.</summary>
    Raw,

    /// <summary><c>:content</c>: the parts of certain media types, decoded.</summary>
    Content,
}
