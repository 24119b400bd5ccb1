
namespace Protocols.Sieve;

/// <summary>What came of running an instruction.</summary>
internal enum SieveOutcome : byte
{
    /// <summary>A test that does not hold; a command that is done.</summary>
    False,

    /// <summary>A test that holds.</summary>
    True,

    /// <summary>A command that goes on at the instruction's target.</summary>
    Jump,

    /// <summary>The run has a question: <see cref="SieveOperation.Resume"/> is called with the answer.</summary>
    Ask,

    /// <summary>The run has another instruction to go on with, which the operation has set: another script, or the same again.</summary>
    Moved,

    /// <summary>The script ends here.</summary>
    Stop,

    /// <summary>The run ended in an error, which has been told by <see cref="SieveRun.Fail"/>.</summary>
    Failed,
}

/// <summary>
/// One command or test of the language: what it takes, how it is compiled, and what it does. It has no state of its own; the state of a run is kept by the run
/// (<see cref="SieveRun.State{T}"/>). An extension is a file with such classes, which <see cref="SieveLanguage"/> registers.
/// </summary>
internal abstract class SieveOperation(string name, string? capability, bool isTest)
{
    public string Name { get; } = name;

    public byte[] Octets { get; } = System.Text.Encoding.ASCII.GetBytes(name);

    /// <summary>What must be required to use it; null for what RFC 5228 wants always there.</summary>
    public string? Capability { get; } = capability;

    public bool IsTest { get; } = isTest;

    /// <summary>The name that traces have for it.</summary>
    public virtual string TraceName => Name;

    /// <summary>What a run does at its instructions.</summary>
    public virtual SieveCode Code => IsTest ? SieveCode.Test : SieveCode.Command;

    public virtual IReadOnlyList<SieveParameter> Parameters => [];

    /// <summary>The tags, besides those of matching and of address parts. Extensions add theirs by <see cref="SieveLanguage"/>.</summary>
    public virtual IReadOnlyList<SieveOption> Options => [];

    /// <summary>Whether the match types and <c>:comparator</c> are taken (RFC 5228 §2.7).</summary>
    public virtual bool TakesMatch => false;

    /// <summary>Whether the parts of addresses are taken (RFC 5228 §2.7.4).</summary>
    public virtual bool TakesAddressPart => false;

    public virtual SieveTests Tests => SieveTests.None;

    public virtual bool HasBlock => false;

    /// <summary>Looks at the arguments when the script is compiled, and tells of what cannot be.</summary>
    public virtual void Check(Binder binder, BoundCall call)
    {
    }

    /// <summary>Makes the instructions of a command.</summary>
    public virtual void Emit(Binder binder, BoundCall call) => binder.EmitCall(this, call);

    /// <summary>Makes the instructions of a test: those that jump to a label where the outcome is as wanted, and go on behind themselves else.</summary>
    public virtual void EmitTest(Binder binder, BoundCall call, bool jumpWhen, int label) => binder.EmitCall(this, call, jumpWhen, label);

    /// <summary>Does it. Not called where <see cref="Emit"/> makes no instruction of this operation.</summary>
    public virtual SieveOutcome Run(SieveRun run, SieveOperands operands) => throw new InvalidOperationException($"'{Name}' is not run.");

    /// <summary>Goes on with the answer to the question that <see cref="Run"/> or this method asked.</summary>
    public virtual SieveOutcome Resume(SieveRun run, SieveOperands operands, in SieveAnswer answer) => throw new InvalidOperationException($"'{Name}' asks nothing.");
}
