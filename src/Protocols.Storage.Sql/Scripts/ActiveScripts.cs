namespace Protocols.Storage.Sql;

/// <summary>
/// The active scripts that were asked for lately; that an account has none is kept as well. What was read before a change is never kept after it.
/// </summary>
internal sealed class ActiveScripts
{
    private const int MostAccounts = 10_000;
    private const long MostOctets = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<AccountId, ScriptContent?> _scripts = [];
    private long _generation;
    private long _octets;

    public bool TryFind(AccountId account, out ScriptContent? script, out long generation)
    {
        lock (_lock)
        {
            generation = _generation;
            return _scripts.TryGetValue(account, out script);
        }
    }

    public void Keep(AccountId account, ScriptContent? script, long generation)
    {
        lock (_lock)
        {
            if (generation != _generation)
            {
                return;
            }

            if (_scripts.Count >= MostAccounts || _octets > MostOctets)
            {
                _scripts.Clear();
                _octets = 0;
            }

            if (_scripts.TryAdd(account, script))
            {
                _octets += Octets(script);
            }
        }
    }

    public void Forget(AccountId account)
    {
        lock (_lock)
        {
            _generation++;
            if (_scripts.Remove(account, out ScriptContent? script))
            {
                _octets -= Octets(script);
            }
        }
    }

    private static long Octets(ScriptContent? script) => script is null ? 0 : script.Source.Length + (script.Compiled?.Program.Length ?? 0);
}
