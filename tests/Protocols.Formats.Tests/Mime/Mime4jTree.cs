using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>Brings a document and an event tree of mime4j to one form: nesting, fields with white space made one, and bodies.</summary>
internal static partial class Mime4jTree
{
    public static string Describe(MimeDocument document)
    {
        StringBuilder text = new();
        Append(document.Root, "message", 0, text);
        return text.ToString();
    }

    public static string Describe(string file)
    {
        StringBuilder text = new();
        XmlDocument tree = new() { PreserveWhitespace = true };
        using StringReader source = new(MimeText.Latin(File.ReadAllBytes(file)));
        using XmlReader reader = XmlReader.Create(source, new XmlReaderSettings { CheckCharacters = false });
        tree.Load(reader);
        Append(tree.DocumentElement!, 0, text);
        return text.ToString();
    }

    private static void Append(MimePart part, string kind, int depth, StringBuilder text)
    {
        Line(text, depth, kind);
        foreach (HeaderField field in part.Headers)
        {
            Line(text, depth + 1, "field " + Collapse(MimeText.Latin(field.RawField)));
        }

        if (part.TryGetEmbeddedMessage(out MimePart message))
        {
            Append(message, "message", depth + 1, text);
        }
        else if (part.MediaType == MediaType.Multipart)
        {
            // Where no part was found, this library has a leaf with all the text; the tree has a multipart of nothing but a preamble.
            Line(text, depth + 1, "multipart");
            foreach (MimePart child in part.Children)
            {
                Append(child, "body-part", depth + 2, text);
            }
        }
        else
        {
            Line(text, depth + 1, "body " + Body(MimeText.Latin(part.BodySpan)));
        }
    }

    private static void Append(XmlElement element, int depth, StringBuilder text)
    {
        switch (element.Name)
        {
            case "header":
                foreach (XmlElement field in element.ChildNodes.OfType<XmlElement>())
                {
                    Line(text, depth, "field " + Collapse(field.InnerText));
                }

                break;
            case "body":
                // The tree begins each body with a line end of its own.
                Line(text, depth, "body " + Body(element.InnerText[1..]));
                break;
            case "preamble" or "epilogue":
                break;
            default:
                Line(text, depth, element.Name);
                foreach (XmlElement child in element.ChildNodes.OfType<XmlElement>())
                {
                    Append(child, depth + 1, text);
                }

                break;
        }
    }

    private static string Body(string body) => body.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\n", "\\n");

    private static string Collapse(string field) => WhiteSpace().Replace(field, " ").Trim();

    private static void Line(StringBuilder text, int depth, string line) => text.Append(' ', depth).Append(line).Append('\n');

    [GeneratedRegex("\\s+")]
    private static partial Regex WhiteSpace();
}
