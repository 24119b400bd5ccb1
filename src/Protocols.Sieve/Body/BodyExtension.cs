namespace Protocols.Sieve;

/// <summary>RFC 5173.</summary>
internal static class BodyExtension
{
    public static void Register(SieveLanguage.Builder language) => language.Add(new BodyTest());
}

/// <summary><c>body</c>.</summary>
internal sealed class BodyTest() : SieveOperation("body", "body", isTest: true)
{
    private const int Raw = 1;
    private const int Content = 2;

    private static readonly SieveOption s_transform = new(new SieveTag("raw"), new SieveTag("content", SieveArgumentKind.Strings), new SieveTag("text"));

    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Keys()];

    public override IReadOnlyList<SieveOption> Options { get; } = [s_transform];

    public override bool TakesMatch => true;

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        BodyStrings strings = run.State<BodyState>().For(run);
        _ = operands.TryGet(s_transform, out int code, out int count, out int first);
        List<byte[]> types = [];
        for (int i = 0; code == Content && i < count; i++)
        {
            types.Add(run.OctetsOf(first + i).ToArray());
        }

        strings.Begin(code == Raw ? BodyTransform.Raw : code == Content ? BodyTransform.Content : BodyTransform.Text, types);
        long found = 0;
        while (strings.TryNext(out ReadOnlySpan<byte> value))
        {
            found++;

            // §6: no match variables are set.
            if (!operands.IsCount && run.MatchQuietly(value, 0))
            {
                return SieveOutcome.True;
            }
        }

        return operands.IsCount && operands.MatchCount(found, 0) ? SieveOutcome.True : SieveOutcome.False;
    }

    private sealed class BodyState : ISieveState
    {
        private readonly BodyStrings _strings = new();
        private int _version = -1;

        public BodyStrings For(SieveRun run)
        {
            if (_version != run.MessageVersion)
            {
                _version = run.MessageVersion;
                _strings.Reset(run.Message);
            }

            return _strings;
        }

        public void Reset()
        {
            _version = -1;
            _strings.Reset(default);
        }
    }
}
