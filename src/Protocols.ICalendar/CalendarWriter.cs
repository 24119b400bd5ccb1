using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>
/// Writes iCalendar line by line: the layer below <see cref="Calendar"/>. Lines are folded and values escaped; what would make another line of a
/// value is refused. Copies of this value write each for itself: pass it by reference.
/// </summary>
/// <param name="output">Takes the octets.</param>
public ref struct CalendarWriter(IBufferWriter<byte> output)
{
    /// <summary>How deep components can be written.</summary>
    public const int MaxDepth = 32;

    private ContentLineWriter _lines = new(output);
    private OpenNames _open;

    /// <summary>How many components are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Begins a component.</summary>
    /// <param name="name">The name: <c>VEVENT</c>.</param>
    /// <exception cref="InvalidOperationException"><see cref="MaxDepth"/> are open.</exception>
    /// <exception cref="ArgumentException">The name has CR, LF or NUL.</exception>
    public void Begin(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Depth == MaxDepth)
        {
            throw new InvalidOperationException($"No more than {MaxDepth} components lie in each other.");
        }

        _open[Depth++] = name;
        _lines.BeginLine(default, "BEGIN"u8);
        _lines.EndLine(name.AsSpan());
    }

    /// <summary>Ends the component that was begun last.</summary>
    /// <exception cref="InvalidOperationException">None is open.</exception>
    public void End()
    {
        if (Depth == 0)
        {
            throw new InvalidOperationException("No component is open.");
        }

        _lines.BeginLine(default, "END"u8);
        _lines.EndLine(_open[--Depth].AsSpan());
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

    /// <summary>Writes a property of a number.</summary>
    /// <param name="name">The name.</param>
    /// <param name="number">The number.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public void WriteNumber(scoped ReadOnlySpan<byte> name, int number)
    {
        Span<byte> digits = stackalloc byte[11];
        _ = number.TryFormat(digits, out int written, default, CultureInfo.InvariantCulture);
        _lines.WriteLine(name, digits[..written]);
    }

    /// <summary>Writes a property of a date or time, with its VALUE and TZID.</summary>
    /// <param name="name">The name.</param>
    /// <param name="time">The date or time.</param>
    /// <exception cref="ArgumentException">The name is none, or that of the zone has control characters.</exception>
    public void WriteTime(scoped ReadOnlySpan<byte> name, CalendarDateTime time)
    {
        _lines.BeginLine(default, name);
        if (time.IsDate)
        {
            _lines.WriteParameter("VALUE"u8, "DATE");
        }
        else if (time.TimeZoneId is { } zone)
        {
            _lines.WriteParameter("TZID"u8, zone);
        }

        Span<byte> value = stackalloc byte[16];
        _ = time.Local.TryFormat(value, out int written, time.IsDate ? "yyyyMMdd" : "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        if (time.Form == CalendarTimeForm.Utc)
        {
            value[written++] = (byte)'Z';
        }

        _lines.EndLine(value[..written]);
    }

    /// <summary>Begins a property; parameters and <see cref="EndText"/> or <see cref="EndRaw"/> follow.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public void BeginProperty(scoped ReadOnlySpan<byte> name) => _lines.BeginLine(default, name);

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

    /// <summary>Writes a component of the object layer, with all inside.</summary>
    /// <param name="component">The component.</param>
    /// <exception cref="ArgumentException">A property has what no content line can carry.</exception>
    public void Write(ContentComponent component)
    {
        ArgumentNullException.ThrowIfNull(component);
        component.Write(ref _lines);
    }

    [InlineArray(MaxDepth)]
    private struct OpenNames
    {
        private string? _first;
    }
}
