namespace Protocols.Reports;

/// <summary>Why a report cannot be written as it is.</summary>
public enum ReportProblemCode
{
    /// <summary>Something that has to be there is not.</summary>
    Missing,

    /// <summary>A value has characters that cannot stand there, such as CR, LF or NUL.</summary>
    BadCharacter,

    /// <summary>A number or a time is not in its range, or a list has more than may be.</summary>
    OutOfRange,

    /// <summary>A value is no address, no domain, or none of those that the specification knows.</summary>
    BadValue,
}

/// <summary>What stands in the way of writing a report.</summary>
/// <param name="Code">What it is.</param>
/// <param name="Name">The element, member or field.</param>
public readonly record struct ReportProblem(ReportProblemCode Code, string Name);

/// <summary>A report was to be written that cannot be.</summary>
public sealed class ReportValueException : ArgumentException
{
    /// <summary>Makes the exception for a problem.</summary>
    /// <param name="problem">The problem.</param>
    public ReportValueException(ReportProblem problem)
        : base($"The report cannot be written: {problem.Name} ({problem.Code}).") => Problem = problem;

    /// <summary>What stands in the way.</summary>
    public ReportProblem Problem { get; }

    internal static void ThrowIf(ReportProblem? problem)
    {
        if (problem is { } found)
        {
            throw new ReportValueException(found);
        }
    }
}
