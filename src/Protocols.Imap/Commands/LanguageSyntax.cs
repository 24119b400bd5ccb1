using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>LANGUAGE (RFC 5255 §3.5).</summary>
internal static class LanguageSyntax
{
    private const int MaxRangeLength = 100;

    public static bool Read(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ImmutableArray<string>.Builder ranges = ImmutableArray.CreateBuilder<string>();
        while (!reader.IsAtEnd)
        {
            if (!reader.Space() || !reader.AString(out ReadOnlySpan<byte> range))
            {
                return false;
            }

            if (ranges.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many languages");
            }

            if (range.Length is 0 or > MaxRangeLength || range.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            {
                return reader.Fail("that is no language");
            }

            ranges.Add(Encoding.ASCII.GetString(range));
        }

        command = new LanguageCommand { Tag = tag, Ranges = ranges.DrainToImmutable() };
        return true;
    }
}
