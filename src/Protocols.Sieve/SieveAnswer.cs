using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>What a host answers to a <see cref="SieveStep"/>.</summary>
public readonly struct SieveAnswer
{
    internal enum AnswerKind : byte
    {
        None,
        Truth,
        Text,
        Number,
        Script,
        Octets,
        Done,
        Enter,
        Leave,
        Failed,
    }

    /// <summary>It is so.</summary>
    public static SieveAnswer Yes { get; } = new() { Kind = AnswerKind.Truth, IsTrue = true };

    /// <summary>It is not so.</summary>
    public static SieveAnswer No { get; } = new() { Kind = AnswerKind.Truth };

    /// <summary>There is no such thing: no annotation, item, script or conversion.</summary>
    public static SieveAnswer None { get; } = new() { Kind = AnswerKind.None };

    /// <summary>A host's command is done.</summary>
    public static SieveAnswer Done { get; } = new() { Kind = AnswerKind.Done };

    /// <summary>A host's command is done, and so is the innermost block of a host's command that it stands in; where there is none, the script.</summary>
    public static SieveAnswer LeaveBlock { get; } = new() { Kind = AnswerKind.Leave };

    internal AnswerKind Kind { get; init; }

    internal bool IsTrue { get; init; }

    internal string? Value { get; init; }

    internal long Number { get; init; }

    internal SieveProgram? Program { get; init; }

    internal ReadOnlyMemory<byte> Data { get; init; }

    internal SieveHostAction? Action { get; init; }

    internal MimeDocument? Message { get; init; }

    internal SieveEnvelope? Envelope { get; init; }

    /// <summary>It is so, or not.</summary>
    /// <param name="isTrue">Whether it is.</param>
    public static SieveAnswer Of(bool isTrue) => isTrue ? Yes : No;

    /// <summary>A text, or none.</summary>
    /// <param name="value">The text; null for none.</param>
    public static SieveAnswer Text(string? value) => value is null ? None : new() { Kind = AnswerKind.Text, Value = value };

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    public static SieveAnswer Of(long value) => new() { Kind = AnswerKind.Number, Number = value };

    /// <summary>A script, or none.</summary>
    /// <param name="program">The script; null for none.</param>
    public static SieveAnswer Script(SieveProgram? program) => program is null ? None : new() { Kind = AnswerKind.Script, Program = program };

    /// <summary>What octets were converted to.</summary>
    /// <param name="octets">The octets.</param>
    public static SieveAnswer Octets(ReadOnlyMemory<byte> octets) => new() { Kind = AnswerKind.Octets, Data = octets };

    /// <summary>Whether the block of a host's command is to run.</summary>
    /// <param name="enter">Whether it is.</param>
    public static SieveAnswer EnterBlock(bool enter) => new() { Kind = AnswerKind.Enter, IsTrue = enter };

    /// <summary>It cannot be answered, or the command is refused: the run ends in the implicit keep.</summary>
    /// <param name="reason">Why, for the script's author.</param>
    public static SieveAnswer Failed(string reason) => new() { Kind = AnswerKind.Failed, Value = reason };

    /// <summary>Gives this answer with an action to be added to the result.</summary>
    /// <param name="action">The action.</param>
    public SieveAnswer With(SieveHostAction action) => this with { Action = action };

    /// <summary>Gives this answer, after which the run goes on with another message and envelope.</summary>
    /// <param name="message">The message; it must live as long as the run.</param>
    /// <param name="envelope">The envelope; null for the same as before.</param>
    public SieveAnswer With(MimeDocument message, SieveEnvelope? envelope = null) => this with { Message = message, Envelope = envelope };

    /// <summary>Gives this answer, after which the run goes on with another envelope.</summary>
    /// <param name="envelope">The envelope.</param>
    public SieveAnswer With(SieveEnvelope envelope) => this with { Envelope = envelope };

    /// <summary>Takes the answer to a question of yes or no.</summary>
    internal bool GetTruth() => Kind == AnswerKind.Truth ? IsTrue : throw Wrong();

    /// <summary>Takes the answer to a question for a text; null for none.</summary>
    internal string? GetText() => Kind == AnswerKind.Text ? Value : Kind == AnswerKind.None ? null : throw Wrong();

    /// <summary>Takes the answer to a question for a number; null for none.</summary>
    internal long? GetNumber() => Kind == AnswerKind.Number ? Number : Kind == AnswerKind.None ? null : throw Wrong();

    /// <summary>Takes the answer to a question for a script; null for none.</summary>
    internal SieveProgram? GetScript() => Kind == AnswerKind.Script ? Program : Kind == AnswerKind.None ? null : throw Wrong();

    /// <summary>Takes the answer to a question for octets; null for none.</summary>
    internal ReadOnlyMemory<byte>? GetOctets() => Kind == AnswerKind.Octets ? Data : Kind == AnswerKind.None ? (ReadOnlyMemory<byte>?)null : throw Wrong();

    private static InvalidOperationException Wrong() => new("The question cannot be answered so.");
}
