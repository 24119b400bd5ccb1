using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>
/// The message of a run as the script has changed it so far (RFC 5293 §7, RFC 5703 §5, §6, RFC 6558 §2.1). Changes of the header are gathered until somebody looks
/// at the message. What was not touched stays as it came, octet for octet.
/// </summary>
internal sealed class EditedMessage : ISieveMessageEdits, IDisposable
{
    // RFC 5322 §2.1.1, with a colon and what may stand about it.
    private const int LongestLine = 990;

    private MimeDocument _current;
    private MimeEditor? _editor;
    private ReadOnlyMemory<byte> _octets;
    private ReadOnlyMemory<byte>? _beforeEnclose;

    /// <summary>Whether the message is another than it was.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The message as it is now; valid until the next change.</summary>
    public MimeDocument Current
    {
        get
        {
            Apply();
            return _current;
        }
    }

    /// <summary>The octets of the message as it is now; empty where it was not changed.</summary>
    public ReadOnlyMemory<byte> Octets
    {
        get
        {
            Apply();
            return _octets;
        }
    }

    /// <summary>
    /// The octets that <c>redirect</c> sends: those of the message, but without what <c>enclose</c> put around it (RFC 5703 §6). Empty where that is as it came.
    /// </summary>
    public ReadOnlyMemory<byte> OctetsToRedirect => _beforeEnclose ?? Octets;

    /// <inheritdoc/>
    public bool IsContentChanged { get; private set; }

    private HeaderEditor Header => (_editor ??= new MimeEditor(_current)).Header;

    /// <summary>Begins with a message, whatever became of the last one.</summary>
    /// <param name="message">The message; it stays the caller's.</param>
    public void Reset(MimeDocument message)
    {
        Release();
        _current = message;
        _editor = null;
        _octets = default;
        _beforeEnclose = null;
        IsChanged = IsContentChanged = false;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Render(SieveAction? action)
    {
        // RFC 5429 §2.4: a refusal is of the message as it came.
        ReadOnlyMemory<byte> octets = action is SieveReject ? default : action is SieveRedirect ? OctetsToRedirect : Octets;
        return octets.IsEmpty ? (ReadOnlyMemory<byte>?)null : octets;
    }

    /// <summary>Adds a header field (RFC 5293 §4); false where it cannot be written.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The plain text; line ends in it become spaces.</param>
    /// <param name="isLast">Whether it comes behind the others, and not before them.</param>
    public bool AddField(string name, string value, bool isLast)
    {
        HeaderEditor header = Header;
        try
        {
            header.Insert(isLast ? header.Count : 0, fields => fields.WriteText(name, ComposedMessage.OneLine(value)));
        }
        catch (MimeValueException)
        {
            return false;
        }

        IsChanged = true;
        return true;
    }

    /// <summary>Gives a field another text, and what it had to a field of another name, so that nobody takes the message for what its author wrote (RFC 5703 §5).</summary>
    /// <param name="name">The field.</param>
    /// <param name="originalName">The field that keeps what it had.</param>
    /// <param name="value">The plain text.</param>
    public void ExchangeField(string name, string originalName, string value) =>
        Exchange(name, originalName, fields => fields.WriteText(name, ComposedMessage.OneLine(value)));

    /// <summary>Gives the message other authors, and keeps those that it had.</summary>
    /// <param name="originalName">The field that keeps what From had.</param>
    /// <param name="authors">The authors.</param>
    public void ExchangeAuthors(string originalName, List<MailboxAddress> authors) => Exchange("From", originalName, fields => fields.WriteAddresses("From", [.. authors]));

    /// <summary>Deletes header fields (RFC 5293 §5).</summary>
    /// <param name="name">The name; letter case does not matter.</param>
    /// <param name="occurrence">Which one, from 1, or from −1 backwards; 0 for all.</param>
    /// <param name="keys">What the value has to match, one of them; null for anything.</param>
    /// <param name="matches">Whether a value matches the keys.</param>
    /// <typeparam name="TKeys">What the keys are kept in.</typeparam>
    public void DeleteFields<TKeys>(string name, int occurrence, TKeys keys, Func<TKeys, byte[], bool>? matches)
    {
        MimePart root = Current.Root;
        byte[] octets = Encoding.ASCII.GetBytes(name);
        List<int> found = [];
        int index = 0;
        foreach (HeaderField field in root.Headers)
        {
            if (Ascii.EqualsIgnoreCase(field.Name, octets))
            {
                found.Add(index);
            }

            index++;
        }

        if (occurrence != 0)
        {
            int at = occurrence > 0 ? occurrence - 1 : found.Count + occurrence;
            found = at >= 0 && at < found.Count ? [found[at]] : [];
        }

        if (matches is not null)
        {
            HashSet<int> candidates = [.. found];
            found.Clear();
            index = 0;
            foreach (HeaderField field in root.Headers)
            {
                if (candidates.Contains(index) && matches(keys, Encoding.UTF8.GetBytes(field.GetText().Trim())))
                {
                    found.Add(index);
                }

                index++;
            }
        }

        for (int i = found.Count - 1; i >= 0; i--)
        {
            Header.RemoveAt(found[i]);
            IsChanged = true;
        }
    }

    /// <summary>
    /// Puts an entity in the place of a part, or in the message itself in the place of what its header says of the content and of the content (RFC 5703 §5).
    /// </summary>
    /// <param name="number">The part.</param>
    /// <param name="entity">The entity.</param>
    /// <returns>False where the entity has a delimiter in it of a multipart that the part is in.</returns>
    public bool Replace(int number, MimeEntity entity)
    {
        MimeDocument document = Current;
        MimePart part = document.GetPart(number);
        ArrayBufferWriter<byte> output = new();
        bool isMessage = !part.TryGetParent(out MimePart parent) || parent.IsMessage;
        if (HoldsDelimiter(part, entity.Body))
        {
            return false;
        }

        if (isMessage)
        {
            WriteOtherFields(part, output);
            output.Write("MIME-Version: 1.0\r\n"u8);
        }

        entity.Write(output);
        Exchange(document, part.HeaderStart, part.BodyEnd, output.WrittenSpan);
        return true;
    }

    /// <summary>Gives a leaf another media type and content (RFC 6558 §2); everything else that its header says stays.</summary>
    /// <param name="number">The part.</param>
    /// <param name="content">The new type and content.</param>
    public void Convert(int number, MimeEntity content) => Replace(number, content.With(ContentFieldsBesideType(Current.GetPart(number))));

    /// <summary>Puts the message into a new one (RFC 5703 §6).</summary>
    /// <param name="outer">The octets of the new message, in which the message is.</param>
    public void Enclose(ReadOnlyMemory<byte> outer)
    {
        _beforeEnclose ??= Octets.IsEmpty ? CopyOf(Current) : Octets;
        IsContentChanged = true;
        Become(outer);
    }

    /// <summary>The octets of a whole message, copied.</summary>
    /// <param name="document">The message.</param>
    public static byte[] CopyOf(MimeDocument document)
    {
        MimePart root = document.Root;
        return [.. root.HeaderSpan, .. root.BodySpan];
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Exchange(string name, string originalName, Action<MimeWriter> write)
    {
        HeaderEditor header = Header;
        int index = header.IndexOf(name);
        try
        {
            header.Insert(index >= 0 ? index : header.Count, write);
        }
        catch (MimeValueException)
        {
            return;
        }

        // What was there comes behind what is new, as it was if its line does not become too long by the longer name.
        if (index >= 0 && header.GetRawValue(index + 1).Length + originalName.Length < LongestLine)
        {
            header.Rename(name, originalName, 2);
        }
        else if (index >= 0)
        {
            string original = HeaderFieldText.Decode(header.GetRawValue(index + 1));
            header.ReplaceAt(index + 1, fields => fields.WriteText(originalName, ComposedMessage.OneLine(original)));
        }

        IsChanged = true;
    }

    private void Apply()
    {
        if (_editor is null)
        {
            return;
        }

        ArrayBufferWriter<byte> output = new(_current.Length + 256);
        _editor.Write(output);
        _editor = null;
        Become(output.WrittenMemory);
    }

    private void Become(ReadOnlyMemory<byte> octets)
    {
        MimeDocument next = MimeDocument.Parse(octets);
        Release();
        _current = next;
        _octets = octets;
        IsChanged = true;
    }

    private void Release()
    {
        // The first one is the caller's.
        if (!_octets.IsEmpty)
        {
            _current.Dispose();
            _octets = default;
        }
    }

    private void Exchange(MimeDocument document, int start, int end, ReadOnlySpan<byte> between)
    {
        byte[] source = CopyOf(document);
        bool isLfOnly = source.AsSpan().IndexOf((byte)'\n') is var line && line >= 0 && (line == 0 || source[line - 1] != (byte)'\r');
        byte[] fitted = isLfOnly ? Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(between).Replace("\r\n", "\n", StringComparison.Ordinal)) : between.ToArray();
        IsContentChanged = true;
        Become((byte[])[.. source.AsSpan(0, start), .. fitted, .. source.AsSpan(end)]);
    }

    private static void WriteOtherFields(MimePart part, ArrayBufferWriter<byte> output)
    {
        foreach (HeaderField field in part.Headers)
        {
            if (!IsContentField(field) && field.Id != HeaderId.MimeVersion)
            {
                output.Write(field.RawField);
            }
        }
    }

    private static List<byte[]> ContentFieldsBesideType(MimePart part)
    {
        List<byte[]> fields = [];
        foreach (HeaderField field in part.Headers)
        {
            if (IsContentField(field) && field.Id is not (HeaderId.ContentType or HeaderId.ContentTransferEncoding or HeaderId.ContentMd5))
            {
                fields.Add(field.RawField.ToArray());
            }
        }

        return fields;
    }

    private static bool IsContentField(HeaderField field) => field.Name.Length > 8 && Ascii.EqualsIgnoreCase(field.Name[..8], "Content-"u8);

    // RFC 2046 §5.1.1: a delimiter must not appear in what is inside.
    private static bool HoldsDelimiter(MimePart part, ReadOnlySpan<byte> body)
    {
        while (part.TryGetParent(out part))
        {
            if (!part.IsMultipart || !part.ContentTypeParameters.TryGetString("boundary"u8, out string boundary))
            {
                continue;
            }

            byte[] delimiter = Encoding.UTF8.GetBytes("--" + boundary);
            if (body.StartsWith(delimiter) || body.IndexOf((byte[])[(byte)'\n', .. delimiter]) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
