namespace Protocols.Storage.Sql;

/// <summary>
/// Removes emails that no entry shows any more, and takes their links to content. A piece goes with the change set that took the last entry;
/// what is more than that goes with the next ones and with a sweep, so that a large expunge keeps nobody waiting.
/// </summary>
internal static class UnlinkedEmails
{
    public static void Remove(SqlSession session, long account, DateTimeOffset now)
    {
        session[BlobStatements.UnlinkEmails].Execute(now.ToUnixTimeMilliseconds(), account);
        session[EntryStatements.DeleteUnlinkedOutlines].Execute(account);
        session[EmailKeyStatements.NoteRemovals].Execute(account);
        session[EmailKeyStatements.DeleteUnlinkedMarks].Execute(account);
        session[EmailKeyStatements.DeleteUnlinkedKeys].Execute(account);
        session[EntryStatements.DeleteUnlinkedEmails].Execute(account);
    }
}
