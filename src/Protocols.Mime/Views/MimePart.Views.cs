using System.Text;

namespace Protocols.Mime;

public readonly partial struct MimePart
{
    /// <summary>Tells what of this message, or of this part of one, is shown and what is attached (RFC 8621 §4.1.4). To be disposed.</summary>
    public BodyViews GetBodyViews() => new(Index, _version, Number);

    /// <summary>Whether <see cref="GetFileName"/> would give a name: a <c>filename</c> in the Content-Disposition or a <c>name</c> in the Content-Type.</summary>
    public bool HasFileName => Names(DispositionParameters, "filename"u8) || Names(ContentTypeParameters, "name"u8);

    /// <summary>
    /// A fragment of the message's text to show in a list (RFC 8621 §4.1.4 <c>preview</c>): from the text body, HTML made text, white space
    /// made one, quoted lines and what stands behind a signature mark left out where anything else is there. Costs the start of the body
    /// only. Empty where the message has no text.
    /// </summary>
    /// <param name="maxCharacters">How many characters at most, from 0 to 65,536; UTF-16 code units, of which no pair is cut in two.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public string GetPreview(int maxCharacters = Preview.MostCharacters)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxCharacters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCharacters, 65_536);
        return Preview.Make(this, maxCharacters);
    }

    private static bool Names(HeaderParameters parameters, ReadOnlySpan<byte> name)
    {
        foreach (HeaderParameter parameter in parameters)
        {
            if (parameter.Name.Length >= name.Length && Ascii.EqualsIgnoreCase(parameter.Name[..name.Length], name)
                && (parameter.Name.Length == name.Length || parameter.Name[name.Length] == (byte)'*') && !parameter.RawValue.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }
}
