using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>A property with its value and parameters by their types. Changes go to the property itself.</summary>
public abstract class PropertyView
{
    private protected PropertyView(ContentProperty property) => Property = property ?? throw new ArgumentNullException(nameof(property));

    /// <summary>The property.</summary>
    public ContentProperty Property { get; }

    /// <summary>The language of the text (RFC 5545 §3.2.10).</summary>
    public string? Language { get => Property.GetParameter("LANGUAGE"); set => Property.SetParameter("LANGUAGE", value); }

    /// <summary>The type of the value, where it is said (RFC 5545 §3.2.20).</summary>
    public string? ValueType { get => Property.GetParameter("VALUE"); set => Property.SetParameter("VALUE", value); }

    /// <summary>A label to show (RFC 7986 §6.4).</summary>
    public string? Label { get => Property.GetParameter("LABEL"); set => Property.SetParameter("LABEL", value); }

    /// <summary>The media type of what is referred to (RFC 5545 §3.2.8).</summary>
    public string? FormatType { get => Property.GetParameter("FMTTYPE"); set => Property.SetParameter("FMTTYPE", value); }

    /// <summary>Where it stands among others of its name, from 1 on; those without it come last (RFC 9073 §5.1).</summary>
    public int? Order
    {
        get => Number("ORDER") is { } order and > 0 ? order : null;
        set
        {
            if (value is { } order)
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order, nameof(value));
            }

            Property.SetParameter("ORDER", value?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Gives the line.</summary>
    public override string ToString() => Property.ToString();

    private protected int? Number(string parameter) =>
        int.TryParse(Property.GetParameter(parameter), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;

    private protected bool Is(string parameter, string word) => word.Equals(Property.GetParameter(parameter), StringComparison.OrdinalIgnoreCase);
}
