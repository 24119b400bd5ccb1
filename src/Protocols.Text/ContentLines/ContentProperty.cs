using System.Buffers;
using System.Text;

namespace Protocols.Text;

/// <summary>
/// One property of an iCalendar object or a vCard: a content line that can be changed. What was read is decoded when it is asked for, and
/// written octet by octet as it was, fresh folds apart, until it is changed.
/// </summary>
public sealed class ContentProperty
{
    private readonly ReadOnlyMemory<byte> _line;
    private readonly int _nameStart;
    private readonly int _valueStart;
    private string? _name;
    private string? _group;
    private string? _value;
    private List<ContentPropertyParameter>? _parameters;
    private bool _hasGroup;

    /// <summary>Makes a property.</summary>
    /// <param name="name">The name: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="rawValue">The value as it is to stand in the line, with the escapes that its type asks for.</param>
    public ContentProperty(string name, string rawValue = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(rawValue);
        _name = name;
        _value = rawValue;
        _parameters = [];
        _hasGroup = true;
        IsChanged = true;
    }

    private ContentProperty(ContentProperty original)
    {
        // A name that is none, as it was read, has to be kept: it cannot be made.
        _name = original.Name;
        _group = original.Group;
        _value = original.RawValue;
        _parameters = [.. original.Parameters];
        _hasGroup = true;
        IsChanged = true;
    }

    internal ContentProperty(ReadOnlyMemory<byte> line, in ContentRow row)
    {
        _line = line;
        _nameStart = row.NameStart;
        _valueStart = row.ValueStart;
        NameLength = row.NameLength;
    }

    /// <summary>The name, in the letter case it was given in.</summary>
    public string Name => _name ??= Encoding.UTF8.GetString(_line.Span.Slice(_nameStart, NameLength));

    /// <summary>The group of a vCard's property (RFC 6350 §3.3), null for none.</summary>
    public string? Group
    {
        get
        {
            if (!_hasGroup)
            {
                _group = _nameStart == 0 ? null : Encoding.UTF8.GetString(_line.Span[..(_nameStart - 1)]);
                _hasGroup = true;
            }

            return _group;
        }

        set
        {
            Change();
            _group = value;
        }
    }

    /// <summary>The value as it stands in the line, with its escapes.</summary>
    public string RawValue
    {
        get => _value ??= Encoding.UTF8.GetString(_line.Span[_valueStart..]);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Change();
            _value = value;
        }
    }

    /// <summary>The octets of the value as they stand in the line. Of a property that was changed they are made anew.</summary>
    public ReadOnlySpan<byte> RawOctets => _value is not null && IsChanged ? Encoding.UTF8.GetBytes(_value) : _line.Span[_valueStart..];

    /// <summary>The value as text (RFC 5545 §3.3.11): without escapes.</summary>
    public string Text
    {
        get => IsChanged ? ContentText.Decode(RawValue.AsSpan()) : ContentText.Decode(_line.Span[_valueStart..]);
        set => RawValue = ContentText.Encode(value);
    }

    /// <summary>Whether the property was made or changed, so that it is written from its parts.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The parameters in their order.</summary>
    public IReadOnlyList<ContentPropertyParameter> Parameters => _parameters ??= ReadParameters();

    internal int NameLength { get; }

    /// <summary>The first value of a parameter, null where there is none.</summary>
    /// <param name="name">The name, in any letter case.</param>
    public string? GetParameter(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_parameters is null && _valueStart - _nameStart - NameLength <= 1)
        {
            return null;
        }

        foreach (ContentPropertyParameter parameter in Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return parameter.Value;
            }
        }

        return null;
    }

    /// <summary>All values of a parameter, of all places where it stands; empty where there is none.</summary>
    /// <param name="name">The name, in any letter case.</param>
    public IReadOnlyList<string> GetParameterValues(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        List<string>? values = null;
        foreach (ContentPropertyParameter parameter in Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                (values ??= []).AddRange(parameter.Values);
            }
        }

        return values ?? (IReadOnlyList<string>)[];
    }

    /// <summary>Sets a parameter to one value, in the place of the first one with its name; null takes all with its name away.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value, or null.</param>
    public void SetParameter(string name, string? value) => SetParameter(name, value is null ? [] : [value]);

    /// <summary>Sets a parameter to several values, in the place of the first one with its name; none takes all with its name away.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The values.</param>
    public void SetParameter(string name, IReadOnlyList<string> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        Change();
        int at = _parameters!.FindIndex(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        _parameters.RemoveAll(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (values.Count > 0)
        {
            _parameters.Insert(at < 0 ? _parameters.Count : at, new ContentPropertyParameter(name, [.. values]));
        }
    }

    /// <summary>Puts other parameters in the place of all.</summary>
    /// <param name="parameters">The parameters.</param>
    public void SetParameters(IEnumerable<ContentPropertyParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        List<ContentPropertyParameter> taken = [.. parameters];
        Change();
        _parameters = taken;
    }

    /// <summary>Makes a property of its own with the same name, group, parameters and value. Of one that is as it was read, so is the clone.</summary>
    public ContentProperty Clone() =>
        IsChanged ? new ContentProperty(this) : new ContentProperty(_line, new ContentRow { NameStart = (byte)_nameStart, NameLength = (byte)NameLength, ValueStart = _valueStart });

    /// <summary>Whether the name is this one, whatever the letter case.</summary>
    /// <param name="name">The name.</param>
    public bool Is(ReadOnlySpan<byte> name) =>
        _name is null ? Ascii.EqualsIgnoreCase(_line.Span.Slice(_nameStart, NameLength), name) : Ascii.EqualsIgnoreCase(name, _name);

    /// <summary>Gives the unfolded line.</summary>
    public override string ToString()
    {
        ArrayBufferWriter<byte> output = new();
        ContentLineWriter writer = new(output);
        Write(ref writer);
        return Encoding.UTF8.GetString(output.WrittenSpan).Replace("\r\n ", "", StringComparison.Ordinal).TrimEnd();
    }

    /// <summary>Writes the line.</summary>
    /// <param name="writer">Takes it.</param>
    /// <exception cref="ArgumentException">A name is none, or a value has what no content line can carry.</exception>
    public void Write(ref ContentLineWriter writer)
    {
        if (!IsChanged)
        {
            writer.WriteAsRead(_line.Span);
            return;
        }

        writer.BeginLine(Encoding.UTF8.GetBytes(Group ?? ""), Encoding.UTF8.GetBytes(Name));
        foreach (ContentPropertyParameter parameter in Parameters)
        {
            // What had no name was a type or an encoding in vCard 2.1, and a type is what others take it for.
            writer.WriteParameter(Encoding.UTF8.GetBytes(parameter.Name.Length == 0 ? "TYPE" : parameter.Name), parameter.Values, parameter.IsQuoted);
        }

        writer.EndLine(RawValue.AsSpan());
    }

    // From now on the parts count, not the line: so all of them are taken from it first.
    private void Change()
    {
        if (IsChanged)
        {
            return;
        }

        _ = Name;
        _ = Group;
        _ = RawValue;
        _parameters ??= ReadParameters();
        IsChanged = true;
    }

    private List<ContentPropertyParameter> ReadParameters()
    {
        List<ContentPropertyParameter> parameters = [];
        int start = _nameStart + NameLength + 1;
        if (start >= _valueStart)
        {
            return parameters;
        }

        foreach (ContentParameter parameter in new ContentParameterEnumerator(_line.Span[start..(_valueStart - 1)]))
        {
            List<string> values = [];
            foreach (ReadOnlySpan<byte> value in parameter.Values)
            {
                values.Add(ParameterText.Decode(value));
            }

            parameters.Add(new ContentPropertyParameter(Encoding.UTF8.GetString(parameter.Name), values));
        }

        return parameters;
    }
}
