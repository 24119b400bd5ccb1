using System.Collections.Frozen;
using System.Text;

namespace Protocols.Sieve;

/// <summary><c>header</c> (RFC 5228 §5.7).</summary>
internal sealed class HeaderTest() : SieveOperation("header", null, isTest: true)
{
    public override SieveCode Code => SieveCode.Header;

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Headers(), SieveParameter.Keys()];

    public override bool TakesMatch => true;

    public override void Check(Binder binder, BoundCall call) => TaggedTests.Check(binder, call);

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => TaggedTests.Header(run, operands);

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => ListQuestion.Resume(run, operands, TaggedTests.Keys, answer);
}

/// <summary><c>exists</c> (RFC 5228 §5.5).</summary>
internal sealed class ExistsTest() : SieveOperation("exists", null, isTest: true)
{
    public override SieveCode Code => SieveCode.Exists;

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Headers()];

    public override void Check(Binder binder, BoundCall call) => TaggedTests.Check(binder, call);

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => TaggedTests.Exists(run, operands);
}

/// <summary><c>address</c> (RFC 5228 §5.1).</summary>
internal sealed class AddressTest() : SieveOperation("address", null, isTest: true)
{
    // "MUST restrict the address test to headers that contain addresses": those of RFC 5322, and others with an address-list in use.
    private static readonly FrozenSet<string> s_addressFields = FrozenSet.ToFrozenSet(
    [
        "from", "to", "cc", "bcc", "sender", "reply-to", "resent-from", "resent-to", "resent-cc", "resent-bcc", "resent-sender", "resent-reply-to",
        "return-path", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-envelope-from", "errors-to", "return-receipt-to",
        "disposition-notification-to", "apparently-to", "mail-followup-to", "mail-reply-to", "approved", "for-approval", "for-handling", "for-comment",
        "x-beenthere", "x-rcpt-to", "abuse-reports-to", "x-complaints-to", "x-report-abuse-to", "x-admin", "original-recipient", "original-from", "x-forwarded-to", "x-forwarded-for",
        "x-original-from", "read-receipt-to", "x-confirm-reading-to", "return-receipt-requested", "registered-mail-reply-requested-by",
    ], StringComparer.OrdinalIgnoreCase);

    public override SieveCode Code => SieveCode.Address;

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Headers(), SieveParameter.Keys()];

    public override bool TakesMatch => true;

    public override bool TakesAddressPart => true;

    /// <summary>Whether a field has addresses.</summary>
    public static bool HasAddresses(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[64];
        return name.Length <= text.Length && Encoding.Latin1.TryGetChars(name, text, out int length)
            && s_addressFields.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..length]);
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => TaggedTests.Address(run, operands);

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => ListQuestion.Resume(run, operands, TaggedTests.Keys, answer);

    public override void Check(Binder binder, BoundCall call)
    {
        TaggedTests.Check(binder, call);
        if (call.Has(MimeTags.Mime))
        {
            // RFC 5703 §4.2: any field of a part.
            return;
        }

        NodeRange names = binder.StringsOf(call.Positions[0]);
        for (int name = names.First; name < names.End; name++)
        {
            ReadOnlySpan<byte> value = binder.Decode(name, out bool hasVariables);
            if (!hasVariables && !HasAddresses(value))
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, name, $"\"{Binder.Shown(value)}\" is no header field with addresses.");
            }
        }
    }
}

/// <summary><c>size</c> (RFC 5228 §5.9).</summary>
internal sealed class SizeTest() : SieveOperation("size", null, isTest: true)
{
    /// <summary>The code of <c>:over</c>.</summary>
    public const int Over = 1;

    private static readonly SieveOption s_side = new(new SieveTag("over"), new SieveTag("under"));

    public override SieveCode Code => SieveCode.Size;

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Number("limit")];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_side];

    public override void Check(Binder binder, BoundCall call)
    {
        if (!call.Has(s_side))
        {
            binder.Error(SieveDiagnosticCode.MissingArgument, call.Node, "\"size\" lacks :over or :under.");
        }
    }
}
