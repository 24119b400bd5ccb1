namespace Protocols.Reports;

/// <summary>A report that was read, with what was wrong with it.</summary>
/// <typeparam name="T">The kind of report.</typeparam>
/// <param name="Status">What came of it.</param>
/// <param name="Report">The report; null unless the status is <see cref="ReportStatus.Ok"/> or <see cref="ReportStatus.Damaged"/>.</param>
/// <param name="Defects">What was wrong, in the order in which it was met, up to <see cref="ReportReadOptions.MaxDefects"/>.</param>
public sealed record ReportReading<T>(ReportStatus Status, T? Report, IReadOnlyList<ReportDefect> Defects)
    where T : class
{
    /// <summary>Gives the report, whole or in part.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public T GetReport() => Report ?? throw new FormatException($"This is no report that can be read: {Status}.");

    internal static ReportReading<T> Nothing(ReportStatus status) => new(status, null, []);
}

/// <summary>Takes down defects, up to their limit.</summary>
internal sealed class DefectLog(int most)
{
    private readonly List<ReportDefect> _defects = [];

    public IReadOnlyList<ReportDefect> Defects => _defects;

    /// <summary>Whether something was lost, even if the limit of defects kept that from being told.</summary>
    public bool HasDamage { get; private set; }

    public void Add(ReportDefectCode code, string name, long place)
    {
        HasDamage |= code is ReportDefectCode.DamagedCompression or ReportDefectCode.BrokenOff or ReportDefectCode.DepthLimit or ReportDefectCode.TagLimit or ReportDefectCode.RecordLimit;
        if (_defects.Count < most)
        {
            _defects.Add(new ReportDefect(code, name, place));
        }
    }
}
