namespace Protocols.Mime;

/// <summary>The flags in the name of a file of a Maildir.</summary>
[Flags]
public enum MaildirFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>P</c>: passed on to somebody.</summary>
    Passed = 1,

    /// <summary><c>R</c>: replied to.</summary>
    Replied = 2,

    /// <summary><c>S</c>: seen.</summary>
    Seen = 4,

    /// <summary><c>T</c>: trashed, to be deleted later.</summary>
    Trashed = 8,

    /// <summary><c>D</c>: a draft.</summary>
    Draft = 16,

    /// <summary><c>F</c>: flagged.</summary>
    Flagged = 32,
}

/// <summary>
/// The name of a file of a Maildir: <c>unique,S=size,W=size:2,flags</c>. Works on names, and touches no file system. Programs on systems
/// whose file names have no colon write <c>;</c>, <c>!</c> or <c>-</c> in its place. Views into the name; no name makes this throw.
/// </summary>
public readonly ref struct MaildirName
{
    /// <summary>Looks at a name.</summary>
    /// <param name="name">The name of the file, without folders.</param>
    public MaildirName(ReadOnlySpan<char> name)
    {
        Unique = name;
        Size = VirtualSize = -1;
        int info = InfoOf(name);
        if (info >= 0)
        {
            Unique = name[..info];
            HasInfo = true;
            foreach (char flag in name[(info + 3)..])
            {
                Flags |= flag switch
                {
                    'P' => MaildirFlags.Passed,
                    'R' => MaildirFlags.Replied,
                    'S' => MaildirFlags.Seen,
                    'T' => MaildirFlags.Trashed,
                    'D' => MaildirFlags.Draft,
                    'F' => MaildirFlags.Flagged,
                    _ => MaildirFlags.None,
                };
                Keywords |= flag is >= 'a' and <= 'z' ? 1u << (flag - 'a') : 0;
            }
        }

        ReadOnlySpan<char> rest = Unique;
        for (int comma = rest.IndexOf(','); comma >= 0; comma = rest.IndexOf(','))
        {
            rest = rest[(comma + 1)..];
            int next = rest.IndexOf(',');
            ReadOnlySpan<char> field = next < 0 ? rest : rest[..next];
            if (field.StartsWith("S=") && long.TryParse(field[2..], System.Globalization.NumberStyles.None, null, out long size))
            {
                Size = size;
            }
            else if (field.StartsWith("W=") && long.TryParse(field[2..], System.Globalization.NumberStyles.None, null, out long virtualSize))
            {
                VirtualSize = virtualSize;
            }
        }
    }

    /// <summary>What stands before the flags, sizes among it: it stays the same for the life of the message.</summary>
    public ReadOnlySpan<char> Unique { get; }

    /// <summary>Whether the name has the part with the flags; those in <c>new</c> mostly have none.</summary>
    public bool HasInfo { get; }

    /// <summary>The flags.</summary>
    public MaildirFlags Flags { get; }

    /// <summary>Dovecot's keywords, a bit for each letter from <c>a</c> (the lowest) to <c>z</c>; the folder's <c>dovecot-keywords</c> says what they mean.</summary>
    public uint Keywords { get; }

    /// <summary><c>S=</c>: the size of the file in octets; −1 where the name does not say.</summary>
    public long Size { get; }

    /// <summary><c>W=</c>: the size with CRLF for line ends, as IMAP counts it; −1 where the name does not say.</summary>
    public long VirtualSize { get; }

    private static int InfoOf(ReadOnlySpan<char> name)
    {
        int found = name.LastIndexOf("2,");
        return found > 0 && name[found - 1] is ':' or ';' or '!' or '-' ? found - 1 : -1;
    }
}

/// <summary>
/// The levels of the name of a subfolder in a Maildir++: <c>.Work.2026</c> is Work, and in it 2026. Enumerating allocates nothing; the
/// names are in modified UTF-7 (RFC 9051 §A.1), which <see cref="Text.ModifiedUtf7"/> reads.
/// </summary>
public ref struct MaildirFolder
{
    private ReadOnlySpan<char> _rest;

    /// <summary>Looks at a name.</summary>
    /// <param name="name">The name of the folder, which begins with a dot. What does not has no levels.</param>
    public MaildirFolder(ReadOnlySpan<char> name)
    {
        _rest = name.StartsWith('.') ? name : default;
        Current = default;
    }

    /// <summary>The level that <see cref="MoveNext"/> came to.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Gives this list, from where it stands.</summary>
    public readonly MaildirFolder GetEnumerator() => this;

    /// <summary>Goes on to the next level; empty ones are passed over.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            ReadOnlySpan<char> level = _rest[1..];
            int end = level.IndexOf('.');
            Current = end < 0 ? level : level[..end];
            _rest = end < 0 ? default : level[end..];
            if (!Current.IsEmpty)
            {
                return true;
            }
        }

        Current = default;
        return false;
    }
}
