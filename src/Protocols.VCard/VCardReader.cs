using System.Text;
using Protocols.Text;

namespace Protocols.VCard;

/// <summary>
/// Reads vCards line by line without allocation: the layer below <see cref="Card"/>. <c>BEGIN</c> and <c>END</c> are lines like others; lines that
/// are none (<see cref="Defect"/>) are passed over.
/// </summary>
/// <param name="source">All of the input.</param>
/// <param name="options">How to read; <see cref="ContentLineOptions.VCard"/> unless given.</param>
public ref struct VCardReader(ReadOnlySpan<byte> source, ContentLineOptions? options = null) : IDisposable
{
    private ContentLineReader _lines = new(source, options ?? ContentLineOptions.VCard);

    /// <summary>Whether the line begins a card.</summary>
    public readonly bool IsBegin => Is("BEGIN"u8);

    /// <summary>Whether the line ends a card.</summary>
    public readonly bool IsEnd => Is("END"u8);

    /// <summary>The group, without the dot; empty where there is none.</summary>
    public readonly ReadOnlySpan<byte> Group => _lines.Group;

    /// <summary>The name, in the letter case of the input.</summary>
    public readonly ReadOnlySpan<byte> Name => _lines.Name;

    /// <summary>The parameters.</summary>
    public readonly ContentParameterEnumerator Parameters => _lines.Parameters;

    /// <summary>The value as it stands behind the colon.</summary>
    public readonly ReadOnlySpan<byte> Value => _lines.Value;

    /// <summary>The octet of the input at which the line begins.</summary>
    public readonly int Position => _lines.Position;

    /// <summary>The last thing that was wrong, <see cref="ContentLineDefectCode.None"/> at first.</summary>
    public ContentLineDefect Defect { get; private set; }

    /// <summary>Moves to the next line.</summary>
    /// <returns>False at the end.</returns>
    public bool Read()
    {
        while (_lines.Read())
        {
            if (_lines.Defect == ContentLineDefectCode.None)
            {
                return true;
            }

            Defect = new ContentLineDefect(_lines.Defect, _lines.Position);
            if (!_lines.Name.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the name is this one, whatever the letter case.</summary>
    /// <param name="name">The name.</param>
    public readonly bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(_lines.Name, name);

    /// <summary>Gives rented buffers back; views must not be used any more.</summary>
    public void Dispose() => _lines.Dispose();
}
