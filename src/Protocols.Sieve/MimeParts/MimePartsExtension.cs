namespace Protocols.Sieve;

/// <summary>RFC 5703.</summary>
internal static class MimePartsExtension
{
    public const string ForEveryPart = "foreverypart";
    public const string ExtractText = "extracttext";

    /// <summary>Tells where a script requires what is of no use by itself (RFC 5703 §8).</summary>
    /// <param name="binder">The binder.</param>
    /// <param name="node">Where the script requires <c>extracttext</c>; −1 for nowhere.</param>
    public static void CheckRequired(Binder binder, int node)
    {
        if (node >= 0 && !binder.HasIhave && !binder.IsRequired(ForEveryPart))
        {
            binder.Error(SieveDiagnosticCode.MissingRequire, node, $"\"{ExtractText}\" is of no use without \"{ForEveryPart}\", which must be required too.");
        }
    }

    public static void Register(SieveLanguage.Builder language) => language
        .Add(new ForEveryPartCommand(), new LoopStep(LoopStep.Next), new LoopStep(LoopStep.End), new BreakCommand())
        .Add(new ReplaceCommand(), new EncloseCommand(), new ExtractTextCommand())
        .AddToTest("header", MimeTags.Mime).AddToTest("header", MimeTags.AnyChild).AddToTest("header", MimeTags.Element)
        .AddToTest("address", MimeTags.Mime).AddToTest("address", MimeTags.AnyChild)
        .AddToTest("exists", MimeTags.Mime).AddToTest("exists", MimeTags.AnyChild);
}

/// <summary>The tags of <c>header</c>, <c>address</c> and <c>exists</c> (RFC 5703 §4).</summary>
internal static class MimeTags
{
    private const string Capability = "mime";

    public static SieveOption Mime { get; } = new(new SieveTag("mime", Capability: Capability));

    public static SieveOption AnyChild { get; } = new(new SieveTag("anychild", Capability: Capability));

    /// <summary>In the order of <see cref="MimeHeaderOption"/>.</summary>
    public static SieveOption Element { get; } = new(
        new SieveTag("type", Capability: Capability),
        new SieveTag("subtype", Capability: Capability),
        new SieveTag("contenttype", Capability: Capability),
        new SieveTag("param", SieveArgumentKind.Strings, Capability));

    /// <summary>Tells of tags that are nothing without <c>:mime</c>.</summary>
    public static void Check(Binder binder, BoundCall call)
    {
        if (call.Has(Mime))
        {
            return;
        }

        if (call.Has(AnyChild))
        {
            binder.Error(SieveDiagnosticCode.MissingArgument, call.Node, ":anychild needs :mime.");
        }

        if (call.ValueOf(Element, out _) is > 0 and int code)
        {
            binder.Error(SieveDiagnosticCode.MissingArgument, call.Node, $":{Element.Tags[code - 1].Name} needs :mime.");
        }
    }

    /// <summary>The parts whose header a test looks at: the first, and behind the last.</summary>
    public static (int First, int End) Parts(SieveRun run, SieveOperands operands)
    {
        int current = operands.Has(Mime) ? run.Loops.Current : 0;
        return operands.Has(AnyChild) ? (current, PartLoops.EndOf(run.Message, current)) : (current, current + 1);
    }
}
