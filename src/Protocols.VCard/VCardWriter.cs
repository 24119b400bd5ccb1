using System.Buffers;
using Protocols.Text;

namespace Protocols.VCard;

/// <summary>
/// Writes vCards line by line: the layer below <see cref="Card"/>. Lines are folded and values escaped; what would make another line of a value is
/// refused. Copies of this value write each for itself: pass it by reference.
/// </summary>
/// <param name="output">Takes the octets.</param>
public ref struct VCardWriter(IBufferWriter<byte> output)
{
    private ContentLineWriter _lines = new(output);
    private bool _isOpen;

    /// <summary>Begins a card.</summary>
    /// <param name="version">3.0 or 4.0.</param>
    /// <exception cref="InvalidOperationException">A card is open.</exception>
    /// <exception cref="ArgumentOutOfRangeException">2.1, which is not written.</exception>
    public void Begin(CardVersion version = CardVersion.V4)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)version, (int)CardVersion.V2, nameof(version));
        if (_isOpen)
        {
            throw new InvalidOperationException("A card is open.");
        }

        _isOpen = true;
        _lines.WriteLine("BEGIN"u8, "VCARD"u8);
        _lines.WriteLine("VERSION"u8, version == CardVersion.V4 ? "4.0"u8 : "3.0"u8);
    }

    /// <summary>Ends the card.</summary>
    /// <exception cref="InvalidOperationException">No card is open.</exception>
    public void End()
    {
        if (!_isOpen)
        {
            throw new InvalidOperationException("No card is open.");
        }

        _isOpen = false;
        _lines.WriteLine("END"u8, "VCARD"u8);
    }

    /// <summary>Writes a property of a text.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The text; escapes are put here.</param>
    /// <exception cref="ArgumentException">The name is none, or the text has U+0000.</exception>
    public void WriteText(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<char> text)
    {
        _lines.BeginLine(default, name);
        _lines.EndText(text);
    }

    /// <summary>Writes a property of a value that stands ready.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value, with the escapes that its type asks for.</param>
    /// <exception cref="ArgumentException">The name is none, or the value has CR, LF or NUL.</exception>
    public void WriteRaw(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value) => _lines.WriteLine(name, value);

    /// <summary>Begins a property; parameters and <see cref="EndText"/> or <see cref="EndRaw"/> follow.</summary>
    /// <param name="group">The group, empty for none.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name or the group is none.</exception>
    public void BeginProperty(scoped ReadOnlySpan<byte> group, scoped ReadOnlySpan<byte> name) => _lines.BeginLine(group, name);

    /// <summary>Writes a parameter of the property that was begun.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The text; quotes and escapes are put here (RFC 6868).</param>
    /// <exception cref="ArgumentException">The name is none, or the value has control characters.</exception>
    public void WriteParameter(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<char> value) => _lines.WriteParameter(name, value);

    /// <summary>Ends the property that was begun with a text.</summary>
    /// <param name="text">The text; escapes are put here.</param>
    /// <exception cref="ArgumentException">The text has U+0000.</exception>
    public void EndText(scoped ReadOnlySpan<char> text) => _lines.EndText(text);

    /// <summary>Ends the property that was begun with a value that stands ready.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The value has CR, LF or NUL.</exception>
    public void EndRaw(scoped ReadOnlySpan<byte> value) => _lines.EndLine(value);

    /// <summary>Writes a card of the object layer.</summary>
    /// <param name="card">The card.</param>
    /// <exception cref="ArgumentException">A property has what no content line can carry.</exception>
    public void Write(Card card)
    {
        ArgumentNullException.ThrowIfNull(card);
        card.Write(ref _lines);
    }
}
