using System.Text;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>What a <see cref="CalendarReader"/> stands at.</summary>
public enum CalendarNode
{
    /// <summary>Nothing: before the first line, or behind the last.</summary>
    None,

    /// <summary>The beginning of a component, whose name is the value.</summary>
    Begin,

    /// <summary>The end of a component, whose name is the value.</summary>
    End,

    /// <summary>A property.</summary>
    Property,
}

/// <summary>
/// Reads iCalendar line by line without allocation: the layer below <see cref="Calendar"/>. Whether ends fit beginnings is not looked at; lines
/// that are none (<see cref="Defect"/>) are passed over.
/// </summary>
/// <param name="source">All of the input.</param>
/// <param name="options">How to read; <see cref="ContentLineOptions.Default"/> unless given.</param>
public ref struct CalendarReader(ReadOnlySpan<byte> source, ContentLineOptions? options = null) : IDisposable
{
    private ContentLineReader _lines = new(source, options);

    /// <summary>What the line is.</summary>
    public CalendarNode Node { get; private set; }

    /// <summary>How many components are open behind this line; it is never negative.</summary>
    public int Depth { get; private set; }

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
            if (_lines.Defect != ContentLineDefectCode.None)
            {
                Defect = new ContentLineDefect(_lines.Defect, _lines.Position);
                if (_lines.Name.IsEmpty)
                {
                    continue;
                }
            }

            bool isBegin = Ascii.EqualsIgnoreCase(_lines.Name, "BEGIN"u8);
            bool isEnd = !isBegin && Ascii.EqualsIgnoreCase(_lines.Name, "END"u8);
            Node = isBegin ? CalendarNode.Begin : isEnd ? CalendarNode.End : CalendarNode.Property;
            Depth = Math.Max(0, Depth + (isBegin ? 1 : isEnd ? -1 : 0));
            return true;
        }

        Node = CalendarNode.None;
        return false;
    }

    /// <summary>Whether the name is this one, whatever the letter case.</summary>
    /// <param name="name">The name.</param>
    public readonly bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(_lines.Name, name);

    /// <summary>Gives rented buffers back; views must not be used any more.</summary>
    public void Dispose() => _lines.Dispose();
}
