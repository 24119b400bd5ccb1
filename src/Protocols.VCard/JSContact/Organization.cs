using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>An organization and its units (RFC 9553 §2.2.3).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Organization(JsonObject json) : JSContactObject(json), IJSContactObject<Organization>
{
    /// <summary>Makes one without properties.</summary>
    public Organization()
        : this([])
    {
    }

    /// <summary>Its name.</summary>
    public string? Name { get => GetText("name"); set => SetText("name", value); }

    /// <summary>Its units, from the largest.</summary>
    public IReadOnlyList<OrgUnit> Units { get => GetList<OrgUnit>("units"); set => SetList("units", value); }

    /// <summary>What to sort it by.</summary>
    public string? SortAs { get => GetText("sortAs"); set => SetText("sortAs", value); }

    /// <summary>The contexts to use it in, such as <c>private</c> and <c>work</c> (RFC 9553 §1.5.1).</summary>
    public IReadOnlyList<string> Contexts { get => GetSet("contexts"); set => SetSet("contexts", value); }

    static Organization IJSContactObject<Organization>.Of(JsonObject json) => new(json);
}

/// <summary>A unit of an organization (RFC 9553 §2.2.3).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class OrgUnit(JsonObject json) : JSContactObject(json), IJSContactObject<OrgUnit>
{
    /// <summary>Makes one without properties.</summary>
    public OrgUnit()
        : this([])
    {
    }

    /// <summary>Its name.</summary>
    public string? Name { get => GetText("name"); set => SetText("name", value); }

    /// <summary>What to sort it by among units of its level.</summary>
    public string? SortAs { get => GetText("sortAs"); set => SetText("sortAs", value); }

    static OrgUnit IJSContactObject<OrgUnit>.Of(JsonObject json) => new(json);
}

/// <summary>A title or role (RFC 9553 §2.2.5).</summary>
/// <param name="json">The JSON object to show.</param>
public sealed class Title(JsonObject json) : JSContactObject(json), IJSContactObject<Title>
{
    /// <summary>Makes one without properties.</summary>
    public Title()
        : this([])
    {
    }

    /// <summary>The title.</summary>
    public string? Name { get => GetText("name"); set => SetText("name", value); }

    /// <summary><c>title</c>, which is meant where it does not say, or <c>role</c>.</summary>
    public string? Kind { get => GetText("kind"); set => SetText("kind", value); }

    /// <summary>The key of the organization where it is held.</summary>
    public string? OrganizationId { get => GetText("organizationId"); set => SetText("organizationId", value); }

    static Title IJSContactObject<Title>.Of(JsonObject json) => new(json);
}
