using System.Buffers;
using System.Xml;

namespace Protocols.VCard.EmergencyData;

/// <summary>Whose the device is that an emergency call comes from, or who the subscriber is (RFC 7852 §4.4): the block <c>application/EmergencyCallData.SubscriberInfo+xml</c>.</summary>
public sealed record EmergencySubscriberInfo
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/EmergencyCallData.SubscriberInfo+xml";

    /// <summary>The namespace (§11.4).</summary>
    public const string Namespace = "urn:ietf:params:xml:ns:EmergencyCallData:SubscriberInfo";

    /// <summary>What all blocks have in common that one provider adds at one time: a msg-id without brackets (§4).</summary>
    public required string DataProviderReference { get; init; }

    /// <summary>Whether the subscriber wishes privacy; what that means is a matter of local law (§4.4.1). Null where the block does not say.</summary>
    public bool? IsPrivacyRequested { get; init; }

    /// <summary>The card of the subscriber or owner (§4.4.2), of several the first; null where nothing is known.</summary>
    public Card? Subscriber { get; init; }

    /// <summary>Reads a block: leniently, whatever the octets are. <see cref="EmergencyDataReading{T}.Strict"/> of what comes of it refuses what is wrong.</summary>
    /// <param name="source">The XML.</param>
    /// <param name="options">The limits; <see cref="EmergencyDataOptions.Default"/> unless given.</param>
    public static EmergencyDataReading<EmergencySubscriberInfo> Read(ReadOnlyMemory<byte> source, EmergencyDataOptions? options = null)
    {
        DefectList defects = new();
        XmlPart? root = EmergencyBlock.Read(source, "EmergencyCallData.SubscriberInfo", options, defects);
        if (root is null)
        {
            return new(null, defects.All);
        }

        Card? subscriber = EmergencyBlock.Card(root.Find("SubscriberData"), defects);
        string? said = root.Attributes.GetValueOrDefault("privacyRequested")?.Trim();
        bool? isRequested = said switch { "true" or "1" => true, "false" or "0" => false, _ => null };
        if (said is null ? subscriber is not null : isRequested is null)
        {
            defects.Add(said is null ? EmergencyDataDefectCode.Missing : EmergencyDataDefectCode.InvalidValue, "privacyRequested", "RFC 7852 §4.4.1");
        }

        return new(new() { DataProviderReference = EmergencyBlock.Required(root, "DataProviderReference", "4", defects), IsPrivacyRequested = isRequested, Subscriber = subscriber }, defects.All);
    }

    /// <summary>Writes the block.</summary>
    /// <param name="output">Takes the XML, in UTF-8.</param>
    /// <exception cref="InvalidOperationException">There is a card, but not whether privacy is wished (§4.4.1).</exception>
    /// <exception cref="ArgumentException">A value has what no XML can have.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        if (Subscriber is not null && IsPrivacyRequested is null)
        {
            throw new InvalidOperationException("A block with a card says whether privacy is wished.");
        }

        EmergencyBlock.Write(output, writer =>
        {
            writer.WriteStartElement("sub", "EmergencyCallData.SubscriberInfo", Namespace);
            if (IsPrivacyRequested is { } isRequested)
            {
                writer.WriteAttributeString("privacyRequested", XmlConvert.ToString(isRequested));
            }

            EmergencyBlock.WriteText(writer, "DataProviderReference", Namespace, DataProviderReference);
            EmergencyBlock.WriteCard(writer, "SubscriberData", Namespace, Subscriber);
            writer.WriteEndElement();
        });
    }
}
