using System.Collections.Concurrent;

namespace Protocols.Storage;

/// <summary>
/// Counts attempts to log in that failed, in this process, and tells when there were too many: then no password is looked at any more until the window has
/// passed. One is shared by all servers that the same users log in to. Safe for use by any number of threads.
/// </summary>
/// <param name="options">How many may fail.</param>
/// <param name="time">The clock.</param>
public sealed class LoginThrottle(LoginThrottleOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Address, string User), Tally> _tallies = new();

    /// <summary>Whether an attempt may be made.</summary>
    /// <param name="address">Where it comes from; empty where that is not known.</param>
    /// <param name="userName">The name given.</param>
    public bool Allows(string address, string userName)
    {
        string user = AddressText.Fold(userName);
        return Count(address, user) < options.MaxFailuresPerAddressAndUser
            && (address.Length == 0 || Count(address, "") < options.MaxFailuresPerAddress)
            && Count("", user) < options.MaxFailuresPerUser;
    }

    /// <summary>Counts an attempt that failed.</summary>
    /// <param name="address">Where it came from; empty where that is not known.</param>
    /// <param name="userName">The name given.</param>
    public void Failed(string address, string userName)
    {
        string user = AddressText.Fold(userName);
        MakeRoom();
        Add(address, user);
        if (address.Length > 0)
        {
            Add(address, "");
            Add("", user);
        }
    }

    /// <summary>Forgets the failures of a user from an address, who has logged in now.</summary>
    /// <param name="address">Where from; empty where that is not known.</param>
    /// <param name="userName">The name given.</param>
    public void Succeeded(string address, string userName) => _tallies.TryRemove((address, AddressText.Fold(userName)), out _);

    private int Count(string address, string user) =>
        _tallies.TryGetValue((address, user), out Tally tally) && time.GetElapsedTime(tally.Since) < options.Window ? tally.Failures : 0;

    private void Add(string address, string user) => _tallies.AddOrUpdate(
        (address, user),
        static (_, state) => new Tally(1, state.time.GetTimestamp()),
        static (_, old, state) => state.time.GetElapsedTime(old.Since) < state.options.Window ? old with { Failures = old.Failures + 1 } : new Tally(1, state.time.GetTimestamp()),
        (options, time));

    private void MakeRoom()
    {
        if (_tallies.Count < options.MaxEntries)
        {
            return;
        }

        foreach (((string, string) key, Tally tally) in _tallies)
        {
            if (time.GetElapsedTime(tally.Since) >= options.Window)
            {
                _tallies.TryRemove(key, out _);
            }
        }

        if (_tallies.Count >= options.MaxEntries)
        {
            _tallies.Clear();
        }
    }

    private readonly record struct Tally(int Failures, long Since);
}
