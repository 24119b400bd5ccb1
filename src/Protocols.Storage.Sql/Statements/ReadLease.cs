namespace Protocols.Storage.Sql;

/// <summary>A session on loan for one read.</summary>
internal readonly struct ReadLease(ISqlReaders owner, SqlSession session) : IDisposable
{
    public SqlSession Session { get; } = session;

    /// <summary>Makes all reads until the end of the snapshot see one state.</summary>
    public Snapshot BeginSnapshot()
    {
        Session[TransactionStatements.Begin].Execute();
        return new Snapshot(Session);
    }

    public void Dispose() => owner.Return(Session);

    /// <summary>The span in which a session sees one state.</summary>
    internal readonly struct Snapshot(SqlSession session) : IDisposable
    {
        public void Dispose() => session[TransactionStatements.End].Execute();
    }
}
