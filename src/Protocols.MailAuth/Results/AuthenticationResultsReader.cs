using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace Protocols.MailAuth.Results;

/// <summary>Reads Authentication-Results (RFC 8601 §2.2).</summary>
internal ref struct AuthenticationResultsReader
{
    private static readonly SearchValues<byte> s_tokenEnds = SearchValues.Create(" \t\r\n()<>@,;:\\\"/[]?="u8);
    private static readonly SearchValues<byte> s_valueEnds = SearchValues.Create(" \t\r\n();\""u8);

    private FieldLexer _lexer;

    public static bool Read(ReadOnlySpan<byte> value, out AuthenticationResults? field)
    {
        AuthenticationResultsReader reader = new() { _lexer = new FieldLexer(value) };
        return reader.ReadField(out field);
    }

    private bool ReadField(out AuthenticationResults? field)
    {
        field = null;
        _lexer.SkipComments();
        string id = ReadValue();
        if (id.Length == 0)
        {
            return false;
        }

        field = new AuthenticationResults(id);
        _lexer.SkipComments();
        if (char.IsAsciiDigit((char)_lexer.Next))
        {
            if (!int.TryParse(ReadToken(), NumberStyles.None, CultureInfo.InvariantCulture, out int version))
            {
                return false;
            }

            field = field with { Version = version };
            _lexer.SkipComments();
        }

        ImmutableArray<AuthenticationResult>.Builder results = ImmutableArray.CreateBuilder<AuthenticationResult>();
        bool isWhole = true;
        while (isWhole && _lexer.Take((byte)';'))
        {
            _lexer.SkipComments();
            if (_lexer.AtEnd)
            {
                break;
            }

            isWhole = ReadResult(results);
        }

        field = field with { Results = results.ToImmutable() };
        return isWhole && _lexer.AtEnd;
    }

    private bool ReadResult(ImmutableArray<AuthenticationResult>.Builder results)
    {
        string method = ReadToken();
        _lexer.SkipComments();
        int version = 1;
        if (_lexer.Take((byte)'/'))
        {
            _lexer.SkipComments();
            if (!int.TryParse(ReadToken(), NumberStyles.None, CultureInfo.InvariantCulture, out version))
            {
                return false;
            }

            _lexer.SkipComments();
        }

        if (method.Equals("none", StringComparison.OrdinalIgnoreCase) && results.Count == 0 && _lexer.Next != (byte)'=')
        {
            return true;
        }

        if (method.Length == 0 || !_lexer.Take((byte)'='))
        {
            return false;
        }

        _lexer.SkipComments();
        string verdict = ReadToken();
        if (verdict.Length == 0)
        {
            return false;
        }

        _lexer.SkipComments(out string comment);
        string reason = "";
        ImmutableArray<AuthenticationProperty>.Builder properties = ImmutableArray.CreateBuilder<AuthenticationProperty>();
        bool isWhole = true;
        while (isWhole && !_lexer.AtEnd && _lexer.Next != (byte)';')
        {
            isWhole = ReadProperty(properties, ref reason);
        }

        results.Add(new AuthenticationResult(method.ToLowerInvariant(), verdict.ToLowerInvariant()) { MethodVersion = version, Reason = reason, Comment = comment, Properties = properties.ToImmutable() });
        return isWhole;
    }

    private bool ReadProperty(ImmutableArray<AuthenticationProperty>.Builder properties, ref string reason)
    {
        // A token may have dots in it, and a dot may have comments on both sides.
        string name = ReadToken();
        _lexer.SkipComments();
        if (_lexer.Take((byte)'.'))
        {
            _lexer.SkipComments();
            name += "." + ReadToken();
            _lexer.SkipComments();
        }

        if (name.EndsWith('.'))
        {
            name += ReadToken();
            _lexer.SkipComments();
        }

        if (name.Length == 0 || !_lexer.Take((byte)'='))
        {
            return false;
        }

        _lexer.SkipComments();
        string value = ReadPropertyValue();
        _lexer.SkipComments();
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && dot < name.Length - 1)
        {
            properties.Add(new AuthenticationProperty(name[..dot].ToLowerInvariant(), name[(dot + 1)..].ToLowerInvariant(), value));
            return true;
        }

        reason = name.Equals("reason", StringComparison.OrdinalIgnoreCase) ? value : reason;
        return dot < 0;
    }

    // value / [ [ local-part ] "@" ] domain-name: programs write all kinds of things here, up to white space or a semicolon.
    private string ReadPropertyValue()
    {
        if (_lexer.Next != (byte)'"')
        {
            return _lexer.Until(s_valueEnds);
        }

        string quoted = _lexer.Quoted();
        return _lexer.Next == (byte)'@' ? quoted + _lexer.Until(s_valueEnds) : quoted;
    }

    private string ReadValue() => _lexer.Next == (byte)'"' ? _lexer.Quoted() : _lexer.Until(s_valueEnds);

    private string ReadToken() => _lexer.Until(s_tokenEnds);
}
