using System.Collections.Immutable;

namespace Protocols.Imap.Client;

/// <content>FETCH (RFC 9051 §7.5.2).</content>
internal static partial class ImapResponseParser
{
    /// <summary>
    /// The literal that a FETCH response is about to give, if what came so far ends with the name of an item whose value is content: that is streamed.
    /// </summary>
    public static bool TryFetchLiteral(ReadOnlySpan<byte> source, ImapClientLimits limits, IReadOnlyDictionary<int, long> streamed, long length, out ImapLiteral literal)
    {
        literal = default;
        ImapResponseReader reader = new(source, limits, streamed);
        if (!reader.Number(out uint number))
        {
            return false;
        }

        reader.Spaces();
        string word = reader.Word();
        reader.Spaces();
        if (word is not ("FETCH" or "UIDFETCH") || !reader.TryTake((byte)'('))
        {
            return false;
        }

        uint? uid = word == "UIDFETCH" ? number : null;
        while (true)
        {
            reader.Spaces();
            if (!reader.ItemName(out string name))
            {
                return false;
            }

            reader.Spaces();
            if (reader.IsAtEnd)
            {
                literal = new ImapLiteral(number, uid, name, length);
                return IsContent(name);
            }

            if (!reader.TryValue(0, out ImapValue value))
            {
                return false;
            }

            uid = name.Equals("UID", StringComparison.OrdinalIgnoreCase) ? (uint?)value.Number : uid;
        }
    }

    private static bool IsContent(string name) =>
        name.Contains('[', StringComparison.Ordinal)
        || name.Equals("RFC822", StringComparison.OrdinalIgnoreCase)
        || name.Equals("RFC822.HEADER", StringComparison.OrdinalIgnoreCase)
        || name.Equals("RFC822.TEXT", StringComparison.OrdinalIgnoreCase);

    private static ImapFetchResponse? Fetch(ref ImapResponseReader reader, uint number, bool isUid)
    {
        reader.Spaces();
        if (!reader.TryTake((byte)'('))
        {
            return null;
        }

        ImapFetchResponse response = new() { Number = isUid ? 0 : number, Uid = isUid ? number : null };
        ImmutableArray<ImapSection>.Builder sections = ImmutableArray.CreateBuilder<ImapSection>();
        ImmutableSortedDictionary<string, string>.Builder others = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (true)
        {
            reader.Spaces();
            if (reader.TryTake((byte)')'))
            {
                return response with { Sections = sections.DrainToImmutable(), Others = others.ToImmutable() };
            }

            if (!reader.ItemName(out string name))
            {
                return null;
            }

            reader.Spaces();
            if (!reader.TryValue(0, out ImapValue value))
            {
                return null;
            }

            string upper = name.ToUpperInvariant();
            if (IsContent(name) && !upper.StartsWith("BINARY.SIZE", StringComparison.Ordinal))
            {
                sections.Add(new ImapSection(
                    name,
                    value.Kind is ImapValueKind.String or ImapValueKind.Atom ? (ReadOnlyMemory<byte>?)value.Bytes : null,
                    value.Kind == ImapValueKind.Streamed ? value.Length : null));
                continue;
            }

            response = Item(response, upper, value, others);
        }
    }

    private static ImapFetchResponse Item(ImapFetchResponse response, string name, ImapValue value, ImmutableSortedDictionary<string, string>.Builder others)
    {
        switch (name)
        {
            case "UID":
                return response with { Uid = (uint?)value.Number };
            case "FLAGS":
                return response with { Flags = Words(value.Items) };
            case "INTERNALDATE":
                return response with { InternalDate = value.Text };
            case "RFC822.SIZE":
                return response with { Size = value.Number };
            case "MODSEQ":
                return response with { ModSeq = value[0].Number };
            case "ENVELOPE":
                return response with { Envelope = Envelope(value) };
            case "BODY" or "BODYSTRUCTURE":
                return response with { BodyStructure = Structure(value) };
            default:
                if ((value.Text ?? value[0].Text) is { } text)
                {
                    others[name] = text;
                }

                return response;
        }
    }

    private static ImapEnvelope? Envelope(ImapValue value) => value.Kind != ImapValueKind.List ? null : new ImapEnvelope
    {
        Date = value[0].Text,
        Subject = value[1].Text,
        From = Addresses(value[2]),
        Sender = Addresses(value[3]),
        ReplyTo = Addresses(value[4]),
        To = Addresses(value[5]),
        Cc = Addresses(value[6]),
        Bcc = Addresses(value[7]),
        InReplyTo = value[8].Text,
        MessageId = value[9].Text,
    };

    private static ImmutableArray<ImapAddress> Addresses(ImapValue value) =>
        [.. value.Items.Where(static v => v.Kind == ImapValueKind.List).Select(static v => new ImapAddress(v[0].Text, v[1].Text, v[2].Text, v[3].Text))];

    // The depth of lists has been bounded already.
    private static ImapBodyStructure? Structure(ImapValue value)
    {
        if (value.Kind != ImapValueKind.List)
        {
            return null;
        }

        if (value[0].Kind == ImapValueKind.List)
        {
            return Multipart(value);
        }

        ImapBodyStructure part = new()
        {
            Type = value[0].Text ?? "",
            Subtype = value[1].Text ?? "",
            Parameters = Parameters(value[2]),
            Id = value[3].Text,
            Description = value[4].Text,
            Encoding = value[5].Text,
            Size = value[6].Number ?? 0,
        };
        int extensions = 7;
        if (part.Type.Equals("TEXT", StringComparison.OrdinalIgnoreCase))
        {
            part = part with { Lines = value[7].Number };
            extensions = 8;
        }
        else if (part.Type.Equals("MESSAGE", StringComparison.OrdinalIgnoreCase) && value[8].Kind == ImapValueKind.List)
        {
            part = part with { Envelope = Envelope(value[7]), Parts = Structure(value[8]) is { } body ? [body] : [], Lines = value[9].Number };
            extensions = 10;
        }

        return Extended(part with { Md5 = value[extensions].Text }, value, extensions + 1);
    }

    private static ImapBodyStructure Multipart(ImapValue value)
    {
        int count = 0;
        while (value[count].Kind == ImapValueKind.List)
        {
            count++;
        }

        ImapBodyStructure whole = new()
        {
            Type = "multipart",
            Subtype = value[count].Text ?? "",
            Parts = [.. value.Items.Take(count).Select(Structure).OfType<ImapBodyStructure>()],
            Parameters = Parameters(value[count + 1]),
        };
        return Extended(whole, value, count + 2);
    }

    private static ImapBodyStructure Extended(ImapBodyStructure part, ImapValue value, int at)
    {
        ImapValue language = value[at + 1];
        return part with
        {
            Disposition = value[at][0].Text,
            DispositionParameters = Parameters(value[at][1]),
            Languages = language.Kind == ImapValueKind.List ? Words(language.Items) : language.Text is { } one ? [one] : [],
            Location = value[at + 2].Text,
        };
    }

    private static ImmutableArray<KeyValuePair<string, string>> Parameters(ImapValue value) =>
        [.. Pairs(value).Select(static p => new KeyValuePair<string, string>(p.Key, p.Value ?? ""))];
}
