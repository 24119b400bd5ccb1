using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Scripts in the database, and the active ones of those who got mail lately in memory.</summary>
internal sealed class SqlScriptStore(ISqlReaders database, ISqlWriter writer, AccountClocks clocks, SqliteStorageOptions options, TimeProvider time) : IScriptStore
{
    private readonly ActiveScripts _active = new();

    public async ValueTask<IReadOnlyList<StoredScript>> ListAsync(AccountId account, CancellationToken cancellationToken)
    {
        List<StoredScript> scripts = [];
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using DbDataReader row = lease.Session[ScriptStatements.All].Query(account.Value);
        while (row.Read())
        {
            scripts.Add(ScriptRows.Read(row));
        }

        return scripts;
    }

    public async ValueTask<ScriptContent?> ReadAsync(AccountId account, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
        return ScriptRows.FindByName(lease.Session, account, name) is { } script ? ScriptRows.ReadContent(lease.Session, account, script) : null;
    }

    public async ValueTask<ScriptContent?> ReadActiveAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (_active.TryFind(account, out ScriptContent? known, out long generation))
        {
            return known;
        }

        ScriptContent? found;
        using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
            found = ScriptRows.FindActive(lease.Session, account) is { } script ? ScriptRows.ReadContent(lease.Session, account, script) : null;
        }

        _active.Keep(account, found, generation);
        return found;
    }

    public async ValueTask<ScriptChangeStatus> CheckSpaceAsync(AccountId account, string name, long size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
        {
            return ScriptChangeStatus.InvalidName;
        }

        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
        return ScriptChangeSet.Open(lease.Session, account, options, time.GetUtcNow()) is { } set ? set.CheckSpace(set.Find(name), size) : ScriptChangeStatus.NoSuchAccount;
    }

    public ValueTask<ScriptChangeResult> PutAsync(AccountId account, string name, ReadOnlyMemory<byte> source, CompiledScript? compiled, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        Validate(compiled);
        return ChangeAsync(
            account,
            set =>
            {
                StoredScript? replaced = set.Find(name);
                ScriptChangeStatus status = IsName(name) ? set.CheckSpace(replaced, source.Length) : ScriptChangeStatus.InvalidName;
                if (status == ScriptChangeStatus.Done)
                {
                    set.Put(replaced, name, source, compiled);
                }

                return (status, name);
            },
            cancellationToken);
    }

    public ValueTask<ScriptChangeResult> SetActiveAsync(AccountId account, string? name, CancellationToken cancellationToken) => ChangeAsync(
        account,
        (session, set) =>
        {
            StoredScript? before = ScriptRows.FindActive(session, account);
            StoredScript? script = name is null ? null : set.Find(name);
            if (name is not null && script is null)
            {
                return (ScriptChangeStatus.NoSuchScript, null);
            }

            if (before?.Id != script?.Id)
            {
                set.Activate(before, script);
            }

            return (ScriptChangeStatus.Done, name);
        },
        cancellationToken);

    public ValueTask<ScriptChangeResult> RenameAsync(AccountId account, string name, string newName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(newName);
        return ChangeAsync(
            account,
            set =>
            {
                if (set.Find(name) is not { } script)
                {
                    return (ScriptChangeStatus.NoSuchScript, null);
                }

                if (!IsName(newName) || set.Find(newName) is not null)
                {
                    return (IsName(newName) ? ScriptChangeStatus.AlreadyExists : ScriptChangeStatus.InvalidName, name);
                }

                set.Rename(script, newName);
                return (ScriptChangeStatus.Done, newName);
            },
            cancellationToken);
    }

    public ValueTask<ScriptChangeResult> DeleteAsync(AccountId account, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ChangeAsync(
            account,
            set =>
            {
                StoredScript? script = set.Find(name);
                ScriptChangeStatus status = script is null ? ScriptChangeStatus.NoSuchScript : script.IsActive ? ScriptChangeStatus.IsActive : ScriptChangeStatus.Done;
                if (status == ScriptChangeStatus.Done)
                {
                    set.Delete(script!);
                }

                return (status, name);
            },
            cancellationToken);
    }

    public async ValueTask<bool> KeepCompiledAsync(AccountId account, StoredScript script, CompiledScript compiled, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(compiled);
        Validate(compiled);
        return await writer.WriteAsync(
            session => new Written<bool>(
                session[ScriptStatements.KeepCompiled].Execute(compiled.Version, compiled.Program.ToArray(), account.Value, script.Id.Value, script.Content.ToArray()) > 0, Keep: true),
            _ => _active.Forget(account),
            cancellationToken).ConfigureAwait(false);
    }

    private static void Validate(CompiledScript? compiled)
    {
        if (compiled is { Version.Length: 0 or > 255 })
        {
            throw new ArgumentException("A version has 1 to 255 characters.", nameof(compiled));
        }
    }

    private ValueTask<ScriptChangeResult> ChangeAsync(AccountId account, Func<ScriptChangeSet, (ScriptChangeStatus Status, string? Name)> change, CancellationToken cancellationToken) =>
        ChangeAsync(account, (_, set) => change(set), cancellationToken);

    private async ValueTask<ScriptChangeResult> ChangeAsync(
        AccountId account, Func<SqlSession, ScriptChangeSet, (ScriptChangeStatus Status, string? Name)> change, CancellationToken cancellationToken)
    {
        return await writer.WriteAsync(
            session =>
            {
                if (ScriptChangeSet.Open(session, account, options, time.GetUtcNow()) is not { } set)
                {
                    return new Written<ScriptChangeResult>(new ScriptChangeResult(ScriptChangeStatus.NoSuchAccount, null, default), Keep: false);
                }

                (ScriptChangeStatus status, string? name) = change(session, set);
                bool isDone = status == ScriptChangeStatus.Done;
                ModSeq now = isDone ? set.Save() : set.Clock;
                return new Written<ScriptChangeResult>(new ScriptChangeResult(status, name is null ? null : set.Find(name), now), isDone);
            },
            result =>
            {
                _active.Forget(account);
                clocks.Advance(account, result.ModSeq);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private bool IsName(string name)
    {
        if (name.Length == 0 || name.Length > options.Scripts.NameLength)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsControl(name[i]) || name[i] is '\u2028' or '\u2029')
            {
                return false;
            }

            if (char.IsSurrogate(name[i]) && (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
