using System.Buffers;
using System.Text;
using System.Xml;

namespace Protocols.VCard.EmergencyData;

/// <summary>What the blocks have in common (RFC 7852 §4).</summary>
internal static class EmergencyBlock
{
    public static XmlPart? Read(ReadOnlyMemory<byte> source, string name, EmergencyDataOptions? options, DefectList defects)
    {
        XmlPart? root = XmlPart.Read(source, options ?? EmergencyDataOptions.Default, defects);
        if (root is not null && root.Name != name)
        {
            defects.Add(EmergencyDataDefectCode.OtherBlock, root.Name, "RFC 7852 §4");
            return null;
        }

        return root;
    }

    public static string Required(XmlPart root, string name, string section, DefectList defects)
    {
        string? text = root.TextOf(name);
        if (text is null)
        {
            defects.Add(EmergencyDataDefectCode.Missing, name, "RFC 7852 §" + section);
        }

        return text ?? "";
    }

    // §4.1.7: of several the first.
    public static Card? Card(XmlPart? around, DefectList defects)
    {
        XmlPart? vcard = around?.Find("vcard") ?? around?.Find("vcards")?.Find("vcard");
        return vcard is null ? null : XCard.Read(vcard, defects);
    }

    public static void Write(IBufferWriter<byte> output, Action<XmlWriter> write)
    {
        ArgumentNullException.ThrowIfNull(output);
        using MemoryStream stream = new();
        using (XmlWriter writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            write(writer);
        }

        output.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    public static void WriteText(XmlWriter writer, string name, string space, string? value)
    {
        if (value is not null)
        {
            writer.WriteElementString(name, space, value);
        }
    }

    public static void WriteCard(XmlWriter writer, string name, string space, Card? card)
    {
        if (card is not null)
        {
            writer.WriteStartElement(name, space);
            XCard.Write(card, writer);
            writer.WriteEndElement();
        }
    }
}
