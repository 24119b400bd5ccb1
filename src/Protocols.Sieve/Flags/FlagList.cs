using System.Buffers;
using System.Text;

namespace Protocols.Sieve;

/// <summary>Sets of flags (RFC 5232 §2): names with spaces between them, each once, compared without regard to letter case.</summary>
internal static class FlagList
{
    // RFC 9051 §9 atom: no specials, controls or what is not ASCII.
    private static readonly SearchValues<byte> s_atom = SearchValues.Create("!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz|}~"u8);
    private static readonly IReadOnlyList<string> s_none = [];
    private static readonly string[] s_system = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];

    /// <summary>Gives the flags that an action puts on a message: those of <c>:flags</c>, else those of the internal variable (RFC 5232 §5).</summary>
    public static IReadOnlyList<string> OfAction(SieveRun run, SieveOperands operands)
    {
        if (!operands.TryGet(Imap4FlagsExtension.FlagsTag, out _, out int count, out int first))
        {
            return run.Flags.IsEmpty ? s_none : Split(run.Flags.Octets);
        }

        FlagSet flags = new();
        for (int i = 0; i < count; i++)
        {
            flags.Add(run.OctetsOf(first + i));
        }

        return flags.ToList() is { Count: > 0 } list ? list : s_none;
    }

    /// <summary>Gives the flags of a list, each once, those that are none left out.</summary>
    public static List<string> Split(ReadOnlySpan<byte> octets)
    {
        FlagSet flags = new();
        flags.Add(octets);
        return flags.ToList();
    }

    /// <summary>Whether a word is a flag that can be set (RFC 5232 §2): a keyword, or one of the system's but <c>\Recent</c>.</summary>
    public static bool IsFlag(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty || word[0] != (byte)'\\')
        {
            return !word.IsEmpty && word.IndexOfAnyExcept(s_atom) < 0;
        }

        foreach (string flag in s_system)
        {
            if (flag.Length == word.Length && Ascii.EqualsIgnoreCase(word, flag))
            {
                return true;
            }
        }

        return false;
    }
}
