namespace Protocols.Mime;

public sealed partial class MimeWriter
{
    /// <summary>Writes a List-Id (RFC 2919 §3).</summary>
    /// <param name="description">What the list is called, as plain text; empty for nothing.</param>
    /// <param name="id">The identifier of the list without its angle brackets, such as <c>ietf-822.example.org</c>.</param>
    /// <exception cref="MimeValueException">The identifier is no dot-atom of 255 characters at most, or the description has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteListId(ReadOnlySpan<char> description, ReadOnlySpan<char> id)
    {
        // RFC 2919 §2: 255 octets at most.
        const int Longest = 255;
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckBreaks(description), nameof(description));
        MimeValueException.ThrowUnlessOk(
            id.Length > Longest ? WriteStatus.TooLong : WriterGrammar.IsListId(id) ? WriteStatus.Ok : WriteStatus.BadDomain, nameof(id));
        BeginField("List-Id");
        if (!description.IsEmpty)
        {
            TextWriting.WritePhrase(_field, description, _options.IsUtf8);
        }

        _field.Space();
        WriteAngle(id);
        EndField();
    }

    /// <summary>Writes a field of URIs that say where to go, such as List-Help, List-Subscribe, List-Archive or List-Post (RFC 2369 §2).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="uris">The URIs without their angle brackets, the best one first; at least one.</param>
    /// <exception cref="MimeValueException">The name is none, there is no URI, or one is none.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteListUris(ReadOnlySpan<char> name, params ReadOnlySpan<string> uris)
    {
        MimeValueException.ThrowUnlessOk(uris.IsEmpty ? WriteStatus.Empty : WriteStatus.Ok, nameof(uris));
        BeginField(name);
        for (int i = 0; i < uris.Length; i++)
        {
            MimeValueException.ThrowUnlessOk(WriterGrammar.CheckUri(uris[i]), nameof(uris));
            _field.Space();
            WriteAngle(uris[i]);
            AppendComma(i + 1 < uris.Length);
        }

        EndField();
    }

    /// <summary>Writes <c>List-Post: NO</c>: nobody may post to this list (RFC 2369 §3.4).</summary>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteListPostForbidden() => WriteToken("List-Post", "NO");

    /// <summary>Writes List-Unsubscribe, and List-Unsubscribe-Post so that one click is enough (RFC 8058 §3.1). Both have to be signed by DKIM.</summary>
    /// <param name="uris">The URIs without their angle brackets; one of them is HTTPS and identifies the recipient and the list.</param>
    /// <exception cref="MimeValueException">There is no URI of HTTPS, or one is no URI.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteOneClickUnsubscribe(params ReadOnlySpan<string> uris)
    {
        bool hasHttps = false;
        foreach (string uri in uris)
        {
            MimeValueException.ThrowUnlessOk(WriterGrammar.CheckUri(uri), nameof(uris));
            hasHttps |= uri.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        }

        MimeValueException.ThrowUnlessOk(hasHttps ? WriteStatus.Ok : WriteStatus.BadUri, nameof(uris));
        WriteListUris("List-Unsubscribe", uris);
        WriteRaw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"u8);
    }
}
