using System.Buffers;
using System.Collections;
using System.Text;

namespace Protocols.Text;

/// <summary>
/// What stands between <c>BEGIN</c> and <c>END</c>: properties in their order, and components. A component that was read keeps where its
/// properties lie in the input and makes objects of those that are asked for; the others are written as they were.
/// Not for several threads at once, not even to read.
/// </summary>
public class ContentComponent
{
    private ContentSource? _source;
    private ContentRow[] _rows = [];
    private ContentProperty?[]? _objects;
    private List<ContentComponent>? _components;
    private int _count;

    /// <summary>Makes a component without properties.</summary>
    /// <param name="name">The name behind <c>BEGIN:</c>: letters, digits, <c>-</c> and <c>_</c>.</param>
    public ContentComponent(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>The name behind <c>BEGIN:</c>.</summary>
    public string Name { get; }

    /// <summary>The properties in their order.</summary>
    public ContentPropertyList Properties => new(this);

    /// <summary>The components inside, in their order.</summary>
    public IList<ContentComponent> Components => _components ??= [];

    /// <summary>How many components are inside.</summary>
    public int ComponentCount => _components?.Count ?? 0;

    internal int PropertyCount => _count;

    // How many properties of the component around stood before this one.
    internal int PropertiesBefore { get; set; } = int.MaxValue;

    /// <summary>The first property with a name, null where there is none.</summary>
    /// <param name="name">The name in capitals.</param>
    public ContentProperty? Find(ReadOnlySpan<byte> name)
    {
        int at = IndexOf(name, 0);
        return at < 0 ? null : PropertyAt(at);
    }

    /// <summary>The first property with a name, null where there is none.</summary>
    /// <param name="name">The name, in any letter case.</param>
    public ContentProperty? Find(string name) => Find(Encoding.UTF8.GetBytes(name ?? throw new ArgumentNullException(nameof(name))));

    /// <summary>All properties with a name, in their order.</summary>
    /// <param name="name">The name in capitals.</param>
    public IReadOnlyList<ContentProperty> FindAll(ReadOnlySpan<byte> name)
    {
        List<ContentProperty>? found = null;
        for (int at = IndexOf(name, 0); at >= 0; at = IndexOf(name, at + 1))
        {
            (found ??= []).Add(PropertyAt(at));
        }

        return found ?? (IReadOnlyList<ContentProperty>)[];
    }

    /// <summary>All properties with a name, in their order.</summary>
    /// <param name="name">The name, in any letter case.</param>
    public IReadOnlyList<ContentProperty> FindAll(string name) => FindAll(Encoding.UTF8.GetBytes(name ?? throw new ArgumentNullException(nameof(name))));

    /// <summary>Adds a property behind the others.</summary>
    /// <param name="property">The property, which belongs to no other component.</param>
    public void Add(ContentProperty property) => Insert(_count, property);

    /// <summary>Adds a property of a text.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The text; escapes are put here.</param>
    /// <returns>The property.</returns>
    public ContentProperty AddText(string name, string text) => AddRaw(name, ContentText.Encode(text));

    /// <summary>Adds a property of a value that stands ready.</summary>
    /// <param name="name">The name.</param>
    /// <param name="rawValue">The value, with the escapes that its type asks for.</param>
    /// <returns>The property.</returns>
    public ContentProperty AddRaw(string name, string rawValue)
    {
        ContentProperty property = new(name, rawValue);
        Add(property);
        return property;
    }

    /// <summary>Puts a property at a place.</summary>
    /// <param name="index">The place, from 0 to the number of properties.</param>
    /// <param name="property">The property, which belongs to no other component.</param>
    public void Insert(int index, ContentProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)_count, nameof(index));
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(4, _count * 2));
        }

        if (_objects is null || _objects.Length < _rows.Length)
        {
            Array.Resize(ref _objects, _rows.Length);
        }

        Array.Copy(_rows, index, _rows, index + 1, _count - index);
        Array.Copy(_objects, index, _objects, index + 1, _count - index);
        _rows[index] = new ContentRow { RawLength = -1 };
        _objects[index] = property;
        _count++;
    }

    /// <summary>Puts the only property with a name: in the place of the first, and without the others.</summary>
    /// <param name="property">The property, which belongs to no other component.</param>
    public void Set(ContentProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        byte[] name = Encoding.UTF8.GetBytes(property.Name);
        int at = IndexOf(name, 0);
        RemoveAll(name);
        Insert(at < 0 ? _count : at, property);
    }

    /// <summary>Takes a property away.</summary>
    /// <param name="property">The property.</param>
    /// <returns>False where it is none of this component.</returns>
    public bool Remove(ContentProperty property)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_objects is not null && ReferenceEquals(_objects[i], property))
            {
                RemoveAt(i);
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes all properties with a name away.</summary>
    /// <param name="name">The name in capitals.</param>
    /// <returns>How many there were.</returns>
    public int RemoveAll(ReadOnlySpan<byte> name)
    {
        int removed = 0;
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (HasName(i, name))
            {
                removed++;
                continue;
            }

            _rows[kept] = _rows[i];
            if (_objects is not null)
            {
                _objects[kept] = _objects[i];
            }

            kept++;
        }

        _objects?.AsSpan(kept, _count - kept).Clear();
        _count = kept;
        return removed;
    }

    /// <summary>Takes all properties with a name away.</summary>
    /// <param name="name">The name, in any letter case.</param>
    /// <returns>How many there were.</returns>
    public int RemoveAll(string name) => RemoveAll(Encoding.UTF8.GetBytes(name ?? throw new ArgumentNullException(nameof(name))));

    /// <summary>Writes the component, from <c>BEGIN</c> to <c>END</c>.</summary>
    /// <param name="output">Takes the octets.</param>
    /// <exception cref="ArgumentException">A property has what no content line can carry.</exception>
    /// <exception cref="InvalidOperationException">Components lie in each other more than 250 deep, as where one is inside of itself.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        ContentLineWriter writer = new(output);
        Write(ref writer);
    }

    /// <summary>Writes the component, from <c>BEGIN</c> to <c>END</c>.</summary>
    /// <param name="writer">Takes the lines.</param>
    /// <exception cref="ArgumentException">A property has what no content line can carry.</exception>
    /// <exception cref="InvalidOperationException">Components lie in each other more than 250 deep, as where one is inside of itself.</exception>
    public void Write(ref ContentLineWriter writer) => Write(ref writer, 0);

    /// <summary>Gives all that <see cref="Write(IBufferWriter{byte})"/> writes.</summary>
    public byte[] ToBytes()
    {
        ArrayBufferWriter<byte> output = new();
        Write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Gives all that <see cref="Write(IBufferWriter{byte})"/> writes.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToBytes());

    internal ContentProperty PropertyAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        _objects ??= new ContentProperty?[_rows.Length];
        return _objects[index] ??= new ContentProperty(Unfolded(_rows[index]), _rows[index]);
    }

    internal void Take(ContentSource source, ReadOnlySpan<ContentRow> rows)
    {
        _source = source;
        _rows = rows.ToArray();
        _count = rows.Length;
    }

    private int IndexOf(ReadOnlySpan<byte> name, int from)
    {
        for (int i = from; i < _count; i++)
        {
            if (HasName(i, name))
            {
                return i;
            }
        }

        return -1;
    }

    private bool HasName(int index, ReadOnlySpan<byte> name)
    {
        ref readonly ContentRow row = ref _rows[index];
        if (row.RawLength < 0)
        {
            return _objects![index]!.Is(name);
        }

        if (row.NameLength != name.Length)
        {
            return false;
        }

        // A name with a fold in it is seldom, and seen only in the unfolded line.
        ReadOnlySpan<byte> found = _source!.Octets.Span.Slice(row.Start + row.NameStart, row.NameLength);
        return Ascii.EqualsIgnoreCase(found, name) || (row.Joining != ContentLineJoining.None && PropertyAt(index).Is(name));
    }

    private ReadOnlyMemory<byte> Unfolded(in ContentRow row)
    {
        ReadOnlyMemory<byte> raw = _source!.Octets.Slice(row.Start, row.RawLength);
        if (row.Joining == ContentLineJoining.None)
        {
            return raw;
        }

        byte[] line = new byte[raw.Length];
        return line.AsMemory(0, ContentLineFolding.Unfold(raw.Span, line, row.Joining));
    }

    private void RemoveAt(int index)
    {
        _count--;
        Array.Copy(_rows, index + 1, _rows, index, _count - index);
        Array.Copy(_objects!, index + 1, _objects!, index, _count - index);
        _objects![_count] = null;
    }

    private void Write(ref ContentLineWriter writer, int depth)
    {
        if (depth > 250)
        {
            throw new InvalidOperationException("Components lie in each other more than 250 deep.");
        }

        byte[] name = Encoding.UTF8.GetBytes(Name);
        writer.WriteLine("BEGIN"u8, name);
        int written = 0;
        for (int i = 0; i < ComponentCount; i++)
        {
            ContentComponent component = _components![i];
            WriteProperties(ref writer, ref written, Math.Min(component.PropertiesBefore, _count));
            component.Write(ref writer, depth + 1);
        }

        WriteProperties(ref writer, ref written, _count);
        writer.WriteLine("END"u8, name);
    }

    private void WriteProperties(ref ContentLineWriter writer, ref int written, int end)
    {
        for (; written < end; written++)
        {
            if (_objects?[written] is { } property)
            {
                property.Write(ref writer);
                continue;
            }

            ref readonly ContentRow row = ref _rows[written];
            ReadOnlySpan<byte> raw = _source!.Octets.Span.Slice(row.Start, row.RawLength);
            if (row.Joining == ContentLineJoining.None)
            {
                writer.WriteAsRead(raw);
                continue;
            }

            byte[] rented = ArrayPool<byte>.Shared.Rent(raw.Length);
            writer.WriteAsRead(rented.AsSpan(0, ContentLineFolding.Unfold(raw, rented, row.Joining)));
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}

/// <summary>The properties of a component, as a list to look at.</summary>
public readonly struct ContentPropertyList : IReadOnlyList<ContentProperty>
{
    private readonly ContentComponent _component;

    internal ContentPropertyList(ContentComponent component) => _component = component;

    /// <inheritdoc/>
    public int Count => _component.PropertyCount;

    /// <inheritdoc/>
    public ContentProperty this[int index] => _component.PropertyAt(index);

    /// <inheritdoc/>
    public IEnumerator<ContentProperty> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
