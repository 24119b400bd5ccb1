using System.Buffers;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Flags between scripts and the store.</summary>
internal static class ScriptFlags
{
    // RFC 9051 §9: what a keyword is made of.
    private static readonly SearchValues<char> s_atom = SearchValues.Create("!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz|}~");

    private static readonly SystemFlags[] s_system = [SystemFlags.Answered, SystemFlags.Flagged, SystemFlags.Deleted, SystemFlags.Seen, SystemFlags.Draft];

    /// <summary>The flags of a store that a script's names stand for; those that the store does not know are left out.</summary>
    public static MailFlags Of(IReadOnlyList<string> flags)
    {
        if (flags.Count == 0)
        {
            return MailFlags.None;
        }

        SystemFlags system = SystemFlags.None;
        List<string> keywords = [];
        foreach (string flag in flags)
        {
            switch (flag.ToUpperInvariant())
            {
                case "\\SEEN":
                    system |= SystemFlags.Seen;
                    break;
                case "\\ANSWERED":
                    system |= SystemFlags.Answered;
                    break;
                case "\\FLAGGED":
                    system |= SystemFlags.Flagged;
                    break;
                case "\\DELETED":
                    system |= SystemFlags.Deleted;
                    break;
                case "\\DRAFT":
                    system |= SystemFlags.Draft;
                    break;
                default:
                    // RFC 5232 §1: what the store does not know is left out; \Recent is nobody's to set.
                    if (flag.Length > 0 && !flag.AsSpan().ContainsAnyExcept(s_atom))
                    {
                        keywords.Add(flag);
                    }

                    break;
            }
        }

        return new MailFlags(system, [.. keywords]);
    }

    /// <summary>The names of a message's flags, as scripts write them: those of which <see cref="Of"/> makes the same again.</summary>
    public static List<string> Names(MailFlags flags)
    {
        List<string> names = [];
        foreach (SystemFlags flag in s_system)
        {
            if ((flags.System & flag) != 0)
            {
                names.Add($"\\{flag}");
            }
        }

        names.AddRange(flags.Keywords.Where(static k => k.Length > 0 && !k.AsSpan().ContainsAnyExcept(s_atom)));
        return names;
    }
}
