using Protocols.Storage;

namespace Protocols.Server.Tests.Sieve;

/// <summary>Scripts that can be read, and nothing more.</summary>
internal sealed class UnwritableScripts(IScriptStore inner) : IScriptStore
{
    public ValueTask<IReadOnlyList<StoredScript>> ListAsync(AccountId account, CancellationToken cancellationToken) => inner.ListAsync(account, cancellationToken);

    public ValueTask<ScriptContent?> ReadAsync(AccountId account, string name, CancellationToken cancellationToken) => inner.ReadAsync(account, name, cancellationToken);

    public ValueTask<ScriptContent?> ReadActiveAsync(AccountId account, CancellationToken cancellationToken) => inner.ReadActiveAsync(account, cancellationToken);

    public ValueTask<ScriptChangeStatus> CheckSpaceAsync(AccountId account, string name, long size, CancellationToken cancellationToken) => throw new IOException("read-only on purpose");

    public ValueTask<ScriptChangeResult> PutAsync(AccountId account, string name, ReadOnlyMemory<byte> source, CompiledScript? compiled, CancellationToken cancellationToken) => throw new IOException("read-only on purpose");

    public ValueTask<ScriptChangeResult> SetActiveAsync(AccountId account, string? name, CancellationToken cancellationToken) => throw new IOException("read-only on purpose");

    public ValueTask<ScriptChangeResult> RenameAsync(AccountId account, string name, string newName, CancellationToken cancellationToken) => throw new IOException("read-only on purpose");

    public ValueTask<ScriptChangeResult> DeleteAsync(AccountId account, string name, CancellationToken cancellationToken) => throw new IOException("read-only on purpose");

    public ValueTask<bool> KeepCompiledAsync(AccountId account, StoredScript script, CompiledScript compiled, CancellationToken cancellationToken) => throw new IOException("read-only on purpose");
}
