namespace Protocols.Sieve;

/// <summary>The syntax of the strings of <c>:options</c> and the value of <c>:importance</c> (RFC 5435 §3.4, §3.5).</summary>
internal static class NotifyOptionSyntax
{
    /// <summary>Whether a string is <c>name=value</c>, with a name of letters, digits, dots, dashes and underscores that begins with a letter or digit.</summary>
    /// <param name="option">The string.</param>
    public static bool IsOption(ReadOnlySpan<byte> option)
    {
        int equals = option.IndexOf((byte)'=');
        if (equals <= 0 || !char.IsAsciiLetterOrDigit((char)option[0]) || option[(equals + 1)..].IndexOfAny((byte)'\0', (byte)'\n', (byte)'\r') >= 0)
        {
            return false;
        }

        foreach (byte octet in option[..equals])
        {
            if (!char.IsAsciiLetterOrDigit((char)octet) && octet is not ((byte)'.' or (byte)'-' or (byte)'_'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a string is an importance: 1 is high, 2 normal, 3 low.</summary>
    /// <param name="text">The string.</param>
    /// <param name="importance">The importance; 2 where it is none.</param>
    public static bool TryImportance(ReadOnlySpan<byte> text, out int importance)
    {
        bool isKnown = text is [>= (byte)'1' and <= (byte)'3'];
        importance = isKnown ? text[0] - '0' : 2;
        return isKnown;
    }
}
