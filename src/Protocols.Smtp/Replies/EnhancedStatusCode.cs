namespace Protocols.Smtp;

/// <summary>An enhanced mail system status code: class, subject, detail (RFC 3463 §2).</summary>
/// <param name="Class">2, 4 or 5; 0 for no code.</param>
/// <param name="Subject">0 to 999.</param>
/// <param name="Detail">0 to 999.</param>
public readonly record struct EnhancedStatusCode(ushort Class, ushort Subject, ushort Detail)
{
    /// <summary>Whether there is no code.</summary>
    public bool IsEmpty => Class == 0;

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? string.Empty : $"{Class}.{Subject}.{Detail}";

    /// <summary>Reads a code at the start of a reply's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="status">The code.</param>
    /// <param name="length">How long it is, with the space behind it.</param>
    /// <returns>False if the text does not begin with a code that a space or the end follows.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out EnhancedStatusCode status, out int length)
    {
        status = default;
        length = 0;

        // status-code = ("2" / "4" / "5") "." 1*3DIGIT "." 1*3DIGIT
        if (text.Length < 5 || text[0] is not ((byte)'2' or (byte)'4' or (byte)'5') || text[1] != '.')
        {
            return false;
        }

        int space = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> rest = text[2..(space < 0 ? text.Length : Math.Max(space, 2))];
        int dot = rest.IndexOf((byte)'.');
        if (dot < 0 || !SmtpGrammar.TryReadNumber(rest[..dot], 3, out long subject) || !SmtpGrammar.TryReadNumber(rest[(dot + 1)..], 3, out long detail))
        {
            return false;
        }

        status = new EnhancedStatusCode((ushort)(text[0] - '0'), (ushort)subject, (ushort)detail);
        length = space < 0 ? text.Length : space + 1;
        return true;
    }
}
