using System.Diagnostics.CodeAnalysis;

namespace Protocols.Mime;

/// <summary>A value cannot be written, and nothing of its field was.</summary>
public sealed class MimeValueException : ArgumentException
{
    /// <summary>Makes the exception for a status.</summary>
    /// <param name="status">Why the value cannot be written.</param>
    /// <param name="parameter">The parameter of the writer's method.</param>
    public MimeValueException(WriteStatus status, string? parameter)
        : base(Explain(status), parameter) => Status = status;

    /// <summary>Why the value cannot be written.</summary>
    public WriteStatus Status { get; }

    [DoesNotReturn]
    internal static void Throw(WriteStatus status, string parameter) => throw new MimeValueException(status, parameter);

    internal static void ThrowUnlessOk(WriteStatus status, string parameter)
    {
        if (status != WriteStatus.Ok)
        {
            Throw(status, parameter);
        }
    }

    private static string Explain(WriteStatus status) => status switch
    {
        WriteStatus.HasLineBreak => "CR, LF and NUL cannot stand in a value.",
        WriteStatus.BadFieldName => "A field name is up to 76 printable ASCII characters other than the colon.",
        WriteStatus.BadLocalPart => "This is no local part of RFC 5322 §3.4.1.",
        WriteStatus.BadDomain => "This is no domain of RFC 5322 §3.4.1.",
        WriteStatus.NeedsSmtpUtf8 => "This is not ASCII: only a message in SmtpUtf8 can carry it.",
        WriteStatus.BadMessageId => "A message identifier is given without angle brackets and without white space.",
        WriteStatus.BadToken => "This has to be a token of RFC 2045; as a parameter's name, of up to 40 characters without asterisk, apostrophe and percent sign.",
        WriteStatus.BadUri => "This is no URI of RFC 3986.",
        WriteStatus.BadBoundary => "A boundary is up to 70 of the characters of RFC 2046 §5.1.1.",
        WriteStatus.BadRawValue => "This is no value of a header field with its folds.",
        WriteStatus.TooLong => "This is longer than a line can be.",
        WriteStatus.Empty => "There has to be something here.",
        _ => "This can be written.",
    };
}
