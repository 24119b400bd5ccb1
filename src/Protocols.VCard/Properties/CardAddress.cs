using Protocols.Text;

namespace Protocols.VCard;

/// <summary>An address in its parts (RFC 6350 §6.3.1, RFC 9554 §2.1).</summary>
/// <param name="property">The property <c>ADR</c>.</param>
public sealed class CardAddress(ContentProperty property) : CardProperty(property)
{
    private const int Least = 7;

    /// <summary>Makes an address without parts.</summary>
    public CardAddress()
        : this(new ContentProperty("ADR", ";;;;;;"))
    {
    }

    /// <summary>The post office box.</summary>
    public IReadOnlyList<string> PostOfficeBox { get => Component(0); set => SetComponent(0, value, Least); }

    /// <summary>More of the address, such as the floor.</summary>
    public IReadOnlyList<string> Extended { get => Component(1); set => SetComponent(1, value, Least); }

    /// <summary>The street.</summary>
    public IReadOnlyList<string> Street { get => Component(2); set => SetComponent(2, value, Least); }

    /// <summary>The town.</summary>
    public IReadOnlyList<string> Locality { get => Component(3); set => SetComponent(3, value, Least); }

    /// <summary>The state or province.</summary>
    public IReadOnlyList<string> Region { get => Component(4); set => SetComponent(4, value, Least); }

    /// <summary>The postal code.</summary>
    public IReadOnlyList<string> PostalCode { get => Component(5); set => SetComponent(5, value, Least); }

    /// <summary>The country.</summary>
    public IReadOnlyList<string> Country { get => Component(6); set => SetComponent(6, value, Least); }

    /// <summary>The room (RFC 9554 §2.1, as all that follow).</summary>
    public IReadOnlyList<string> Room { get => Component(7); set => SetComponent(7, value, Least); }

    /// <summary>The apartment.</summary>
    public IReadOnlyList<string> Apartment { get => Component(8); set => SetComponent(8, value, Least); }

    /// <summary>The floor.</summary>
    public IReadOnlyList<string> Floor { get => Component(9); set => SetComponent(9, value, Least); }

    /// <summary>The number in the street.</summary>
    public IReadOnlyList<string> StreetNumber { get => Component(10); set => SetComponent(10, value, Least); }

    /// <summary>The name of the street.</summary>
    public IReadOnlyList<string> StreetName { get => Component(11); set => SetComponent(11, value, Least); }

    /// <summary>The building.</summary>
    public IReadOnlyList<string> Building { get => Component(12); set => SetComponent(12, value, Least); }

    /// <summary>The block.</summary>
    public IReadOnlyList<string> Block { get => Component(13); set => SetComponent(13, value, Least); }

    /// <summary>The part of a district.</summary>
    public IReadOnlyList<string> Subdistrict { get => Component(14); set => SetComponent(14, value, Least); }

    /// <summary>The district.</summary>
    public IReadOnlyList<string> District { get => Component(15); set => SetComponent(15, value, Least); }

    /// <summary>A landmark.</summary>
    public IReadOnlyList<string> Landmark { get => Component(16); set => SetComponent(16, value, Least); }

    /// <summary>The direction, such as <c>north</c>.</summary>
    public IReadOnlyList<string> Direction { get => Component(17); set => SetComponent(17, value, Least); }

    /// <summary>The country by two letters of ISO 3166 (RFC 8605 §3.1).</summary>
    public string? CountryCode { get => Get("CC"); set => Put("CC", value); }

    /// <summary>Where it is on the globe, a URI (RFC 6350 §5.10).</summary>
    public string? Geo { get => Get("GEO"); set => Put("GEO", value); }

    /// <summary>The time zone there (RFC 6350 §5.11).</summary>
    public string? TimeZone { get => Get("TZ"); set => Put("TZ", value); }
}
