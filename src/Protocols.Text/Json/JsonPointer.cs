using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Protocols.Text;

/// <summary>
/// A JSON Pointer (RFC 6901): the way to one value inside of a JSON value, as <c>/alerts/1/offset</c>. It names members of objects by their names and
/// elements of arrays by their number; the empty pointer is the whole.
/// </summary>
public sealed class JsonPointer : IEquatable<JsonPointer>
{
    private readonly string[] _tokens;

    private JsonPointer(string[] tokens) => _tokens = tokens;

    /// <summary>The pointer to the whole value: that of no tokens.</summary>
    public static JsonPointer Root { get; } = new([]);

    /// <summary>The reference tokens, from the outermost inwards, unescaped.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>Reads a pointer.</summary>
    /// <param name="text">The pointer: empty, or tokens that each follow a <c>/</c>, where <c>~0</c> is a tilde and <c>~1</c> a slash (RFC 6901 §3).</param>
    /// <param name="pointer">The pointer.</param>
    /// <returns>Whether it was one: false where the first octet is another than <c>/</c>, or a tilde has neither 0 nor 1 behind it.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out JsonPointer? pointer)
    {
        pointer = null;
        if (text is null)
        {
            return false;
        }
        if (text.Length == 0)
        {
            pointer = Root;
            return true;
        }
        if (text[0] != '/')
        {
            return false;
        }

        var tokens = text[1..].Split('/');
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!TryUnescape(tokens[i], out var token))
            {
                return false;
            }
            tokens[i] = token;
        }
        pointer = new JsonPointer(tokens);
        return true;
    }

    /// <summary>The pointer of these tokens, which are not escaped.</summary>
    /// <param name="tokens">The tokens, from the outermost inwards.</param>
    public static JsonPointer Of(params ReadOnlySpan<string> tokens) => tokens.IsEmpty ? Root : new JsonPointer(tokens.ToArray());

    /// <summary>Writes one token as it stands in a pointer: a tilde becomes <c>~0</c>, a slash <c>~1</c> (RFC 6901 §3).</summary>
    /// <param name="token">The token.</param>
    public static string Escape(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.AsSpan().ContainsAny('~', '/') ? token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : token;
    }

    /// <summary>The pointer to a member or an element of what this one points to.</summary>
    /// <param name="token">The name of the member or the number of the element, not escaped.</param>
    public JsonPointer Append(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new JsonPointer([.. _tokens, token]);
    }

    /// <summary>Looks up the value that the pointer points to (RFC 6901 §4).</summary>
    /// <param name="root">The whole value; null is JSON's null.</param>
    /// <param name="value">The value; null where it is JSON's null.</param>
    /// <returns>Whether there is one. The number behind the last element, <c>-</c>, never is.</returns>
    public bool TryEvaluate(JsonNode? root, out JsonNode? value)
    {
        value = root;
        foreach (var token in _tokens)
        {
            switch (value)
            {
                case JsonObject members when members.TryGetPropertyValue(token, out var member):
                    value = member;
                    break;
                case JsonArray elements when TryParseIndex(token, out var index) && index < elements.Count:
                    value = elements[index];
                    break;
                default:
                    value = null;
                    return false;
            }
        }
        return true;
    }

    /// <summary>Reads the number of an element: digits, and no zero before others (RFC 6901 §4).</summary>
    /// <param name="token">The token.</param>
    /// <param name="index">The number.</param>
    public static bool TryParseIndex(ReadOnlySpan<char> token, out int index)
    {
        index = 0;
        if (token.IsEmpty || token.Length > 9 || (token[0] == '0' && token.Length > 1))
        {
            return false;
        }
        foreach (var c in token)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
            index = (index * 10) + (c - '0');
        }
        return true;
    }

    /// <summary>Whether the other begins with all the tokens of this one; true, too, where both are equal.</summary>
    /// <param name="other">The other.</param>
    public bool IsPrefixOf(JsonPointer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other._tokens.AsSpan().StartsWith(_tokens);
    }

    /// <inheritdoc/>
    public bool Equals(JsonPointer? other) => other is not null && _tokens.AsSpan().SequenceEqual(other._tokens);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JsonPointer);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var token in _tokens)
        {
            hash.Add(token, StringComparer.Ordinal);
        }
        return hash.ToHashCode();
    }

    /// <summary>The pointer as it is written, escaped.</summary>
    public override string ToString() => string.Concat(_tokens.Select(static token => "/" + Escape(token)));

    private static bool TryUnescape(string token, [NotNullWhen(true)] out string? unescaped)
    {
        unescaped = token;
        for (var at = token.IndexOf('~', StringComparison.Ordinal); at >= 0; at = token.IndexOf('~', at + 1))
        {
            if (at + 1 == token.Length || token[at + 1] is not ('0' or '1'))
            {
                unescaped = null;
                return false;
            }
        }

        // In this order: "~01" is a tilde and a one (RFC 6901 §4).
        unescaped = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return true;
    }
}
