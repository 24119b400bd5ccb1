using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>GETMETADATA, SETMETADATA (RFC 5464 §5).</summary>
internal static class MetadataSyntax
{
    public static bool ReadGet(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        MetadataDepth depth = MetadataDepth.Zero;
        long? maxSize = null;
        if (!reader.Space())
        {
            return false;
        }

        // RFC 5464 §5 has the options before the mailbox, and the examples of §4.2 behind it.
        bool hasOptions = reader.Peek == '(';
        if (hasOptions && (!ReadOptions(ref reader, ref depth, ref maxSize) || !reader.Space()))
        {
            return false;
        }

        if (!reader.Mailbox(out string? mailbox) || !reader.Space())
        {
            return false;
        }

        bool isList = reader.TryTake((byte)'(');
        if (isList && !hasOptions && reader.Peek is not ((byte)'/' or (byte)'"' or (byte)'{'))
        {
            if (!ReadOptionsInside(ref reader, ref depth, ref maxSize) || !reader.Space())
            {
                return false;
            }

            isList = reader.TryTake((byte)'(');
        }

        ImmutableArray<string>.Builder entries = ImmutableArray.CreateBuilder<string>();
        do
        {
            if (!ReadEntry(ref reader, entries.Count, out string? entry))
            {
                return false;
            }

            entries.Add(entry);
        }
        while (isList && reader.TryTake((byte)' '));
        if ((isList && !reader.Expect((byte)')')) || !reader.End())
        {
            return false;
        }

        command = new GetMetadataCommand { Tag = tag, Mailbox = mailbox, Entries = entries.DrainToImmutable(), Depth = depth, MaxSize = maxSize };
        return true;
    }

    public static bool ReadSet(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Mailbox(out string? mailbox) || !reader.Space() || !reader.Expect((byte)'('))
        {
            return false;
        }

        ImmutableArray<KeyValuePair<string, ReadOnlyMemory<byte>?>>.Builder values = ImmutableArray.CreateBuilder<KeyValuePair<string, ReadOnlyMemory<byte>?>>();
        do
        {
            if (!ReadEntry(ref reader, values.Count, out string? entry) || !reader.Space() || !reader.NString8(out ReadOnlySpan<byte> value, out bool isNil))
            {
                return false;
            }

            values.Add(new(entry, isNil ? null : (ReadOnlyMemory<byte>?)value.ToArray()));
        }
        while (reader.TryTake((byte)' '));
        if (!reader.Expect((byte)')') || !reader.End())
        {
            return false;
        }

        command = new SetMetadataCommand { Tag = tag, Mailbox = mailbox, Values = values.DrainToImmutable() };
        return true;
    }

    private static bool ReadOptions(ref ImapCommandReader reader, ref MetadataDepth depth, ref long? maxSize) =>
        reader.Expect((byte)'(') && ReadOptionsInside(ref reader, ref depth, ref maxSize);

    private static bool ReadOptionsInside(ref ImapCommandReader reader, ref MetadataDepth depth, ref long? maxSize)
    {
        do
        {
            if (reader.TryKeyword("MAXSIZE"u8))
            {
                if (!reader.Space() || !reader.Number64(out long size))
                {
                    return false;
                }

                maxSize = size;
            }
            else if (reader.TryKeyword("DEPTH"u8))
            {
                if (!reader.Space() || !reader.Keyword(out string? word))
                {
                    return false;
                }

                switch (word)
                {
                    case "0":
                        depth = MetadataDepth.Zero;
                        break;
                    case "1":
                        depth = MetadataDepth.One;
                        break;
                    case "INFINITY":
                        depth = MetadataDepth.Infinity;
                        break;
                    default:
                        return reader.Fail("a depth is 0, 1 or infinity");
                }
            }
            else
            {
                return reader.Fail("a GETMETADATA option is not known");
            }
        }
        while (reader.TryTake((byte)' '));
        return reader.Expect((byte)')');
    }

    private static bool ReadEntry(ref ImapCommandReader reader, int count, [NotNullWhen(true)] out string? entry)
    {
        entry = null;
        if (count == reader.Limits.MaxListItems)
        {
            return reader.Fail("there are too many entries");
        }

        if (!reader.AString(out ReadOnlySpan<byte> value))
        {
            return false;
        }

        // RFC 5464 §3.2: names that cannot be are answered BAD, and case does not matter.
        string name = Encoding.ASCII.GetString(value).ToLowerInvariant();
        bool isPlain = !value.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) && !value.ContainsAny((byte)'*', (byte)'%');
        bool isScoped = name.StartsWith("/private/", StringComparison.Ordinal) || name.StartsWith("/shared/", StringComparison.Ordinal);
        if (!isPlain || !isScoped || name.EndsWith('/') || name.Contains("//", StringComparison.Ordinal))
        {
            return reader.Fail("that cannot be the name of an entry");
        }

        entry = name;
        return true;
    }
}
