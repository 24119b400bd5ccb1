using System.Text;
using System.Xml;

namespace Protocols.VCard.EmergencyData;

/// <summary>An element with what is in it: read within limits, without recursion, and without anything that a document type could ask for.</summary>
internal sealed class XmlPart(string name, string space)
{
    public string Name { get; } = name;

    public string Namespace { get; } = space;

    public Dictionary<string, string> Attributes { get; } = [];

    public List<XmlPart> Parts { get; } = [];

    public StringBuilder Text { get; } = new();

    /// <summary>The text without the blanks around it and around its line ends, which are of the layout of the XML.</summary>
    public string Value => string.Join('\n', Text.ToString().Split('\n', StringSplitOptions.TrimEntries)).Trim();

    public XmlPart? Find(string name) => Parts.Find(part => part.Name == name);

    public string? TextOf(string name) => Find(name)?.Value is { Length: > 0 } text ? text : null;

    public static XmlPart? Read(ReadOnlyMemory<byte> source, EmergencyDataOptions options, DefectList defects)
    {
        if (source.Length > options.MaxLength)
        {
            defects.Add(EmergencyDataDefectCode.SizeLimit, "", "RFC 7852 §9");
            return null;
        }

        XmlPart? root = null;
        try
        {
            XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };
            using MemoryStream stream = new(source.ToArray());
            using XmlReader xml = XmlReader.Create(stream, settings);
            Fill(xml, options, defects, ref root);
        }
        catch (XmlException)
        {
            bool isType = source.Span.IndexOf("<!DOCTYPE"u8) >= 0;
            defects.Add(isType ? EmergencyDataDefectCode.DocumentType : EmergencyDataDefectCode.MalformedXml, "", "RFC 7852 §4");
        }

        return root;
    }

    private static void Fill(XmlReader xml, EmergencyDataOptions options, DefectList defects, ref XmlPart? root)
    {
        Stack<XmlPart> open = new();
        int count = 0;
        int skipped = 0;
        while (xml.Read())
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when skipped > 0 || open.Count == options.MaxDepth || count == options.MaxElements:
                    if (skipped == 0)
                    {
                        defects.AddOnce(open.Count == options.MaxDepth ? EmergencyDataDefectCode.DepthLimit : EmergencyDataDefectCode.ElementLimit, xml.LocalName, "RFC 7852 §9");
                    }

                    skipped += xml.IsEmptyElement ? 0 : 1;
                    break;
                case XmlNodeType.Element:
                    count++;
                    XmlPart part = new(xml.LocalName, xml.NamespaceURI);
                    bool isEmpty = xml.IsEmptyElement;
                    while (xml.MoveToNextAttribute())
                    {
                        part.Attributes.TryAdd(xml.LocalName, xml.Value);
                    }

                    if (open.TryPeek(out XmlPart? parent))
                    {
                        parent.Parts.Add(part);
                    }

                    root ??= part;
                    if (!isEmpty)
                    {
                        open.Push(part);
                    }

                    break;
                case XmlNodeType.EndElement when skipped > 0:
                    skipped--;
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when skipped == 0 && open.TryPeek(out XmlPart? within):
                    within.Text.Append(xml.Value);
                    break;
            }
        }
    }
}

/// <summary>The defects of one reading.</summary>
internal sealed class DefectList
{
    private const int Most = 64;
    private readonly List<EmergencyDataDefect> _defects = [];

    public IReadOnlyList<EmergencyDataDefect> All => _defects;

    public void Add(EmergencyDataDefectCode code, string element, string section)
    {
        if (_defects.Count < Most)
        {
            _defects.Add(new EmergencyDataDefect(code, element, section));
        }
    }

    public void AddOnce(EmergencyDataDefectCode code, string element, string section)
    {
        if (!_defects.Exists(defect => defect.Code == code))
        {
            Add(code, element, section);
        }
    }
}
