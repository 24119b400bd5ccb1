using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>FETCH and its items.</summary>
internal static class FetchSyntax
{
    /// <summary>What an item's name is made of; '[' ends it.</summary>
    private static readonly SearchValues<byte> s_name = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789."u8);

    private static readonly FetchItem s_flags = new() { Kind = FetchItemKind.Flags };
    private static readonly FetchItem s_date = new() { Kind = FetchItemKind.InternalDate };
    private static readonly FetchItem s_size = new() { Kind = FetchItemKind.Size };
    private static readonly FetchItem s_envelope = new() { Kind = FetchItemKind.Envelope };
    private static readonly FetchItem s_body = new() { Kind = FetchItemKind.Body };
    private static readonly FetchItem s_modSeq = new() { Kind = FetchItemKind.ModSeq };

    public static bool Read(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Fetch(ref reader, tag, isUid: false, out command);

    public static bool ReadUid(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Fetch(ref reader, tag, isUid: true, out command);

    private static bool Fetch(ref ImapCommandReader reader, string tag, bool isUid, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Set(out SequenceSet? set) || !reader.Space() || !Items(ref reader, out ImmutableArray<FetchItem> items)
            || !FetchModifiers.TryRead(ref reader, isUid, out FetchModifiers modifiers) || !reader.End())
        {
            return false;
        }

        if (modifiers.ChangedSince is not null && !items.Contains(s_modSeq))
        {
            // RFC 7162 §3.1.4.1
            items = items.Add(s_modSeq);
        }

        command = new FetchCommand
        {
            Tag = tag,
            Messages = set,
            IsUid = isUid,
            Items = items,
            ChangedSince = modifiers.ChangedSince,
            WithVanished = modifiers.WithVanished,
            Partial = modifiers.Partial,
        };
        return true;
    }

    /// <summary>A macro, one item, or several in parentheses.</summary>
    public static bool Items(ref ImapCommandReader reader, out ImmutableArray<FetchItem> items)
    {
        items = [];

        // RFC 9051 §6.4.5: a macro stands alone, never in a list.
        if (reader.TryKeyword("ALL"u8))
        {
            items = [s_flags, s_date, s_size, s_envelope];
            return true;
        }

        if (reader.TryKeyword("FAST"u8))
        {
            items = [s_flags, s_date, s_size];
            return true;
        }

        if (reader.TryKeyword("FULL"u8))
        {
            items = [s_flags, s_date, s_size, s_envelope, s_body];
            return true;
        }

        if (!reader.TryTake((byte)'('))
        {
            if (!Item(ref reader, out FetchItem? only))
            {
                return false;
            }

            items = [only];
            return true;
        }

        ImmutableArray<FetchItem>.Builder builder = ImmutableArray.CreateBuilder<FetchItem>();
        do
        {
            if (!Item(ref reader, out FetchItem? item))
            {
                return false;
            }

            if (builder.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many FETCH items");
            }

            builder.Add(item);
        }
        while (reader.TryTake((byte)' '));
        items = builder.DrainToImmutable();
        return reader.Expect((byte)')');
    }

    private static bool Item(ref ImapCommandReader reader, [NotNullWhen(true)] out FetchItem? item)
    {
        item = null;
        if (!reader.TryRun(s_name, out ReadOnlySpan<byte> run))
        {
            return reader.Fail("a FETCH item is missing");
        }

        string name = Encoding.ASCII.GetString(run).ToUpperInvariant();
        bool hasSection = reader.Peek == '[';
        item = (name, hasSection) switch
        {
            ("UID", false) => new FetchItem { Kind = FetchItemKind.Uid },
            ("FLAGS", false) => s_flags,
            ("INTERNALDATE", false) => s_date,
            ("RFC822.SIZE", false) => s_size,
            ("ENVELOPE", false) => s_envelope,
            ("BODY", false) => s_body,
            ("MODSEQ", false) => s_modSeq,
            ("EMAILID", false) => new FetchItem { Kind = FetchItemKind.EmailId },
            ("THREADID", false) => new FetchItem { Kind = FetchItemKind.ThreadId },
            ("PREVIEW", false) => new FetchItem { Kind = FetchItemKind.Preview },
            ("SAVEDATE", false) => new FetchItem { Kind = FetchItemKind.SaveDate },
            ("BODYSTRUCTURE", false) => new FetchItem { Kind = FetchItemKind.BodyStructure },
            ("RFC822", false) => new FetchItem { Kind = FetchItemKind.Rfc822 },
            ("RFC822.HEADER", false) => new FetchItem { Kind = FetchItemKind.Rfc822Header, Section = new FetchSection { Text = SectionText.Header }, IsPeek = true },
            ("RFC822.TEXT", false) => new FetchItem { Kind = FetchItemKind.Rfc822Text, Section = new FetchSection { Text = SectionText.Text } },
            ("BODY", true) => new FetchItem { Kind = FetchItemKind.BodySection },
            ("BODY.PEEK", true) => new FetchItem { Kind = FetchItemKind.BodySection, IsPeek = true },
            ("BINARY", true) => new FetchItem { Kind = FetchItemKind.Binary },
            ("BINARY.PEEK", true) => new FetchItem { Kind = FetchItemKind.Binary, IsPeek = true },
            ("BINARY.SIZE", true) => new FetchItem { Kind = FetchItemKind.BinarySize, IsPeek = true },
            _ => null,
        };
        if (item is null)
        {
            return reader.Fail("a FETCH item is not known");
        }

        if (!hasSection)
        {
            return item.Kind != FetchItemKind.Preview || PreviewModifiers(ref reader, ref item);
        }

        if (!Section(ref reader, item.Kind == FetchItemKind.BodySection, out FetchSection? section))
        {
            return false;
        }

        FetchPartial? partial = null;
        if (item.Kind != FetchItemKind.BinarySize && reader.TryTake((byte)'<'))
        {
            // RFC 9051 §9, partial
            if (!reader.Number64(out long offset) || !reader.Expect((byte)'.') || !reader.Number64(out long length) || !reader.Expect((byte)'>'))
            {
                return false;
            }

            if (length == 0)
            {
                return reader.Fail("a partial FETCH asks for no octet");
            }

            partial = new FetchPartial(offset, length);
        }

        item = item with { Section = section, Partial = partial };
        return true;
    }

    // RFC 8970 §6: behind PREVIEW in a list a space may lead to the next item as well.
    private static bool PreviewModifiers(ref ImapCommandReader reader, ref FetchItem item)
    {
        if (!reader.TryTake(" ("u8))
        {
            return true;
        }

        do
        {
            if (!reader.TryKeyword("LAZY"u8))
            {
                return reader.Fail("PREVIEW knows no modifier but LAZY");
            }
        }
        while (reader.TryTake((byte)' '));
        item = item with { IsLazy = true };
        return reader.Expect((byte)')');
    }

    public static bool Section(ref ImapCommandReader reader, bool hasText, [NotNullWhen(true)] out FetchSection? section)
    {
        section = null;
        ImmutableArray<uint>.Builder part = ImmutableArray.CreateBuilder<uint>();
        if (!reader.Expect((byte)'['))
        {
            return false;
        }

        bool wantsText = true;
        while (char.IsAsciiDigit((char)reader.Peek))
        {
            if (part.Count == reader.Limits.MaxPartDepth)
            {
                return reader.Fail("a part path is too long");
            }

            if (!reader.NzNumber(out uint number))
            {
                return false;
            }

            part.Add(number);
            wantsText = reader.TryTake((byte)'.');
            if (!wantsText)
            {
                break;
            }
        }

        if (reader.TryTake((byte)']'))
        {
            section = new FetchSection { Part = part.ToImmutable() };
            return part.Count == 0 || !wantsText || reader.Fail("a section ends with a dot");
        }

        if (!hasText || !wantsText || !reader.TryRun(s_name, out ReadOnlySpan<byte> run))
        {
            return reader.Fail("a section is not known");
        }

        SectionText? text = Encoding.ASCII.GetString(run).ToUpperInvariant() switch
        {
            "HEADER" => SectionText.Header,
            "HEADER.FIELDS" => SectionText.HeaderFields,
            "HEADER.FIELDS.NOT" => SectionText.HeaderFieldsNot,
            "TEXT" => SectionText.Text,
            "MIME" when part.Count > 0 => SectionText.Mime,
            _ => null,
        };
        if (text is not { } known)
        {
            return reader.Fail("a section is not known");
        }

        ImmutableArray<string> fields = [];
        if (known is SectionText.HeaderFields or SectionText.HeaderFieldsNot && (!reader.Space() || !HeaderList(ref reader, out fields)))
        {
            return false;
        }

        section = new FetchSection { Part = part.ToImmutable(), Text = known, Fields = fields };
        return reader.Expect((byte)']');
    }

    private static bool HeaderList(ref ImapCommandReader reader, out ImmutableArray<string> fields)
    {
        fields = [];
        ImmutableArray<string>.Builder builder = ImmutableArray.CreateBuilder<string>();
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        do
        {
            if (!reader.Text(out string? field))
            {
                return false;
            }

            if (builder.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many header names");
            }

            builder.Add(field);
        }
        while (reader.TryTake((byte)' '));
        fields = builder.DrainToImmutable();
        return reader.Expect((byte)')');
    }
}
