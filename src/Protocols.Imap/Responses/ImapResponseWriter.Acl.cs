using System.Buffers;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <content>The responses of ACL (RFC 4314 §3.6 to §3.8).</content>
public readonly partial struct ImapResponseWriter
{
    /// <summary>ACL (RFC 4314 §3.6).</summary>
    /// <param name="mailbox">The mailbox's name in Unicode.</param>
    /// <param name="lines">Who, and the letters of the rights.</param>
    public void Acl(ReadOnlySpan<char> mailbox, IReadOnlyCollection<KeyValuePair<string, string>> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        _output.Write("* ACL "u8);
        Mailbox(mailbox);
        foreach (KeyValuePair<string, string> line in lines)
        {
            Space();
            AString(line.Key);
            Space();
            AString(line.Value);
        }

        EndLine();
    }

    /// <summary>LISTRIGHTS (RFC 4314 §3.7).</summary>
    /// <param name="mailbox">The mailbox's name in Unicode.</param>
    /// <param name="identifier">Who, as the client wrote it.</param>
    /// <param name="always">The letters of the rights that are always given.</param>
    /// <param name="optional">Letters that can be given, those together that go together; no letter twice.</param>
    public void ListRights(ReadOnlySpan<char> mailbox, string identifier, string always, IReadOnlyCollection<string> optional)
    {
        ArgumentNullException.ThrowIfNull(optional);
        _output.Write("* LISTRIGHTS "u8);
        Mailbox(mailbox);
        Space();
        AString(identifier);
        Space();
        AString(always);
        foreach (string rights in optional)
        {
            Space();
            AString(rights);
        }

        EndLine();
    }

    /// <summary>MYRIGHTS (RFC 4314 §3.8).</summary>
    /// <param name="mailbox">The mailbox's name in Unicode.</param>
    /// <param name="rights">The letters of the rights.</param>
    public void MyRights(ReadOnlySpan<char> mailbox, string rights)
    {
        _output.Write("* MYRIGHTS "u8);
        Mailbox(mailbox);
        Space();
        AString(rights);
        EndLine();
    }

    /// <summary>Writes an astring: an atom where it is one, which is how clients of old look for it, else a string (RFC 9051 §9).</summary>
    /// <param name="value">The text.</param>
    public void AString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        bool isAtom = value.Length > 0 && !value.Equals("NIL", StringComparison.OrdinalIgnoreCase);
        foreach (char c in value)
        {
            isAtom &= c <= 0x7F && ImapCharacters.AString.Contains((byte)c);
        }

        if (isAtom)
        {
            WireText.Ascii(value, _output);
        }
        else
        {
            String(value.AsSpan());
        }
    }
}
