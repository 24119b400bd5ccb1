using System.Text;

namespace Protocols.Sieve;

/// <summary>RFC 6134: the match type <c>:list</c> and the test <c>valid_ext_list</c>. <c>redirect :list</c> stands with the other tags of redirect.</summary>
internal static class ListExtension
{
    /// <summary><c>:list</c> in the place of a match type (§2.2).</summary>
    public static SieveOption List { get; } = new(new SieveTag("list", Capability: "extlists"));

    public static void Register(SieveLanguage.Builder language) => language
        .Add(new ValidListTest())
        .AddToTest("header", List).AddToTest("address", List).AddToTest("envelope", List).AddToTest("string", List)
        .AddToTest("date", List).AddToTest("currentdate", List);

    /// <summary>Tells where another match type or a comparator is given with it (§2.2), and of names that are none.</summary>
    /// <param name="binder">The binder.</param>
    /// <param name="call">The test.</param>
    /// <param name="keys">The position of the names.</param>
    public static void Check(Binder binder, BoundCall call, int keys)
    {
        if (!call.Has(List))
        {
            return;
        }

        if (call.MatchNode >= 0 || call.ComparatorNode >= 0)
        {
            binder.Error(SieveDiagnosticCode.ConflictingTags, call.Node, ":list cannot be used together with a comparator or another match type.");
        }

        NodeRange names = binder.StringsOf(call.Positions[keys]);
        for (int name = names.First; name < names.End; name++)
        {
            string text = Encoding.UTF8.GetString(binder.Decode(name, out bool hasVariables));
            if (!hasVariables && !ExternalListName.TryExpand(text, out _))
            {
                binder.Error(SieveDiagnosticCode.InvalidArgument, name, NameProblem(text));
            }
        }
    }

    public static string NameProblem(string name) => $"\"{name}\" is no name of a list: one is a URI, or begins with a colon.";
}

/// <summary>
/// Asks the host whether any of several values is in any of the lists (RFC 6134 §2.2): value by value, until one is. A test gathers its values anew each time that
/// it goes on, which is cheaper than to keep them in a run that asks nothing.
/// </summary>
internal sealed class ListQuestion : ISieveState
{
    private readonly List<byte[]> _values = [];

    /// <summary>Begins to gather.</summary>
    public static ListQuestion Begin(SieveRun run)
    {
        ListQuestion question = run.State<ListQuestion>();
        question._values.Clear();
        return question;
    }

    /// <summary>Adds a value, without white space at its ends.</summary>
    public void Add(ReadOnlySpan<byte> value) => _values.Add(value.Trim(" \t\r\n"u8).ToArray());

    /// <summary>Asks the first question.</summary>
    /// <param name="run">The run.</param>
    /// <param name="operands">The test.</param>
    /// <param name="keys">The position of the names.</param>
    public SieveOutcome Ask(SieveRun run, SieveOperands operands, int keys) => Ask(run, operands, keys, 0);

    /// <summary>Goes on with an answer.</summary>
    /// <param name="run">The run.</param>
    /// <param name="operands">The test.</param>
    /// <param name="keys">The position of the names.</param>
    /// <param name="answer">The answer.</param>
    public static SieveOutcome Resume(SieveRun run, SieveOperands operands, int keys, in SieveAnswer answer)
    {
        ListQuestion question = run.State<ListQuestion>();
        int place = run.Progress;
        if (!answer.GetTruth())
        {
            return question.Ask(run, operands, keys, place);
        }

        // §2.2: ${0} is what matched.
        run.SetMatch(question._values[(place - 1) / operands.Count(keys)]);
        return SieveOutcome.True;
    }

    /// <inheritdoc/>
    public void Reset() => _values.Clear();

    private SieveOutcome Ask(SieveRun run, SieveOperands operands, int keys, int place)
    {
        int lists = operands.Count(keys);
        if (place >= _values.Count * lists)
        {
            return SieveOutcome.False;
        }

        string name = operands.TextAt(keys, place % lists);
        if (!ExternalListName.TryExpand(name, out string full))
        {
            return run.Fail(SieveDiagnosticCode.InvalidArgument, ListExtension.NameProblem(name));
        }

        run.Progress = place + 1;
        return run.Ask(new SieveStep { Kind = SieveStepKind.ListContains, Name = full, Detail = Encoding.UTF8.GetString(_values[place / lists]) });
    }
}

/// <summary><c>valid_ext_list</c> (RFC 6134 §2.7).</summary>
internal sealed class ValidListTest() : SieveOperation("valid_ext_list", "extlists", isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Texts("lists")];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => Go(run, operands, 0);

    public override SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) =>
        answer.GetTruth() ? Go(run, operands, run.Progress) : SieveOutcome.False;

    private static SieveOutcome Go(SieveRun run, SieveOperands operands, int place)
    {
        if (place >= operands.Count(0))
        {
            return SieveOutcome.True;
        }

        if (!ExternalListName.TryExpand(operands.TextAt(0, place), out string full))
        {
            return SieveOutcome.False;
        }

        run.Progress = place + 1;
        return run.Ask(new SieveStep { Kind = SieveStepKind.ListExists, Name = full });
    }
}
