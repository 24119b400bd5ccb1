using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Protocols.Sieve;

/// <summary>How large a regular expression may be.</summary>
/// <param name="MaxLength">In octets.</param>
/// <param name="MaxStates">When its intervals are written out, in characters.</param>
/// <param name="MaxNesting">How many parentheses may stand in each other.</param>
internal readonly record struct SieveRegexLimits(int MaxLength, int MaxStates, int MaxNesting)
{
    /// <summary>4,096 octets, 5,000 states and 50 parentheses.</summary>
    public static SieveRegexLimits Default => new(4096, 5000, 50);
}

/// <summary>
/// A regular expression of <c>:regex</c> (draft-ietf-sieve-regex-01), compiled once. It is searched without backtracking, so that the time is linear in the
/// value. Values are read as UTF-8; one that is none is read as an octet a character. Immutable; can be shared between threads.
/// </summary>
internal sealed class SieveRegex
{
    private const int MostOnStack = 512;

    private readonly Regex _regex;

    private SieveRegex(Regex regex) => _regex = regex;

    /// <summary>Compiles an expression.</summary>
    /// <param name="comparator">i;ascii-casemap and i;unicode-casemap let letter case not matter; i;ascii-numeric has no normalisation and is refused (§5).</param>
    /// <param name="pattern">The expression, in UTF-8.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="regex">The expression.</param>
    /// <param name="error">What is wrong, in words.</param>
    /// <param name="errorOffset">Where in the pattern, in octets.</param>
    public static bool TryCompile(
        SieveComparator comparator,
        ReadOnlySpan<byte> pattern,
        SieveRegexLimits limits,
        [NotNullWhen(true)] out SieveRegex? regex,
        [NotNullWhen(false)] out string? error,
        out int errorOffset)
    {
        regex = null;
        errorOffset = 0;
        error = !SieveComparators.Supports(comparator, SieveMatchType.Regex) ? "i;ascii-numeric cannot be used with a regular expression"
            : pattern.Length > limits.MaxLength ? $"the expression is longer than {limits.MaxLength} octets"
            : Utf8.IsValid(pattern) ? null : "the expression is not UTF-8";
        if (error is not null)
        {
            return false;
        }

        string source = Encoding.UTF8.GetString(pattern);
        RegexTranslator translator = new(source, comparator == SieveComparator.AsciiCasemap, limits);
        string? translated = translator.Translate();
        if (translated is null)
        {
            error = translator.Error ?? "the expression is wrong";
            errorOffset = Encoding.UTF8.GetByteCount(source.AsSpan(0, translator.ErrorPosition));
            return false;
        }

        RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
            | (comparator == SieveComparator.UnicodeCasemap ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            regex = new SieveRegex(new Regex(translated, options));
            return true;
        }
        catch (NotSupportedException)
        {
            // .NET has a limit of its own for what it searches without backtracking.
            error = "the expression is too large";
            return false;
        }
    }

    /// <summary>Whether the expression is found in a value.</summary>
    /// <param name="value">The value.</param>
    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        char[]? rented = value.Length > MostOnStack ? ArrayPool<char>.Shared.Rent(value.Length) : null;
        Span<char> characters = rented ?? stackalloc char[MostOnStack];
        bool isMatch = _regex.IsMatch(characters[..Decode(value, characters)]);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return isMatch;
    }

    /// <summary>Whether the expression is found in a value, and where its groups are.</summary>
    /// <param name="value">The value.</param>
    /// <param name="captures">Takes what was found and each group (§7.1); a group that took no part is empty. Without meaning where the result is false.</param>
    public bool IsMatch(ReadOnlySpan<byte> value, ref SieveCaptures captures)
    {
        bool isText = Utf8.IsValid(value);
        string text = isText ? Encoding.UTF8.GetString(value) : Encoding.Latin1.GetString(value);
        Match match = _regex.Match(text);
        if (!match.Success)
        {
            return false;
        }

        captures.Clear();
        bool isOneToOne = !isText || text.Length == value.Length;
        foreach (Group group in match.Groups)
        {
            if (!group.Success)
            {
                captures.Add(0, 0);
            }
            else if (isOneToOne)
            {
                captures.Add(group.Index, group.Length);
            }
            else
            {
                captures.Add(Encoding.UTF8.GetByteCount(text.AsSpan(0, group.Index)), Encoding.UTF8.GetByteCount(text.AsSpan(group.Index, group.Length)));
            }
        }

        return true;
    }

    private static int Decode(ReadOnlySpan<byte> value, Span<char> characters) =>
        Utf8.ToUtf16(value, characters, out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done
            ? written
            : Encoding.Latin1.GetChars(value, characters);
}
