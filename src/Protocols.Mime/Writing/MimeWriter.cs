using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>
/// Writes messages: header fields, then a body or a multipart with parts, each of which is written in the same way. What it writes is
/// correct by RFC 5322 and MIME, or it throws: CR, LF and NUL in a value are refused, so no value can become a header or a part.
/// </summary>
/// <remarks>After an exception the field or body at hand may be half written: give up the output.</remarks>
public sealed partial class MimeWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly MimeWriteOptions _options;
    private readonly List<string> _boundaries = [];
    private Place _place = Place.Header;

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
        AfterBody,
    }

    /// <summary>Whether the message is whole: a body was written and every multipart ended.</summary>
    public bool IsComplete => _place == Place.AfterBody && _boundaries.Count == 0;

    /// <summary>Writes an unstructured field, such as Subject. What is not ASCII goes in encoded words (RFC 2047).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="text">The plain text.</param>
    /// <exception cref="ArgumentException">The name is none, or the text has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteText(string name, string text)
    {
        WriterGrammar.RefuseBreaks(text, nameof(text));
        FoldingWriter field = BeginField(name);
        TextWriting.WriteUnstructured(ref field, text);
        field.End();
    }

    /// <summary>Writes a field of addresses, such as To.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="mailboxes">The addresses; at least one.</param>
    /// <exception cref="ArgumentException">The name or an address is none, there is no address, or a display name has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteAddresses(string name, params ReadOnlySpan<MailboxAddress> mailboxes)
    {
        foreach (MailboxAddress mailbox in mailboxes)
        {
            WriterGrammar.CheckAddress(mailbox.Address, _options.AllowUtf8Addresses);
            WriterGrammar.RefuseBreaks(mailbox.DisplayName ?? "", nameof(mailboxes));
        }

        if (mailboxes.IsEmpty)
        {
            throw new ArgumentException("A field of addresses has at least one.", nameof(mailboxes));
        }

        FoldingWriter field = BeginField(name);
        for (int i = 0; i < mailboxes.Length; i++)
        {
            string comma = i + 1 < mailboxes.Length ? "," : "";
            if (string.IsNullOrEmpty(mailboxes[i].DisplayName))
            {
                field.WritePiece(" ", mailboxes[i].Address + comma);
            }
            else
            {
                TextWriting.WritePhrase(ref field, mailboxes[i].DisplayName!);
                field.WritePiece(" ", $"<{mailboxes[i].Address}>{comma}");
            }
        }

        field.End();
    }

    /// <summary>Writes a date field (RFC 5322 §3.3).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="date">The date, with the offset to be shown.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteDate(string name, DateTimeOffset date)
    {
        FoldingWriter field = BeginField(name);
        Span<byte> text = stackalloc byte[MailDate.MaxLength];
        MailDate.TryFormat(date, text, out int length);
        Span<char> characters = stackalloc char[MailDate.MaxLength];
        field.WritePiece(" ", characters[..Encoding.ASCII.GetChars(text[..length], characters)]);
        field.End();
    }

    /// <summary>Writes a field of message identifiers, such as Message-ID or References (RFC 5322 §3.6.4).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="ids">The identifiers without their angle brackets; at least one.</param>
    /// <exception cref="ArgumentException">The name or an identifier is none, or there is no identifier.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteMessageIds(string name, params ReadOnlySpan<string> ids)
    {
        foreach (string id in ids)
        {
            WriterGrammar.CheckMessageId(id, _options.AllowUtf8Addresses);
        }

        if (ids.IsEmpty)
        {
            throw new ArgumentException("A field of message identifiers has at least one.", nameof(ids));
        }

        FoldingWriter field = BeginField(name);
        foreach (string id in ids)
        {
            field.WritePiece(" ", $"<{id}>");
        }

        field.End();
    }

    /// <summary>Writes a Content-Type (RFC 2045 §5).</summary>
    /// <param name="type">The type, such as <c>text</c>. For a multipart use <see cref="BeginMultipart"/>.</param>
    /// <param name="subtype">The subtype, such as <c>plain</c>.</param>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="ArgumentException">A name is no token, the type is multipart, or a value has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteContentType(string type, string subtype, params ReadOnlySpan<MimeParameter> parameters)
    {
        if (string.Equals(type, "multipart", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("A multipart is begun by BeginMultipart.", nameof(type));
        }

        WriterGrammar.CheckToken(type, nameof(type));
        WriterGrammar.CheckToken(subtype, nameof(subtype));
        WriteParameterized("Content-Type", $"{type}/{subtype}", parameters);
    }

    /// <summary>Writes a Content-Disposition (RFC 2183).</summary>
    /// <param name="disposition">The disposition, such as <c>attachment</c>.</param>
    /// <param name="parameters">The parameters, such as <c>filename</c>.</param>
    /// <exception cref="ArgumentException">A name is no token, or a value has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteContentDisposition(string disposition, params ReadOnlySpan<MimeParameter> parameters)
    {
        WriterGrammar.CheckToken(disposition, nameof(disposition));
        WriteParameterized("Content-Disposition", disposition, parameters);
    }

    private void WriteParameterized(string name, string value, ReadOnlySpan<MimeParameter> parameters)
    {
        FoldingWriter field = BeginField(name);
        field.WritePiece(" ", value);
        foreach (MimeParameter parameter in parameters)
        {
            ParameterWriting.Write(ref field, parameter);
        }

        field.End();
    }

    private FoldingWriter BeginField(string name)
    {
        WriterGrammar.CheckFieldName(name);
        Require(Place.Header, "A header field can only be written before the body.");
        return new FoldingWriter(_output, name, _options.LineLength);
    }

    private void Require(Place place, string otherwise)
    {
        if (_place != place)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
