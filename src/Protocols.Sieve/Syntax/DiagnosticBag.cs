namespace Protocols.Sieve;

/// <summary>Collects diagnostics of one script, up to a number of them.</summary>
internal sealed class DiagnosticBag(byte[] source, int length, int most)
{
    private List<SieveDiagnostic>? _diagnostics;
    private LineTable? _lines;

    public bool HasErrors { get; private set; }

    /// <summary>Whether no more is worth looking for.</summary>
    public bool IsFull { get; private set; }

    public void Error(SieveDiagnosticCode code, int start, int end, string message)
    {
        HasErrors = true;
        Add(SieveSeverity.Error, code, start, end, message);
    }

    public void Warning(SieveDiagnosticCode code, int start, int end, string message) => Add(SieveSeverity.Warning, code, start, end, message);

    /// <summary>Gives what was found in the order of the script.</summary>
    public IReadOnlyList<SieveDiagnostic> ToList() => _diagnostics is null ? [] : [.. _diagnostics.OrderBy(static d => d.Span.Offset)];

    /// <summary>Gives a stretch of the script with its line and column.</summary>
    public SieveSpan SpanOf(int start, int end)
    {
        _lines ??= LineTable.Of(source.AsSpan(0, length));
        return _lines.SpanOf(start, end);
    }

    private void Add(SieveSeverity severity, SieveDiagnosticCode code, int start, int end, string message)
    {
        _diagnostics ??= [];
        if (_diagnostics.Exists(told => told.Code == code && told.Span.Offset == start && told.Message == message))
        {
            // A string may be looked at more than once.
            return;
        }

        if (_diagnostics.Count >= most)
        {
            IsFull = true;
            return;
        }

        _diagnostics.Add(new SieveDiagnostic(severity, code, message, SpanOf(start, end)));
    }
}
