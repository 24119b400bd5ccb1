namespace Protocols.Smtp;

/// <summary>Walks the parameters of MAIL and RCPT (RFC 5321 §4.1.2, esmtp-param).</summary>
/// <param name="text">What follows the path.</param>
public ref struct SmtpParameterReader(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The parameter's keyword.</summary>
    public ReadOnlySpan<byte> Keyword { get; private set; }

    /// <summary>The parameter's value; empty where there is none.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether there is an equals sign.</summary>
    public bool HasValue { get; private set; }

    /// <summary>Whether what was read so far is of the grammar.</summary>
    public bool IsWellFormed { get; private set; } = true;

    /// <summary>Moves to the next parameter.</summary>
    /// <returns>False at the end, or at the first that is not of the grammar.</returns>
    public bool Read()
    {
        if (_rest.IsEmpty || !IsWellFormed)
        {
            return false;
        }

        if (_rest[0] != ' ')
        {
            IsWellFormed = false;
            return false;
        }

        _rest = _rest.TrimStart((byte)' ');
        if (_rest.IsEmpty)
        {
            return false;
        }

        int end = _rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> parameter = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[end..];
        int equals = parameter.IndexOf((byte)'=');
        HasValue = equals >= 0;
        Keyword = HasValue ? parameter[..equals] : parameter;
        Value = HasValue ? parameter[(equals + 1)..] : default;
        IsWellFormed = SmtpGrammar.IsKeyword(Keyword) && (!HasValue || IsValue(Value));
        return IsWellFormed;
    }

    private static bool IsValue(ReadOnlySpan<byte> value)
    {
        // esmtp-value = 1*(%d33-60 / %d62-126), and UTF-8 beyond (RFC 6531 §3.4).
        foreach (byte b in value)
        {
            if (b is <= 0x20 or (byte)'=' or 0x7F)
            {
                return false;
            }
        }

        return !value.IsEmpty;
    }
}
