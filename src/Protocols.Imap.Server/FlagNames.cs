using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Flags between their names on the wire and the store's set (RFC 9051 §2.3.2).</summary>
internal static class FlagNames
{
    private static readonly (SystemFlags Flag, string Name)[] s_system =
    [
        (SystemFlags.Answered, @"\Answered"),
        (SystemFlags.Flagged, @"\Flagged"),
        (SystemFlags.Deleted, @"\Deleted"),
        (SystemFlags.Seen, @"\Seen"),
        (SystemFlags.Draft, @"\Draft"),
    ];

    /// <summary>The names of the system flags, as FLAGS lists them.</summary>
    public static IReadOnlyList<string> System { get; } = [.. s_system.Select(static f => f.Name)];

    /// <summary>The set of some names, or null if one is a system flag that does not exist, <c>\Recent</c> included: it cannot be set.</summary>
    public static MailFlags? TryParse(IReadOnlyList<string> names)
    {
        SystemFlags system = SystemFlags.None;
        List<string> keywords = [];
        foreach (string name in names)
        {
            if (!name.StartsWith('\\'))
            {
                keywords.Add(name);
                continue;
            }

            if (SystemFlag(name) is not { } flag)
            {
                return null;
            }

            system |= flag;
        }

        return new MailFlags(system, [.. keywords]);
    }

    /// <summary>The system flag of a name, or null.</summary>
    public static SystemFlags? SystemFlag(string name)
    {
        foreach ((SystemFlags flag, string known) in s_system)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return flag;
            }
        }

        return null;
    }

    /// <summary>The names of a set.</summary>
    public static List<string> Of(MailFlags flags)
    {
        List<string> names = new(4);
        foreach ((SystemFlags flag, string name) in s_system)
        {
            if ((flags.System & flag) != 0)
            {
                names.Add(name);
            }
        }

        names.AddRange(flags.Keywords);
        return names;
    }
}
