using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>
/// Brings a document and an event tree of mime4j to one form: nesting, fields with white space made one, bodies, and what stands around parts.
/// </summary>
internal sealed partial class Mime4jTree
{
    private readonly StringBuilder _text = new();
    private readonly string _folder;
    private readonly bool _isDecoded;

    private Mime4jTree(string folder, bool isDecoded)
    {
        _folder = folder;
        _isDecoded = isDecoded;
    }

    public static string Describe(MimeDocument document, bool isDecoded)
    {
        Mime4jTree tree = new("", isDecoded);
        tree.Append(document.Root, "message", 0);
        return tree._text.ToString();
    }

    public static string Describe(string file, bool isDecoded)
    {
        Mime4jTree tree = new(Path.GetDirectoryName(file)!, isDecoded);
        XmlDocument source = new() { PreserveWhitespace = true };
        using StringReader octets = new(MimeText.Latin(File.ReadAllBytes(file)));
        using XmlReader reader = XmlReader.Create(octets, new XmlReaderSettings { CheckCharacters = false });
        source.Load(reader);
        tree.Append(source.DocumentElement!, 0);
        return tree._text.ToString();
    }

    private void Append(MimePart part, string kind, int depth)
    {
        Line(depth, kind);
        foreach (HeaderField field in part.Headers)
        {
            Line(depth + 1, "field " + Collapse(MimeText.Latin(field.RawField)));
        }

        if (part.TryGetEmbeddedMessage(out MimePart message))
        {
            Append(message, "message", depth + 1);
        }
        else if (part.TryOpenEncodedMessage(out MimeDocument encoded))
        {
            using (encoded)
            {
                Append(encoded.Root, "message", depth + 1);
            }
        }
        else if (part.MediaType == MediaType.Multipart)
        {
            Line(depth + 1, "multipart");
            Around(depth + 2, "preamble", part.Preamble);
            foreach (MimePart child in part.Children)
            {
                Append(child, "body-part", depth + 2);
            }

            Around(depth + 2, "epilogue", part.Epilogue);
        }
        else if (_isDecoded)
        {
            ArrayBufferWriter<byte> octets = new();
            part.DecodeBody(octets);
            Line(depth + 1, "body " + Body(MimeText.Latin(octets.WrittenSpan)));
        }
        else
        {
            Line(depth + 1, "body " + Body(MimeText.Latin(part.BodySpan)));
        }
    }

    private void Append(XmlElement element, int depth)
    {
        switch (element.Name)
        {
            case "header":
                foreach (XmlElement field in element.ChildNodes.OfType<XmlElement>())
                {
                    Line(depth, "field " + Collapse(field.InnerText));
                }

                break;
            case "body":
                // The tree begins each body with a line end of its own.
                Line(depth, "body " + Body(element.InnerText[1..]));
                break;
            case "text-body" or "binary-body":
                Line(depth, "body " + Body(MimeText.Latin(File.ReadAllBytes(Path.Combine(_folder, element.GetAttribute("name"))))));
                break;
            case "preamble" or "epilogue":
                Around(depth, element.Name, Encoding.Latin1.GetBytes(element.InnerText));
                break;
            default:
                Line(depth, element.Name);
                foreach (XmlElement child in element.ChildNodes.OfType<XmlElement>())
                {
                    Append(child, depth + 1);
                }

                break;
        }
    }

    // The tree has a line end more or less at both ends, and an element for what is not there.
    private void Around(int depth, string name, ReadOnlySpan<byte> octets)
    {
        octets = octets.Trim("\r\n"u8);
        if (!octets.IsEmpty)
        {
            Line(depth, name + " " + Body(MimeText.Latin(octets)));
        }
    }

    private static string Body(string body) => body.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\n", "\\n");

    private static string Collapse(string field) => WhiteSpace().Replace(field, " ").Trim();

    private void Line(int depth, string line) => _text.Append(' ', depth).Append(line).Append('\n');

    [GeneratedRegex("\\s+")]
    private static partial Regex WhiteSpace();
}
