using System.Security.Cryptography;
using System.Text;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>
/// The keys of what an iCalendar element becomes (draft-ietf-calext-jscalendar-icalendar-25 §2.1.3): made of its value, so that they are the same every time. Of
/// two equal values the second has a number behind its key. Both directions count alike, so a JSID has to be written only where the key is another one.
/// </summary>
internal sealed class ElementKeys
{
    private static readonly byte[] s_namespace = Convert.FromHexString("7f1e1965ae734454b088232c90730ce2");
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>The key of an element that was read.</summary>
    /// <param name="named">What its JSID says.</param>
    /// <param name="made">The key without a JSID.</param>
    public string Take(string? named, string made)
    {
        if (named is not null && JSValues.IsId(named) && _used.Add(named))
        {
            return named;
        }

        string key = Free(made);
        _used.Add(key);
        return key;
    }

    /// <summary>Whether an element with a key has to say so in a JSID.</summary>
    /// <param name="key">The key.</param>
    /// <param name="made">The key that it would have without.</param>
    public bool NeedsNaming(string key, string made)
    {
        bool isMade = key == Free(made);
        _used.Add(key);
        return !isMade;
    }

    /// <summary>UUID version 5 (RFC 9562 §5.5) of a value.</summary>
    public static string Of(string value)
    {
        byte[] octets = [.. s_namespace, .. Encoding.UTF8.GetBytes(value)];
#pragma warning disable CA5350 // RFC 9562 §5.5 has SHA-1; nothing is protected by it.
        byte[] hash = SHA1.HashData(octets);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }

    /// <summary>The key of a component without a JSID: its UID where that is an Id, else one made of what tells it from others.</summary>
    public static string OfComponent(ContentComponent component)
    {
        string? uid = component.Find("UID"u8)?.Text;
        if (uid is not null)
        {
            return JSValues.IsId(uid) ? uid : Of(uid);
        }

        ContentProperty? telling = component.Find("NAME"u8) ?? component.Find("COORDINATES"u8);
        return Of(telling is null ? Content(component) : telling.Is("NAME"u8) ? ContentText.Encode(telling.Text) : telling.RawValue);
    }

    // Of equal lines in any order, since the way there and back may change it. Alarms have nothing else that tells them apart.
    private static string Content(ContentComponent component) =>
        string.Join('\n', component.Properties.Where(static property => !property.Is("JSID"u8) && !property.Is("JSPROP"u8)).Select(static property => $"{property.Name.ToUpperInvariant()}:{property.Text}").Order(StringComparer.Ordinal));

    private string Free(string made)
    {
        if (!_used.Contains(made))
        {
            return made;
        }

        int number = _next.GetValueOrDefault(made, 2);
        while (_used.Contains($"{made}-{number}"))
        {
            number++;
        }

        _next[made] = number;
        return $"{made}-{number}";
    }
}
