using System.Text;

namespace Protocols.Text;

/// <summary>One parameter of a content line, as views.</summary>
public readonly ref struct ContentParameter
{
    internal ContentParameter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawValue)
    {
        Name = name;
        RawValue = rawValue;
    }

    /// <summary>The name; empty where the parameter has none, as in vCard 2.1: <c>TEL;HOME:</c>.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Everything behind the equals sign: all values, with their quotes and escapes.</summary>
    public ReadOnlySpan<byte> RawValue { get; }

    /// <summary>The values one by one: split at commas outside of quotes.</summary>
    public ContentParameterValueEnumerator Values => new(RawValue);

    /// <summary>Whether the parameter has this name, whatever the letter case.</summary>
    /// <param name="name">The name.</param>
    public bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);
}

/// <summary>Enumerates the parameters of a content line.</summary>
public ref struct ContentParameterEnumerator
{
    private ReadOnlySpan<byte> _rest;
    private bool _isOver;

    internal ContentParameterEnumerator(ReadOnlySpan<byte> parameters)
    {
        _rest = parameters;
        _isOver = parameters.IsEmpty;
    }

    /// <summary>The parameter.</summary>
    public ContentParameter Current { readonly get; private set; }

    /// <summary>This, for <c>foreach</c>.</summary>
    public readonly ContentParameterEnumerator GetEnumerator() => this;

    /// <summary>Moves to the next parameter.</summary>
    /// <returns>False where there is none.</returns>
    public bool MoveNext()
    {
        while (!_isOver)
        {
            int end = FindOutsideQuotes(_rest, (byte)';');
            ReadOnlySpan<byte> parameter = end < 0 ? _rest : _rest[..end];
            _isOver = end < 0;
            _rest = end < 0 ? default : _rest[(end + 1)..];
            if (parameter.IsEmpty)
            {
                continue;
            }

            int equals = parameter.IndexOf((byte)'=');
            Current = equals < 0 ? new ContentParameter(default, parameter) : new ContentParameter(parameter[..equals].Trim((byte)' '), parameter[(equals + 1)..]);
            return true;
        }

        return false;
    }

    // A quote that is never closed is an octet like any other.
    internal static int FindOutsideQuotes(ReadOnlySpan<byte> text, byte sought)
    {
        int i = 0;
        while (true)
        {
            int length = text[i..].IndexOfAny((byte)'"', sought);
            if (length < 0)
            {
                return -1;
            }

            i += length;
            if (text[i] == sought)
            {
                return i;
            }

            int quoted = text[(i + 1)..].IndexOf((byte)'"');
            if (quoted < 0)
            {
                length = text[(i + 1)..].IndexOf(sought);
                return length < 0 ? -1 : i + 1 + length;
            }

            i += quoted + 2;
        }
    }
}

/// <summary>Enumerates the values of a parameter, without their quotes, their escapes (RFC 6868) kept.</summary>
public ref struct ContentParameterValueEnumerator
{
    private ReadOnlySpan<byte> _rest;
    private bool _isOver;

    internal ContentParameterValueEnumerator(ReadOnlySpan<byte> rawValue) => _rest = rawValue;

    /// <summary>The value; <see cref="ParameterText.Decode"/> undoes its escapes.</summary>
    public ReadOnlySpan<byte> Current { readonly get; private set; }

    /// <summary>This, for <c>foreach</c>.</summary>
    public readonly ContentParameterValueEnumerator GetEnumerator() => this;

    /// <summary>Moves to the next value. A parameter has at least one, be it empty.</summary>
    /// <returns>False where there is none.</returns>
    public bool MoveNext()
    {
        if (_isOver)
        {
            return false;
        }

        int end = ContentParameterEnumerator.FindOutsideQuotes(_rest, (byte)',');
        ReadOnlySpan<byte> value = end < 0 ? _rest : _rest[..end];
        _isOver = end < 0;
        _rest = end < 0 ? default : _rest[(end + 1)..];
        Current = value.Length >= 2 && value[0] == (byte)'"' && value[^1] == (byte)'"' ? value[1..^1] : value;
        return true;
    }
}
