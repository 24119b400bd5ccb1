using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>An address or a place (RFC 9553 §2.5.1.1).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Address(JsonObject json) : JSContactObject(json), IJSContactObject<Address>
{
    /// <summary>Makes one without properties.</summary>
    public Address()
        : this([])
    {
    }

    /// <summary>The components; elements that are no objects are not shown.</summary>
    public IReadOnlyList<AddressComponent> Components { get => GetList<AddressComponent>("components"); set => SetList("components", value); }

    /// <summary>Whether the components stand in the order to show them in.</summary>
    public bool IsOrdered { get => GetFlag("isOrdered"); set => SetFlag("isOrdered", value); }

    /// <summary>What to put between components that have no separator between them; only where they are ordered.</summary>
    public string? DefaultSeparator { get => GetText("defaultSeparator"); set => SetText("defaultSeparator", value); }

    /// <summary>The country by two letters of ISO 3166-1.</summary>
    public string? CountryCode { get => GetText("countryCode"); set => SetText("countryCode", value); }

    /// <summary>The place on the globe, a <c>geo:</c> URI (RFC 5870).</summary>
    public string? Coordinates { get => GetText("coordinates"); set => SetText("coordinates", value); }

    /// <summary>The time zone, by its name in the IANA database.</summary>
    public string? TimeZone { get => GetText("timeZone"); set => SetText("timeZone", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    /// <summary>All of it in one text.</summary>
    public string? Full { get => GetText("full"); set => SetText("full", value); }

    /// <summary>How much it is preferred, 1 the most, 100 the least; null for less than that (RFC 9553 §1.5.3).</summary>
    public int? Preference { get => GetInt("pref"); set => SetInt("pref", value, 1, 100); }

    /// <summary>The script of what the components' <c>phonetic</c> says, a subtag of RFC 5646 §2.2.3 (RFC 9553 §1.5.4).</summary>
    public string? PhoneticScript { get => GetText("phoneticScript"); set => SetText("phoneticScript", value); }

    /// <summary>The system of what the components' <c>phonetic</c> says: <c>ipa</c>, <c>jyut</c>, <c>piny</c> (RFC 9553 §1.5.4).</summary>
    public string? PhoneticSystem { get => GetText("phoneticSystem"); set => SetText("phoneticSystem", value); }

    /// <summary>The address in one text: <see cref="Full"/>, or the components one behind the other with their separators, a space where there is none.</summary>
    public string ToDisplayAddress() => Full ?? StructuredText.Join(Json);

    static Address IJSContactObject<Address>.Of(JsonObject json) => new(json);
}

/// <summary>A part of an address (RFC 9553 §2.5.1.2).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class AddressComponent(JsonObject json) : JSContactObject(json), IJSContactObject<AddressComponent>
{
    /// <summary>Makes one without properties.</summary>
    public AddressComponent()
        : this([])
    {
    }

    /// <summary>What it is, such as <c>number</c>, <c>name</c> (of the street), <c>locality</c>, <c>region</c>, <c>postcode</c>, <c>country</c>, <c>separator</c>.</summary>
    public string? Kind { get => GetText("kind"); set => SetText("kind", value); }

    /// <summary>The part itself.</summary>
    public string? Value { get => GetText("value"); set => SetText("value", value); }

    /// <summary>How it is spoken.</summary>
    public string? Phonetic { get => GetText("phonetic"); set => SetText("phonetic", value); }

    static AddressComponent IJSContactObject<AddressComponent>.Of(JsonObject json) => new(json);
}
