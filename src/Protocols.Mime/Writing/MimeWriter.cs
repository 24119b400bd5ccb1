using System.Buffers;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>
/// Writes messages: header fields, then a body or a multipart with parts, each of which is written in the same way. What it writes is
/// correct by RFC 5322 and MIME, or it throws: CR, LF and NUL in a value are refused, so no value can become a header or a part.
/// </summary>
/// <remarks>
/// A field that is refused leaves nothing behind. After an exception in a body or a multipart, give up the output. Halves of surrogate
/// pairs in text are written as U+FFFD. In the steady state a writer that is used again (<see cref="Reset"/>) allocates nothing, but where
/// it makes A-labels of a domain.
/// </remarks>
public sealed partial class MimeWriter
{
    private readonly MimeWriteOptions _options;
    private readonly FieldBuffer _field = new();
    private readonly BoundaryStack _boundaries = new();
    private IBufferWriter<byte> _output;
    private Place _place = Place.Header;
    private int _depth;

    /// <summary>Begins a message.</summary>
    /// <param name="output">Takes the octets.</param>
    /// <param name="options">How to write, or null for <see cref="MimeWriteOptions.Default"/>.</param>
    public MimeWriter(IBufferWriter<byte> output, MimeWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _options = options ?? MimeWriteOptions.Default;
    }

    private enum Place
    {
        Header,
        MultipartStart,
        Body,
        AfterBody,
    }

    /// <summary>How this writes.</summary>
    public MimeWriteOptions Options => _options;

    /// <summary>Whether the message is whole: a body was written and every multipart ended.</summary>
    public bool IsComplete => _place == Place.AfterBody && _boundaries.Count == 0;

    internal bool IsInHeader => _place == Place.Header && _depth == 0;

    /// <summary>Begins another message, whatever became of the last one.</summary>
    /// <param name="output">Takes the octets.</param>
    public void Reset(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _boundaries.Clear();
        _place = Place.Header;
        _depth = 0;
    }

    /// <summary>Writes an unstructured field, such as Subject (RFC 5322 §2.2.1). What is not ASCII goes in encoded words (RFC 2047), but for <see cref="MimeOutputMode.SmtpUtf8"/>.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="text">The plain text.</param>
    /// <exception cref="MimeValueException">The name is none, or the text has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteText(ReadOnlySpan<char> name, ReadOnlySpan<char> text)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckBreaks(text), nameof(text));
        BeginField(name);
        TextWriting.WriteUnstructured(_field, text, _options.IsUtf8);
        EndField();
    }

    /// <summary>Writes a field of phrases with commas between them, such as Keywords (RFC 5322 §3.6.5).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="phrases">The phrases as plain text; at least one, none of them empty.</param>
    /// <exception cref="MimeValueException">The name is none, there is no phrase, or one is empty or has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WritePhrases(ReadOnlySpan<char> name, params ReadOnlySpan<string> phrases)
    {
        MimeValueException.ThrowUnlessOk(phrases.IsEmpty ? WriteStatus.Empty : WriteStatus.Ok, nameof(phrases));
        BeginField(name);
        for (int i = 0; i < phrases.Length; i++)
        {
            MimeValueException.ThrowUnlessOk(string.IsNullOrEmpty(phrases[i]) ? WriteStatus.Empty : WriterGrammar.CheckBreaks(phrases[i]), nameof(phrases));
            TextWriting.WritePhrase(_field, phrases[i], _options.IsUtf8);
            if (i + 1 < phrases.Length)
            {
                _field.Append(',');
            }
        }

        EndField();
    }

    /// <summary>Writes a date field (RFC 5322 §3.3).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="date">The date, with the offset to be shown.</param>
    /// <param name="comment">What stands in parentheses behind it, such as the name of the zone; empty for nothing.</param>
    /// <exception cref="MimeValueException">The name is none, or the comment has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteDate(ReadOnlySpan<char> name, DateTimeOffset date, ReadOnlySpan<char> comment = default)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckBreaks(comment), nameof(comment));
        BeginField(name);
        Span<byte> text = stackalloc byte[MailDate.MaxLength];
        MailDate.TryFormat(date, text, out int length);
        _field.Space();
        _field.Append(text[..length]);
        WriteComment(comment);
        EndField();
    }

    /// <summary>Writes a field of message identifiers, such as Message-ID or References (RFC 5322 §3.6.4).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="ids">The identifiers without their angle brackets; at least one.</param>
    /// <exception cref="MimeValueException">The name or an identifier is none, or there is no identifier.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteMessageIds(ReadOnlySpan<char> name, params ReadOnlySpan<string> ids)
    {
        foreach (string id in ids)
        {
            MimeValueException.ThrowUnlessOk(WriterGrammar.CheckMessageId(id, _options.IsUtf8), nameof(ids));
        }

        MimeValueException.ThrowUnlessOk(ids.IsEmpty ? WriteStatus.Empty : WriteStatus.Ok, nameof(ids));
        BeginField(name);
        foreach (string id in ids)
        {
            _field.Space();
            WriteAngle(id);
        }

        EndField();
    }

    /// <summary>Writes a field whose value is a word with parameters, such as <c>Auto-Submitted: auto-replied</c> (RFC 3834 §5).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="token">The word: a token of RFC 2045.</param>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="MimeValueException">The name is none, the word or a parameter's name is no token or stands twice, or a value has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteToken(ReadOnlySpan<char> name, ReadOnlySpan<char> token, params ReadOnlySpan<MimeParameter> parameters)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckToken(token), nameof(token));
        MimeValueException.ThrowUnlessOk(ParameterWriting.Check(parameters), nameof(parameters));
        BeginField(name);
        _field.Space();
        _field.Append(token);
        EndParameterized(parameters);
    }

    /// <summary>Writes a field as it stands: for values that were made elsewhere, such as DKIM-Signature, or taken from another message.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="value">
    /// What stands behind the colon, with its folds and without the last line end; a space comes before it unless it begins with white
    /// space. ASCII, but for <see cref="MimeOutputMode.SmtpUtf8"/>.
    /// </param>
    /// <exception cref="MimeValueException">The name is none, or the value is not one field: see <see cref="WriteStatus.BadRawValue"/>.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteRaw(ReadOnlySpan<char> name, ReadOnlySpan<byte> value)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckRaw(value, name.Length + 2, _options.IsUtf8), nameof(value));
        BeginField(name);
        if (!value.IsEmpty && value[0] is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
        {
            _field.Append(' ');
        }

        _field.AppendFolded(value);
        EndField();
    }

    /// <summary>Says that a multipart by others is around what is written, with a delimiter of its own.</summary>
    internal void Watch(ReadOnlySpan<byte> delimiter) => _boundaries.PushOuter(delimiter);

    /// <summary>Writes to elsewhere from here on.</summary>
    internal void Redirect(IBufferWriter<byte> output) => _output = output;

    private void BeginField(ReadOnlySpan<char> name)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckFieldName(name), nameof(name));
        Require(Place.Header, "A header field can only be written before the body.");
        _field.Begin(name, _options);
    }

    private void EndField() => MimeValueException.ThrowUnlessOk(_field.End(_output), "value");

    private void EndParameterized(ReadOnlySpan<MimeParameter> parameters)
    {
        foreach (MimeParameter parameter in parameters)
        {
            ParameterWriting.Write(_field, parameter.Name, parameter.Value, _options);
        }

        EndField();
    }

    private void WriteComment(ReadOnlySpan<char> comment)
    {
        if (!comment.IsEmpty)
        {
            TextWriting.WriteComment(_field, comment, _options.IsUtf8);
        }
    }

    private void WriteAngle(ReadOnlySpan<char> content)
    {
        _field.Append('<');
        _field.Append(content);
        _field.Append('>');
    }

    private void Require(Place place, string otherwise)
    {
        if (_place != place)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
