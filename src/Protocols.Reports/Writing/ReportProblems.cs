namespace Protocols.Reports;

/// <summary>How the checks of reports look for the first problem.</summary>
internal static class ReportProblems
{
    public static ReportProblem? If(bool isProblem, ReportProblemCode code, string name) => isProblem ? new ReportProblem(code, name) : null;

    public static ReportProblem? First<T>(IReadOnlyList<T> items, Func<T, ReportProblem?> find)
    {
        foreach (T item in items)
        {
            if (find(item) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
