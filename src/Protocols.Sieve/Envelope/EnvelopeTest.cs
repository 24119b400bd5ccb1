using System.Globalization;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary><c>envelope</c> (RFC 5228 §5.4), with the parts of RFC 6009 §4 and §5.</summary>
internal sealed class EnvelopeTest() : SieveOperation("envelope", "envelope", isTest: true)
{
    private static readonly (string Name, string? Capability, bool IsAddress)[] s_parts =
    [
        ("from", null, true),
        ("to", null, true),
        ("auth", null, false),
        ("orig_to", null, true),
        ("notify", "envelope-dsn", false),
        ("orcpt", "envelope-dsn", false),
        ("ret", "envelope-dsn", false),
        ("envid", "envelope-dsn", false),
        ("bytimeabsolute", "envelope-deliverby", false),
        ("bytimerelative", "envelope-deliverby", false),
        ("bymode", "envelope-deliverby", false),
        ("bytrace", "envelope-deliverby", false),
    ];

    /// <summary>The zone of <c>bytimeabsolute</c> (RFC 6009 §5).</summary>
    public static SieveOption Zone { get; } = new(new SieveTag("zone", SieveArgumentKind.String, "envelope-deliverby"));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Texts("parts"), SieveParameter.Keys()];

    public override bool TakesMatch => true;

    public override bool TakesAddressPart => true;

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => ListQuestion.Resume(run, operands, TaggedTests.Keys, answer);

    public override void Check(Binder binder, BoundCall call)
    {
        ListExtension.Check(binder, call, TaggedTests.Keys);
        NodeRange parts = binder.StringsOf(call.Positions[0]);
        for (int part = parts.First; part < parts.End; part++)
        {
            ReadOnlySpan<byte> name = binder.Decode(part, out bool hasVariables);
            int found = hasVariables ? 0 : Find(name);
            if (found < 0)
            {
                // "implementations SHOULD consider unknown envelope parts an error"
                binder.Error(SieveDiagnosticCode.InvalidArgument, part, $"The envelope has no part \"{Binder.Shown(name)}\".");
                continue;
            }

            _ = binder.CheckCapability(s_parts[found].Capability, part);
            if (call.PartNode >= 0 && !s_parts[found].IsAddress)
            {
                // RFC 6009 §4
                binder.Error(SieveDiagnosticCode.ConflictingTags, call.PartNode, $"\"{s_parts[found].Name}\" is no address, which could have parts.");
            }
        }

        if (call.ValueOf(Zone, out int zone) != 0 && !SieveDate.TryParseZone(binder.Decode(zone, out bool isTemplate), out _) && !isTemplate)
        {
            binder.Error(SieveDiagnosticCode.InvalidArgument, zone, "A zone must be as +0200 or -0530 is.");
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        if (run.Options.ImapEvent is not null)
        {
            // RFC 6785 §4.6
            return ImapEventsExtension.Refuse(run, Name);
        }

        long count = 0;
        ListQuestion? question = operands.Has(ListExtension.List) ? ListQuestion.Begin(run) : null;
        for (int i = 0; i < operands.Count(0); i++)
        {
            int part = Find(operands.OctetsAt(0, i));
            if (part < 0)
            {
                return run.Fail(SieveDiagnosticCode.InvalidArgument, $"The envelope has no part \"{Binder.Shown(operands.OctetsAt(0, i))}\".");
            }

            if (s_parts[part].Capability is { } capability && !operands.Frame.IsEnabled(operands.Frame.Tables.Language.NumberOf(capability)))
            {
                return run.Fail(SieveDiagnosticCode.Unavailable, $"\"{s_parts[part].Name}\" needs the extension \"{capability}\".");
            }

            if (s_parts[part].IsAddress ? TestAddress(run, operands, s_parts[part].Name, ref count) : TestText(run, operands, s_parts[part].Name, ref count))
            {
                return SieveOutcome.True;
            }
        }

        if (question is not null)
        {
            return question.Ask(run, operands, TaggedTests.Keys);
        }

        return operands.IsCount && operands.MatchCount(count, 1) ? SieveOutcome.True : SieveOutcome.False;
    }

    // Values for a list are gathered, and asked about together.
    private static bool Match(SieveRun run, SieveOperands operands, ReadOnlySpan<byte> value)
    {
        if (operands.Has(ListExtension.List))
        {
            run.State<ListQuestion>().Add(value);
            return false;
        }

        return operands.Match(value, TaggedTests.Keys);
    }

    private static int Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < s_parts.Length; i++)
        {
            if (s_parts[i].Name.Length == name.Length && Ascii.EqualsIgnoreCase(name, s_parts[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool TestAddress(SieveRun run, SieveOperands operands, string name, ref long count)
    {
        SieveEnvelope envelope = run.Envelope;
        string? address = name switch
        {
            "from" => envelope.From ?? "",
            "to" => envelope.To,
            _ => envelope.OriginalTo ?? envelope.To,
        };
        if (address is null)
        {
            return false;
        }

        if (operands.IsCount)
        {
            // RFC 5231 §4.2
            count += address.Length == 0 ? 0 : 1;
            return false;
        }

        Span<byte> small = stackalloc byte[512];
        ReadOnlySpan<byte> octets = Encoding.UTF8.TryGetBytes(address, small, out int length) ? small[..length] : Encoding.UTF8.GetBytes(address);
        octets = WithoutRoute(octets);
        int at = octets.LastIndexOf((byte)'@');
        SieveAddressPart part = operands.Instruction.Part;

        // "The null reverse-path is matched against as the empty string, regardless of the ADDRESS-PART argument specified."
        if (part == SieveAddressPart.All || octets.IsEmpty)
        {
            return Match(run, operands, octets);
        }

        if (at <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> value = part == SieveAddressPart.Domain ? octets[(at + 1)..] : Unquoted(octets[..at]);
        return run.TryCut(part, ref value) && Match(run, operands, value);
    }

    // "All tests against envelopes MUST drop source routes."
    private static ReadOnlySpan<byte> WithoutRoute(ReadOnlySpan<byte> address) =>
        address.StartsWith("@"u8) && address.IndexOf((byte)':') is > 0 and int colon ? address[(colon + 1)..] : address;

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> local)
    {
        if (!local.StartsWith("\""u8))
        {
            return local;
        }

        foreach (Address address in new AddressList([.. local, .. "@x"u8]))
        {
            return Encoding.UTF8.GetBytes(address.GetLocalPart());
        }

        return local;
    }

    private static bool TestText(SieveRun run, SieveOperands operands, string name, ref long count)
    {
        SieveEnvelope envelope = run.Envelope;
        if (name == "notify")
        {
            bool isFound = false;
            foreach (string value in envelope.Notify ?? [])
            {
                count++;
                isFound |= !operands.IsCount && Match(run, operands, Encoding.UTF8.GetBytes(value));
            }

            return isFound;
        }

        string? text = name switch
        {
            "auth" => envelope.AuthenticatedAs,
            "orcpt" => envelope.OriginalRecipient,
            "ret" => envelope.Return,
            "envid" => envelope.EnvelopeId,
            "bytimerelative" => envelope.DeliverBy?.Seconds.ToString(CultureInfo.InvariantCulture),
            "bymode" => envelope.DeliverBy is { } by ? by.IsReturn ? "return" : "notify" : null,
            "bytrace" => envelope.DeliverBy is { } by ? by.IsTraced ? "trace" : "" : null,
            _ => envelope.DeliverBy is { } by ? Absolute(run, operands, by.Seconds) : null,
        };
        count += text is null ? 0 : 1;
        return text is not null && !operands.IsCount && Match(run, operands, Encoding.UTF8.GetBytes(text));
    }

    // RFC 6009 §5
    private static string Absolute(SieveRun run, SieveOperands operands, long seconds)
    {
        DateTimeOffset time = run.Now.AddSeconds(Math.Clamp(seconds, -999_999_999, 999_999_999));
        SieveDate date = operands.Text(Zone) is { } zone && SieveDate.TryParseZone(Encoding.UTF8.GetBytes(zone), out int offset)
            ? SieveDate.In(time, offset)
            : SieveDate.In(time, run.Options.LocalZone);
        Span<byte> text = stackalloc byte[SieveDate.MaxLength];
        return Encoding.ASCII.GetString(text[..date.Format(SieveDatePart.Iso8601, text)]);
    }
}
