using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Protocols.MailAuth.Dkim;

namespace Protocols.MailAuth.Arc;

/// <summary>The fields of a chain, collected by their instances (RFC 8617 §5.2, steps 1 to 3).</summary>
internal sealed class ArcFields
{
    public const string Results = "ARC-Authentication-Results";
    public const string MessageSignature = "ARC-Message-Signature";
    public const string Seal = "ARC-Seal";

    public sealed class Set
    {
        public int Results { get; set; } = -1;

        public int MessageSignature { get; set; } = -1;

        public int Seal { get; set; } = -1;

        public string ResultsText { get; set; } = "";

        public string ChainStatus { get; set; } = "";

        public DkimSignature? SealSignature { get; set; }
    }

    /// <summary>The sets, the first at 0.</summary>
    public List<Set> Sets { get; } = [];

    public int Highest { get; private set; }

    public ArcReason Reason { get; private set; }

    public int Failed { get; private set; }

    public static ArcFields Collect(SignedHeader header, ArcOptions options)
    {
        ArcFields fields = new();
        SortedDictionary<int, Set> sets = [];
        foreach (string name in new[] { Results, MessageSignature, Seal })
        {
            foreach (int index in header.Find(name))
            {
                int instance = Instance(name, header.Value(index), out string rest);
                if (instance is < 1 or > ArcOptions.MostSets)
                {
                    return fields.Fail(ArcReason.MalformedField, 0);
                }

                fields.Highest = Math.Max(fields.Highest, instance);
                if (!sets.TryGetValue(instance, out Set? set))
                {
                    sets[instance] = set = new Set();
                }

                bool isFirst = name switch
                {
                    Results => set.Results < 0,
                    MessageSignature => set.MessageSignature < 0,
                    _ => set.Seal < 0,
                };
                if (!isFirst)
                {
                    return fields.Fail(ArcReason.IncompleteSet, instance);
                }

                Keep(set, name, index, rest);
            }
        }

        if (fields.Highest > options.MaxSets)
        {
            return fields.Fail(ArcReason.SetLimit, fields.Highest);
        }

        return fields.Check(sets, header);
    }

    private ArcFields Check(SortedDictionary<int, Set> sets, SignedHeader header)
    {
        for (int instance = 1; instance <= Highest; instance++)
        {
            if (!sets.TryGetValue(instance, out Set? set))
            {
                return Fail(ArcReason.InstanceGap, instance);
            }

            if (set.Results < 0 || set.MessageSignature < 0 || set.Seal < 0)
            {
                return Fail(ArcReason.IncompleteSet, instance);
            }

            if (!ReadSeal(header.Value(set.Seal), set))
            {
                return Fail(ArcReason.MalformedField, instance);
            }

            Sets.Add(set);
        }

        if (Sets.Count > 0 && Sets[^1].ChainStatus == "fail")
        {
            return Fail(ArcReason.FailedBefore, Highest);
        }

        for (int i = 0; i < Sets.Count; i++)
        {
            if (Sets[i].ChainStatus != (i == 0 ? "none" : "pass"))
            {
                return Fail(ArcReason.WrongChainStatus, i + 1);
            }
        }

        return this;
    }

    private ArcFields Fail(ArcReason reason, int instance)
    {
        Reason = reason;
        Failed = instance;
        return this;
    }

    private static void Keep(Set set, string name, int index, string rest)
    {
        switch (name)
        {
            case Results:
                set.Results = index;
                set.ResultsText = rest;
                break;
            case MessageSignature:
                set.MessageSignature = index;
                break;
            default:
                set.Seal = index;
                break;
        }
    }

    // The instance of a field: a tag like others in two of them, and what comes first in the third.
    private static int Instance(string name, ReadOnlySpan<byte> value, out string rest)
    {
        rest = "";
        if (name != Results)
        {
            return TagList.TryRead(value, out TagList tags) && tags.TryGet("i"u8, out ReadOnlySpan<byte> number) ? Number(number) : 0;
        }

        int semicolon = value.IndexOf((byte)';');
        ReadOnlySpan<byte> first = (semicolon < 0 ? value : value[..semicolon]).Trim(" \t\r\n"u8);
        int equals = first.IndexOf((byte)'=');
        if (equals < 0 || !first[..equals].TrimEnd(" \t\r\n"u8).SequenceEqual("i"u8))
        {
            return 0;
        }

        rest = semicolon < 0 ? "" : Encoding.UTF8.GetString(value[(semicolon + 1)..].Trim(" \t\r\n"u8));
        ReadOnlySpan<byte> text = first[(equals + 1)..].Trim(" \t\r\n"u8);
        int comment = text.IndexOf((byte)'(');
        return Number(comment < 0 ? text : text[..comment].TrimEnd(" \t\r\n"u8));
    }

    private static int Number(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    // RFC 8617 §4.1.3
    private static bool ReadSeal(ReadOnlySpan<byte> value, Set set)
    {
        if (!TagList.TryRead(value, out TagList tags) || tags.TryGet("h"u8, out _) || tags.TryGet("bh"u8, out _) || !tags.TryGet("cv"u8, out ReadOnlySpan<byte> status)
            || !tags.TryGet("a"u8, out ReadOnlySpan<byte> algorithm) || !tags.TryGet("d"u8, out ReadOnlySpan<byte> domain) || !tags.TryGet("s"u8, out ReadOnlySpan<byte> selector)
            || domain.IsEmpty || selector.IsEmpty || DkimSignature.ReadAlgorithm(algorithm) is not { } known)
        {
            return false;
        }

        foreach (TagList.Tag tag in tags)
        {
            if (tag.Name.SequenceEqual("b"u8) && DkimSignature.ReadBase64(tag.Value, out ImmutableArray<byte> octets))
            {
                string name = Encoding.UTF8.GetString(domain);
                set.ChainStatus = Encoding.ASCII.GetString(status).ToLowerInvariant();
                set.SealSignature = new DkimSignature
                {
                    Algorithm = known,
                    Domain = name,
                    Selector = Encoding.UTF8.GetString(selector),
                    Identity = "@" + name,
                    HeaderForm = DkimCanonicalization.Relaxed,
                    SignedFields = [],
                    BodyHash = [],
                    Signature = octets,
                    SignatureStart = tag.ValueStart,
                    SignatureEnd = tag.ValueEnd,
                };
                return true;
            }
        }

        return false;
    }
}
