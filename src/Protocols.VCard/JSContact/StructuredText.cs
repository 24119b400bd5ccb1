using System.Text;
using System.Text.Json.Nodes;

namespace Protocols.VCard.JSContact;

/// <summary>Names and addresses in one text (RFC 9553 §2.2.1.1, §2.5.1.1).</summary>
internal static class StructuredText
{
    public static string Join(JsonObject structured)
    {
        StringBuilder text = new();
        bool isOrdered = JSContactObject.BooleanOf(structured["isOrdered"]) == true;
        string between = isOrdered ? JSContactObject.TextOf(structured["defaultSeparator"]) ?? " " : " ";
        bool isSeparated = true;
        foreach (JsonObject component in (structured["components"] as JsonArray ?? []).OfType<JsonObject>())
        {
            bool isSeparator = JSContactObject.TextOf(component["kind"]) == "separator";
            string value = JSContactObject.TextOf(component["value"]) ?? "";
            _ = isSeparated || isSeparator ? text : text.Append(between);
            text.Append(value);
            isSeparated = isSeparator;
        }

        return text.ToString();
    }
}
