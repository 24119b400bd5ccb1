using System.Buffers;
using System.Text;
using Protocols.Mime;
using Protocols.Text;

namespace Protocols.Storage.Sql;

/// <summary>
/// What of a message is looked into by a search, decoded and folded as <c>i;unicode-casemap</c> does (RFC 5051): whatever a stricter comparison finds in
/// the message is found in this too.
/// </summary>
internal sealed class IndexedText
{
    private readonly int _most;
    private readonly ArrayBufferWriter<byte> _folded = new(1024);

    private IndexedText(int most) => _most = most;

    /// <summary>The fields of the message's header.</summary>
    public string Header { get; private set; } = "";

    /// <summary>The texts of its body, and the headers of messages in it.</summary>
    public string Body { get; private set; } = "";

    /// <summary>Whether there was more than is indexed.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Gathers the text of a message.</summary>
    /// <param name="content">The message.</param>
    /// <param name="most">The most bytes of header and of body, as folded.</param>
    public static IndexedText Read(ReadOnlyMemory<byte> content, int most)
    {
        IndexedText text = new(most);
        using MimeDocument document = MimeDocument.Parse(content);
        text.AddHeader(document.Root);
        text.Header = text.Take();
        for (int i = 0; i < document.PartCount && !text.IsCut; i++)
        {
            MimePart part = document.GetPart(i);
            if (i > 0 && part.TryGetParent(out MimePart parent) && parent.IsMessage)
            {
                text.AddHeader(part);
            }

            if (!part.HasChildren && part.MediaType is MediaType.Text or MediaType.Message)
            {
                text.Add(part.GetBodyText());
            }
        }

        text.Body = text.Take();
        return text;
    }

    /// <summary>Folds a text that is looked for.</summary>
    public static string Fold(string text)
    {
        IndexedText one = new(int.MaxValue);
        one.Add(text);
        return one.Take().TrimEnd('\n');
    }

    private void AddHeader(MimePart part)
    {
        IsCut |= part.IsHeaderCut;
        foreach (HeaderField field in part.Headers)
        {
            Add($"{Encoding.Latin1.GetString(field.Name)}: {field.GetText()}");
            if (field.Id is HeaderId.From or HeaderId.To or HeaderId.Cc or HeaderId.Bcc)
            {
                // An address is found by what an envelope shows of it, too.
                foreach (Address address in field.Addresses)
                {
                    Add(address.ToString());
                }
            }
        }
    }

    private void Add(string text)
    {
        int room = _most - _folded.WrittenCount;
        if (text.Length > room)
        {
            IsCut = true;
            text = text[..Math.Max(0, room)];
        }

        UnicodeCasemap.Fold(Encoding.UTF8.GetBytes(text), _folded);
        _folded.Write("\n"u8);
    }

    private string Take()
    {
        // NUL would end the text for the index, and nobody can look for it.
        string text = Encoding.UTF8.GetString(_folded.WrittenSpan).Replace('\0', ' ');
        _folded.ResetWrittenCount();
        return text;
    }
}
