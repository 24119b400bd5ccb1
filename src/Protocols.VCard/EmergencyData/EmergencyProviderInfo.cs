using System.Buffers;
using System.Xml;

namespace Protocols.VCard.EmergencyData;

/// <summary>Who provides data about an emergency call, and how to reach them (RFC 7852 §4.1): the block <c>application/EmergencyCallData.ProviderInfo+xml</c>.</summary>
public sealed record EmergencyProviderInfo
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/EmergencyCallData.ProviderInfo+xml";

    /// <summary>The namespace (§11.4).</summary>
    public const string Namespace = "urn:ietf:params:xml:ns:EmergencyCallData:ProviderInfo";

    /// <summary>What all blocks have in common that one provider adds at one time: a msg-id without brackets (§4).</summary>
    public required string DataProviderReference { get; init; }

    /// <summary>The name to show (§4.1.1); only a device may leave it out, as the two that follow.</summary>
    public string? DataProviderString { get; init; }

    /// <summary>The identifier of the provider (§4.1.2).</summary>
    public string? ProviderId { get; init; }

    /// <summary>Who gave the identifier: <c>NENA</c>, <c>EENA</c>, <c>domain</c> (§4.1.3).</summary>
    public string? ProviderIdSeries { get; init; }

    /// <summary>What provides the data, such as <c>Telecom Provider</c>; <c>Client</c> is the device (§4.1.4).</summary>
    public required string TypeOfProvider { get; init; }

    /// <summary>Whom to ask about the data, a URI (§4.1.5).</summary>
    public required string ContactUri { get; init; }

    /// <summary>The languages spoken there, the preferred first; at least one (§4.1.6).</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>The card of the provider (§4.1.7), of several the first.</summary>
    public Card? Contact { get; init; }

    /// <summary>For whom a subcontractor works (§4.1.8).</summary>
    public string? SubcontractorPrincipal { get; init; }

    /// <summary>Whom to ask first: <c>sub</c> or <c>main</c> (§4.1.9).</summary>
    public string? SubcontractorPriority { get; init; }

    /// <summary>Reads a block: leniently, whatever the octets are. <see cref="EmergencyDataReading{T}.Strict"/> of what comes of it refuses what is wrong.</summary>
    /// <param name="source">The XML.</param>
    /// <param name="options">The limits; <see cref="EmergencyDataOptions.Default"/> unless given.</param>
    public static EmergencyDataReading<EmergencyProviderInfo> Read(ReadOnlyMemory<byte> source, EmergencyDataOptions? options = null)
    {
        DefectList defects = new();
        XmlPart? root = EmergencyBlock.Read(source, "EmergencyCallData.ProviderInfo", options, defects);
        if (root is null)
        {
            return new(null, defects.All);
        }

        string type = EmergencyBlock.Required(root, "TypeOfProvider", "4.1.4", defects);
        bool isDevice = type == "Client";
        string? Unless(string name, string section) => isDevice ? root.TextOf(name) : EmergencyBlock.Required(root, name, section, defects) is { Length: > 0 } text ? text : null;
        string? priority = root.TextOf("SubcontractorPriority");
        if (priority is not (null or "sub" or "main"))
        {
            defects.Add(EmergencyDataDefectCode.InvalidValue, "SubcontractorPriority", "RFC 7852 §4.1.9");
        }

        _ = EmergencyBlock.Required(root, "Language", "4.1.6", defects);
        EmergencyProviderInfo block = new()
        {
            DataProviderReference = EmergencyBlock.Required(root, "DataProviderReference", "4", defects),
            DataProviderString = Unless("DataProviderString", "4.1.1"),
            ProviderId = Unless("ProviderID", "4.1.2"),
            ProviderIdSeries = Unless("ProviderIDSeries", "4.1.3"),
            TypeOfProvider = type,
            ContactUri = EmergencyBlock.Required(root, "ContactURI", "4.1.5", defects),
            Languages = [.. root.Parts.Where(static part => part.Name == "Language").Select(static part => part.Value)],
            Contact = EmergencyBlock.Card(root.Find("DataProviderContact"), defects),
            SubcontractorPrincipal = root.TextOf("SubcontractorPrincipal"),
            SubcontractorPriority = priority,
        };
        return new(block, defects.All);
    }

    /// <summary>Writes the block.</summary>
    /// <param name="output">Takes the XML, in UTF-8.</param>
    /// <exception cref="ArgumentException">A value has what no XML can have.</exception>
    public void Write(IBufferWriter<byte> output) => EmergencyBlock.Write(output, writer =>
    {
        writer.WriteStartElement("ad", "EmergencyCallData.ProviderInfo", Namespace);
        Element("DataProviderReference", DataProviderReference);
        Element("DataProviderString", DataProviderString);
        Element("ProviderID", ProviderId);
        Element("ProviderIDSeries", ProviderIdSeries);
        Element("TypeOfProvider", TypeOfProvider);
        Element("ContactURI", ContactUri);
        foreach (string language in Languages)
        {
            Element("Language", language);
        }

        EmergencyBlock.WriteCard(writer, "DataProviderContact", Namespace, Contact);
        Element("SubcontractorPrincipal", SubcontractorPrincipal);
        Element("SubcontractorPriority", SubcontractorPriority);
        writer.WriteEndElement();

        void Element(string name, string? value) => EmergencyBlock.WriteText(writer, name, Namespace, value);
    });
}
