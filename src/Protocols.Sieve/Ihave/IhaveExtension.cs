using System.Text;

namespace Protocols.Sieve;

/// <summary>RFC 5463.</summary>
internal static class IhaveExtension
{
    public const string Capability = "ihave";

    public static void Register(SieveLanguage.Builder language) => language.Add(new IhaveTest(), new ErrorCommand());
}

/// <summary><c>ihave</c> (RFC 5463 §4).</summary>
internal sealed class IhaveTest() : SieveOperation("ihave", IhaveExtension.Capability, isTest: true)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [new SieveParameter("capabilities", SieveArgumentKind.Strings) { IsConstant = true }];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands)
    {
        SieveCodeTables tables = operands.Frame.Tables;
        string[] names = operands.Texts(0);

        // Extensions that change what strings mean cannot be had so: the script has been read without them.
        bool isThere = names.All(name => tables.Language.IsAvailable(name, tables.Available)
            && (name is not (VariablesExtension.Capability or BaseLanguage.EncodedCharacter) || IsRequired(tables, name)));
        if (!isThere)
        {
            return SieveOutcome.False;
        }

        foreach (string name in names)
        {
            operands.Frame.Enable(tables.Language.NumberOf(name));
        }

        return SieveOutcome.True;
    }

    private static bool IsRequired(SieveCodeTables tables, string name) => tables.Required[tables.Language.NumberOf(name)];
}

/// <summary><c>error</c> (RFC 5463 §5).</summary>
internal sealed class ErrorCommand() : SieveOperation("error", IhaveExtension.Capability, isTest: false)
{
    public override IReadOnlyList<SieveParameter> Parameters { get; } = [SieveParameter.Text("message")];

    public override SieveOutcome Run(SieveRun run, SieveOperands operands) => run.Fail(SieveDiagnosticCode.ScriptError, Encoding.UTF8.GetString(operands.Octets(0)));
}
