using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>Something that a URI leads to (RFC 9553 §1.4.4).</summary>
/// <param name="json">The JSON object to show.</param>
public abstract class Resource(JsonObject json) : JSContactObject(json)
{
    /// <summary>What it is.</summary>
    public string? Kind { get => GetText("kind"); set => SetText("kind", value); }

    /// <summary>The resource, a URI.</summary>
    public string? Uri { get => GetText("uri"); set => SetText("uri", value); }

    /// <summary>Its media type.</summary>
    public string? MediaType { get => GetText("mediaType"); set => SetText("mediaType", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    /// <summary>How much it is preferred, 1 the most, 100 the least; null for less than that (RFC 9553 §1.5.3).</summary>
    public int? Preference { get => GetInt("pref"); set => SetInt("pref", value, 1, 100); }

    /// <summary>A label to show (RFC 9553 §1.5.2).</summary>
    public string? Label { get => GetText("label"); set => SetText("label", value); }
}

/// <summary>A calendar or where busy times are: kind <c>calendar</c> or <c>freeBusy</c> (RFC 9553 §2.4.1).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Calendar(JsonObject json) : Resource(json), IJSContactObject<Calendar>
{
    /// <summary>Makes one without properties.</summary>
    public Calendar()
        : this([])
    {
    }

    static Calendar IJSContactObject<Calendar>.Of(JsonObject json) => new(json);
}

/// <summary>A key or certificate (RFC 9553 §2.6.1); of type <c>JsonWebKeySet</c> it has JSON Web Keys (draft-ietf-calext-jscontact-cryptographic-key-00 §3.3.1).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class CryptoKey(JsonObject json) : Resource(json), IJSContactObject<CryptoKey>
{
    /// <summary>Makes one without properties.</summary>
    public CryptoKey()
        : this([])
    {
    }

    /// <summary>The keys of a <c>JsonWebKeySet</c> (RFC 7517), null where there are none.</summary>
    public JsonArray? JsonWebKeys { get => Json["jsonWebKeys"] as JsonArray; set => Put("jsonWebKeys", value); }

    static CryptoKey IJSContactObject<CryptoKey>.Of(JsonObject json) => new(json);
}

/// <summary>A directory they are in, or their entry in one: kind <c>directory</c> or <c>entry</c> (RFC 9553 §2.6.2).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Directory(JsonObject json) : Resource(json), IJSContactObject<Directory>
{
    /// <summary>Makes one without properties.</summary>
    public Directory()
        : this([])
    {
    }

    /// <summary>Its place among those of its kind, from 1.</summary>
    public int? ListAs { get => GetInt("listAs"); set => SetInt("listAs", value, 1); }

    static Directory IJSContactObject<Directory>.Of(JsonObject json) => new(json);
}

/// <summary>A page or another resource; kind <c>contact</c> is one to reach them by (RFC 9553 §2.6.3).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Link(JsonObject json) : Resource(json), IJSContactObject<Link>
{
    /// <summary>Makes one without properties.</summary>
    public Link()
        : this([])
    {
    }

    static Link IJSContactObject<Link>.Of(JsonObject json) => new(json);
}

/// <summary>A photo, sound or logo: kind <c>photo</c>, <c>sound</c> or <c>logo</c> (RFC 9553 §2.6.4).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Media(JsonObject json) : Resource(json), IJSContactObject<Media>
{
    /// <summary>Makes one without properties.</summary>
    public Media()
        : this([])
    {
    }

    static Media IJSContactObject<Media>.Of(JsonObject json) => new(json);
}
