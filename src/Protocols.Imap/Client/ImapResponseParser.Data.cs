using System.Collections.Immutable;

namespace Protocols.Imap.Client;

/// <content>Responses that are a word and values.</content>
internal static partial class ImapResponseParser
{
    private static ImapResponse? Data(ref ImapResponseReader reader, string word, bool isUtf8)
    {
        if (!reader.Values(out List<ImapValue> values))
        {
            return null;
        }

        ImapValue first = values.Count > 0 ? values[0] : ImapValue.Nil;
        switch (word)
        {
            case "CAPABILITY" or "ENABLED":
                return new ImapCapabilityResponse(Words(values), word == "ENABLED");
            case "FLAGS" when first.Kind == ImapValueKind.List:
                return new ImapFlagsResponse(Words(first.Items));
            case "SEARCH" or "SORT":
                return Search(values, word == "SORT");
            case "ESEARCH":
                return ESearch(values, isUtf8);
            case "THREAD":
                return values.TrueForAll(static v => v.Kind == ImapValueKind.List) ? new ImapThreadResponse([.. values.Select(static v => Thread(v.Items, 0))]) : null;
            case "LIST" or "LSUB" or "XLIST" when values.Count >= 3 && first.Kind == ImapValueKind.List:
                return List(values, word == "LSUB", isUtf8);
            case "STATUS" when values.Count >= 2 && first.Mailbox(isUtf8) is { } mailbox && values[1].Kind == ImapValueKind.List:
                return Status(mailbox, values[1]);
            case "VANISHED":
                bool isEarlier = first.Kind == ImapValueKind.List;
                return values.Count == (isEarlier ? 2 : 1) && Set(values[^1]) is { } uids ? new ImapVanishedResponse(isEarlier, uids) : null;
            case "NAMESPACE" when values.Count >= 3:
                return new ImapNamespaceResponse(Namespaces(values[0], isUtf8), Namespaces(values[1], isUtf8), Namespaces(values[2], isUtf8));
            case "QUOTA" when values.Count >= 2 && first.Text is { } root:
                return new ImapQuotaResponse(root, Resources(values[1]));
            case "QUOTAROOT" when first.Mailbox(isUtf8) is { } mailbox:
                return new ImapQuotaRootResponse(mailbox, Words(values.Skip(1)));
            case "ACL" or "MYRIGHTS" or "LISTRIGHTS" when first.Mailbox(isUtf8) is { } mailbox:
                return Acl(word, mailbox, values);
            case "METADATA" or "ANNOTATION" when values.Count >= 2 && first.Mailbox(isUtf8) is { } mailbox:
                return Metadata(mailbox, values);
            case "ID" when values.Count == 1:
                return new ImapIdResponse(Pairs(first));
            default:
                return null;
        }
    }

    private static ImapSearchResponse? Search(List<ImapValue> values, bool isSort)
    {
        long? modSeq = null;
        if (values.Count > 0 && values[^1] is { Kind: ImapValueKind.List } last)
        {
            modSeq = last[0].Word == "MODSEQ" ? last[1].Number : null;
            values.RemoveAt(values.Count - 1);
        }

        ImmutableArray<uint>.Builder numbers = ImmutableArray.CreateBuilder<uint>(values.Count);
        foreach (ImapValue value in values)
        {
            if (value.Number is not (> 0 and <= uint.MaxValue))
            {
                return null;
            }

            numbers.Add((uint)value.Number);
        }

        return new ImapSearchResponse(numbers.DrainToImmutable(), modSeq, isSort);
    }

    private static ImapESearchResponse ESearch(List<ImapValue> values, bool isUtf8)
    {
        ImapESearchResponse response = new();
        int i = 0;
        if (values.Count > 0 && values[0] is { Kind: ImapValueKind.List } correlator)
        {
            for (int c = 0; c + 1 < correlator.Items.Count; c += 2)
            {
                ImapValue value = correlator[c + 1];
                response = correlator[c].Word switch
                {
                    "TAG" => response with { Tag = value.Text },
                    "MAILBOX" => response with { Mailbox = value.Mailbox(isUtf8) },
                    "UIDVALIDITY" => response with { UidValidity = value.Number },
                    _ => response,
                };
            }

            i++;
        }

        if (i < values.Count && values[i].Word == "UID")
        {
            response = response with { IsUid = true };
            i++;
        }

        List<string> others = [];
        List<ImapResultChange> changes = [];
        for (; i + 1 < values.Count; i += 2)
        {
            ImapValue value = values[i + 1];
            switch (values[i].Word)
            {
                case "MIN":
                    response = response with { Min = value.Number };
                    break;
                case "MAX":
                    response = response with { Max = value.Number };
                    break;
                case "COUNT":
                    response = response with { Count = value.Number };
                    break;
                case "ALL":
                    response = response with { All = Set(value) };
                    break;
                case "MODSEQ":
                    response = response with { ModSeq = value.Number };
                    break;
                case "PARTIAL":
                    response = response with { PartialRange = value[0].Text, Partial = Set(value[1]) };
                    break;
                case "RELEVANCY":
                    response = response with { Relevancy = [.. value.Items.Select(static v => (uint)Math.Min(v.Number ?? 0, uint.MaxValue))] };
                    break;
                case "ADDTO" or "REMOVEFROM":
                    Changes(values[i].Word == "ADDTO", value, changes);
                    break;
                case { } other:
                    others.Add(other);
                    break;
            }
        }

        return response with { Others = [.. others], Changes = [.. changes] };
    }

    private static void Changes(bool isAdded, ImapValue value, List<ImapResultChange> changes)
    {
        for (int i = 0; i + 1 < value.Items.Count; i += 2)
        {
            if (value[i].Number is { } place and <= uint.MaxValue && Set(value[i + 1]) is { } messages)
            {
                changes.Add(new ImapResultChange(isAdded, (uint)place, messages));
            }
        }
    }

    // A thread is a line of messages, each the answer to the one before it, and at its end perhaps several threads (RFC 5256 §4).
    private static ImapThread Thread(List<ImapValue> items, int from)
    {
        int end = from;
        while (end < items.Count && items[end].Kind != ImapValueKind.List)
        {
            end++;
        }

        ImmutableArray<ImapThread> children = [.. items.Skip(end).Where(static v => v.Kind == ImapValueKind.List).Select(static v => Thread(v.Items, 0))];
        if (end == from)
        {
            return new ImapThread(null, children);
        }

        for (int i = end - 1; i > from; i--)
        {
            children = [new ImapThread((uint?)items[i].Number, children)];
        }

        return new ImapThread((uint?)items[from].Number, children);
    }

    private static ImapListResponse? List(List<ImapValue> values, bool isLsub, bool isUtf8)
    {
        if (values[2].Mailbox(isUtf8) is not { } mailbox)
        {
            return null;
        }

        ImapListResponse response = new(Words(values[0].Items), Separator(values[1]), mailbox, isLsub);
        if (values.Count > 3)
        {
            for (int i = 0; i + 1 < values[3].Items.Count; i += 2)
            {
                ImapValue value = values[3].Items[i + 1];
                response = values[3].Items[i].Text?.ToUpperInvariant() switch
                {
                    "CHILDINFO" => response with { ChildInfo = Words(value.Items) },
                    "OLDNAME" => response with { OldName = value[0].Mailbox(isUtf8) },
                    _ => response,
                };
            }
        }

        return response;
    }

    private static char? Separator(ImapValue value) => value.Text is [var c, ..] ? c : null;

    private static ImapMailboxStatusResponse Status(string mailbox, ImapValue items)
    {
        ImmutableSortedDictionary<string, long>.Builder numbers = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        string? id = null;
        for (int i = 0; i + 1 < items.Items.Count; i += 2)
        {
            if (items.Items[i].Word is not { } name)
            {
                continue;
            }

            if (items.Items[i + 1].Number is { } number)
            {
                numbers[name] = number;
            }
            else if (name == "MAILBOXID")
            {
                id = items.Items[i + 1][0].Text;
            }
        }

        return new ImapMailboxStatusResponse(mailbox, numbers.ToImmutable(), id);
    }

    private static ImmutableArray<ImapNamespace> Namespaces(ImapValue value, bool isUtf8) =>
        [.. value.Items.Where(static v => v.Kind == ImapValueKind.List).Select(v => new ImapNamespace(v[0].Mailbox(isUtf8) ?? "", Separator(v[1])))];

    private static ImmutableArray<ImapQuotaResource> Resources(ImapValue value)
    {
        ImmutableArray<ImapQuotaResource>.Builder resources = ImmutableArray.CreateBuilder<ImapQuotaResource>();
        for (int i = 0; i + 2 < value.Items.Count; i += 3)
        {
            resources.Add(new ImapQuotaResource(value.Items[i].Word ?? "", value.Items[i + 1].Number ?? 0, value.Items[i + 2].Number ?? 0));
        }

        return resources.DrainToImmutable();
    }

    private static ImapAclResponse Acl(string kind, string mailbox, List<ImapValue> values)
    {
        string[] words = [.. values.Skip(1).Select(static v => v.Text ?? "")];
        ImmutableArray<KeyValuePair<string, string>>.Builder entries = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        switch (kind)
        {
            case "MYRIGHTS":
                entries.Add(new("", words.Length > 0 ? words[0] : ""));
                break;
            case "LISTRIGHTS":
                entries.AddRange(words.Skip(1).Select(rights => new KeyValuePair<string, string>(words[0], rights)));
                break;
            default:
                for (int i = 0; i + 1 < words.Length; i += 2)
                {
                    entries.Add(new(words[i], words[i + 1]));
                }

                break;
        }

        return new ImapAclResponse(kind, mailbox, entries.DrainToImmutable());
    }

    private static ImapMetadataResponse Metadata(string mailbox, List<ImapValue> values) =>
        values[1].Kind == ImapValueKind.List
            ? new ImapMetadataResponse(mailbox, Pairs(values[1]))
            : new ImapMetadataResponse(mailbox, [.. values.Skip(1).Select(static v => new KeyValuePair<string, string?>(v.Text ?? "", null))]);

    private static ImmutableArray<KeyValuePair<string, string?>> Pairs(ImapValue value)
    {
        ImmutableArray<KeyValuePair<string, string?>>.Builder pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, string?>>();
        for (int i = 0; i + 1 < value.Items.Count; i += 2)
        {
            pairs.Add(new(value.Items[i].Text ?? "", value.Items[i + 1].Text));
        }

        return pairs.DrainToImmutable();
    }
}
