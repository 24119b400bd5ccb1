namespace Protocols.Storage.Sql;

/// <summary>What an account's scripts may grow to. Passing a limit is told by <see cref="ScriptChangeResult.Status"/>.</summary>
public sealed record ScriptLimits
{
    /// <summary>The most scripts of an account, from 1; beyond it <see cref="ScriptChangeStatus.TooManyScripts"/>. Default 100.</summary>
    public int Scripts { get; init => field = Check.Range(value, 1, 100_000); } = 100;

    /// <summary>The largest script in octets, from 1; beyond it <see cref="ScriptChangeStatus.TooLarge"/>. Default 1 MiB.</summary>
    public int ScriptSize { get; init => field = Check.Range(value, 1, 64 * 1024 * 1024); } = 1024 * 1024;

    /// <summary>All scripts of an account together in octets, from 1; beyond it <see cref="ScriptChangeStatus.TooLargeTogether"/>. Default 8 MiB.</summary>
    public long TotalSize { get; init => field = Check.Range(value, 1, long.MaxValue); } = 8 * 1024 * 1024;

    /// <summary>The longest name of a script in UTF-16 units, 256 to 10,000; beyond it <see cref="ScriptChangeStatus.InvalidName"/>. Default 512.</summary>
    public int NameLength { get; init => field = Check.Range(value, 256, 10_000); } = 512;

    /// <summary>How many keys an account's scripts remember (<see cref="ISieveMemory"/>), from 1; beyond it those that expire first are forgotten. Default 10,000.</summary>
    public int Memories { get; init => field = Check.Range(value, 1, 1_000_000); } = 10_000;
}
