using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>A change to an account's scripts while it is applied, on the writer's thread: the account's clock, what its scripts come to, and which is active.</summary>
internal sealed class ScriptChangeSet
{
    private readonly SqlSession _session;
    private readonly AccountId _account;
    private readonly AccountChangeSet _changes;
    private readonly ScriptLimits _limits;
    private long _next = 1;
    private long _scripts;
    private long _octets;
    private long? _active;

    private ScriptChangeSet(SqlSession session, AccountId account, AccountChangeSet changes, ScriptLimits limits)
    {
        (_session, _account, _changes, _limits) = (session, account, changes, limits);
        using DbDataReader row = session[ScriptStatements.State].Query(account.Value);
        if (row.Read())
        {
            _next = row.GetInt64(0);
            _scripts = row.GetInt64(1);
            _octets = row.GetInt64(2);
            _active = row.IsDBNull(3) ? null : row.GetInt64(3);
        }
    }

    public static ScriptChangeSet? Open(SqlSession session, AccountId account, SqliteStorageOptions options, DateTimeOffset now) =>
        AccountChangeSet.Open(session, account, MailWriting.OfNoMessages(options.Limits), now) is { } changes ? new ScriptChangeSet(session, account, changes, options.Scripts) : null;

    public StoredScript? Find(string name) => ScriptRows.FindByName(_session, _account, name);

    /// <summary>What keeps a script of this size from its place, or nothing.</summary>
    public ScriptChangeStatus CheckSpace(StoredScript? replaced, long size) =>
        size > _limits.ScriptSize ? ScriptChangeStatus.TooLarge
        : replaced is null && _scripts >= _limits.Scripts ? ScriptChangeStatus.TooManyScripts
        : _octets - (replaced?.Size ?? 0) + size > _limits.TotalSize ? ScriptChangeStatus.TooLargeTogether
        : ScriptChangeStatus.Done;

    public void Put(StoredScript? replaced, string name, ReadOnlyMemory<byte> source, CompiledScript? compiled)
    {
        long id = replaced?.Id.Value ?? _next++;
        _scripts += replaced is null ? 1 : 0;
        _octets += source.Length - (replaced?.Size ?? 0);
        byte[] octets = source.ToArray();
        Write(id, name, BlobId.Of(octets), octets.Length);
        _session[ScriptStatements.PutContent].Execute(_account.Value, id, octets, compiled?.Version, compiled?.Program.ToArray());
        _changes.Log(ChangedType.Script, id, replaced is null ? ChangeOperation.Created : ChangeOperation.Updated);
    }

    public void Rename(StoredScript script, string name)
    {
        Write(script.Id.Value, name, script.Content, script.Size);
        _changes.Log(ChangedType.Script, script.Id.Value, ChangeOperation.Updated);
    }

    /// <summary>Makes a script the active one, or none; both that change are noted.</summary>
    public void Activate(StoredScript? before, StoredScript? script)
    {
        foreach (StoredScript changed in new[] { before, script }.OfType<StoredScript>())
        {
            Write(changed.Id.Value, changed.Name, changed.Content, changed.Size);
            _changes.Log(ChangedType.Script, changed.Id.Value, ChangeOperation.Updated);
        }

        _active = script?.Id.Value;
    }

    public void Delete(StoredScript script)
    {
        _session[ScriptStatements.Delete].Execute(_account.Value, script.Id.Value);
        _session[ScriptStatements.DeleteContent].Execute(_account.Value, script.Id.Value);
        _scripts--;
        _octets -= script.Size;
        _changes.Log(ChangedType.Script, script.Id.Value, ChangeOperation.Destroyed);
    }

    /// <summary>Writes the counters and the log.</summary>
    /// <returns>The account's clock after it.</returns>
    public ModSeq Save()
    {
        _session[ScriptStatements.SetState].Execute(_account.Value, _next, _scripts, _octets, _active);
        return _changes.Save();
    }

    /// <summary>The account's clock before it.</summary>
    public ModSeq Clock => new(_changes.ModSeq - 1);

    private void Write(long id, string name, BlobId content, long size) =>
        _session[ScriptStatements.Put].Execute(_account.Value, id, name, content.ToArray(), size, _changes.ModSeq);
}
