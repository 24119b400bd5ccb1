using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>RFC 6558: <c>convert</c>, a command that is a test as well.</summary>
internal static class ConvertExtension
{
    public static void Register(SieveLanguage.Builder language) => language.Add(new ConvertOperation(isTest: false), new ConvertOperation(isTest: true));
}

/// <summary><c>convert</c>.</summary>
internal sealed class ConvertOperation(bool isTest) : SieveOperation("convert", "convert", isTest)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } =
        [SieveParameter.Text("media type"), SieveParameter.Text("new media type"), SieveParameter.Texts("parameters")];

    public override void Check(Binder binder, BoundCall call)
    {
        for (int i = 0; i < 2; i++)
        {
            string type = Encoding.UTF8.GetString(binder.Decode(call.Positions[i], out bool hasVariables));
            if (!hasVariables && !(i == 0 ? ConversionParts.IsMediaType(type) : ConversionParts.IsSimple(type)))
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, call.Positions[i], $"\"{type}\" is no media type {(i == 0 ? "of parts" : "that parts can be converted to")}.");
            }
        }

        NodeRange parameters = binder.StringsOf(call.Positions[2]);
        for (int node = parameters.First; node < parameters.End; node++)
        {
            string parameter = Encoding.UTF8.GetString(binder.Decode(node, out bool hasVariables));
            if (!hasVariables && !ConversionParts.IsParameter(parameter))
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, node, $"\"{parameter}\" is no parameter: one is a name, an equals sign and a value.");
            }
        }
    }

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        string from = operands.Text(0);
        string to = operands.Text(1);
        if (!ConversionParts.IsMediaType(from) || !ConversionParts.IsSimple(to) || !operands.Texts(2).All(ConversionParts.IsParameter))
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, "\"convert\" takes two media types and parameters with a name and a value.");
        }

        ConversionState state = run.State<ConversionState>();
        PartLoops loops = run.Loops;
        state.Parts = ConversionParts.Find(run.Message, from, loops.Depth == 0 ? -1 : loops.Current);
        state.Contents.Clear();
        run.TraceValue($"{from} {to}");
        return Go(run, operands, state);
    }

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer)
    {
        ConversionState state = run.State<ConversionState>();
        if (answer.GetOctets() is not { } content)
        {
            // §2: all or nothing, and no error.
            return SieveOutcome.False;
        }

        state.Contents.Add(content);
        return Go(run, operands, state);
    }

    private SieveOutcome Go(SieveRun run, SieveOperands operands, ConversionState state)
    {
        int next = state.Contents.Count;
        if (next < state.Parts.Count)
        {
            MimePart part = run.Message.GetPart(state.Parts[next]);
            ArrayBufferWriter<byte> content = new(Math.Max(part.BodyLength, 1));
            part.DecodeBody(content);
            return run.Ask(new SieveStep { Kind = SieveStepKind.Convert, Name = operands.Text(0), Detail = operands.Text(1), Items = operands.Texts(2), Data = content.WrittenMemory });
        }

        for (int i = 0; i < state.Parts.Count; i++)
        {
            run.BeginEdit().Convert(state.Parts[i], MimeEntity.OfContent(operands.Text(1), state.Contents[i].Span));
            run.EndEdit();
        }

        state.Reset();
        return IsTest ? SieveOutcome.True : SieveOutcome.False;
    }

    private sealed class ConversionState : ISieveState
    {
        public List<int> Parts { get; set; } = [];

        public List<ReadOnlyMemory<byte>> Contents { get; } = [];

        public void Reset()
        {
            Parts = [];
            Contents.Clear();
        }
    }
}
