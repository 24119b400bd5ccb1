using System.Text;
using Protocols.Text;

namespace Protocols.Imap.Client;

internal enum ImapValueKind
{
    Nil,
    Atom,
    String,

    /// <summary>A literal whose octets were given out as they came.</summary>
    Streamed,
    List,
}

/// <summary>A value of a response: NIL, an atom, a string or a list of values (RFC 9051 §4).</summary>
internal sealed class ImapValue
{
    public static ImapValue Nil { get; } = new() { Kind = ImapValueKind.Nil };

    public required ImapValueKind Kind { get; init; }

    public byte[] Bytes { get; init; } = [];

    public List<ImapValue> Items { get; init; } = [];

    public long Length { get; init; }

    public bool IsNil => Kind == ImapValueKind.Nil;

    /// <summary>The text: UTF-8, or Latin-1 where it is not that.</summary>
    public string? Text => Kind switch
    {
        ImapValueKind.Atom or ImapValueKind.String => System.Text.Unicode.Utf8.IsValid(Bytes) ? Encoding.UTF8.GetString(Bytes) : Encoding.Latin1.GetString(Bytes),
        _ => null,
    };

    /// <summary>The text in capitals, if it is an atom.</summary>
    public string? Word => Kind == ImapValueKind.Atom ? Text!.ToUpperInvariant() : null;

    /// <summary>The number, or null; a number too large is as large as can be.</summary>
    public long? Number
    {
        get
        {
            if (Kind is not (ImapValueKind.Atom or ImapValueKind.String) || Bytes.Length == 0)
            {
                return null;
            }

            long number = 0;
            foreach (byte b in Bytes)
            {
                if (!char.IsAsciiDigit((char)b))
                {
                    return null;
                }

                number = number > (long.MaxValue - 9) / 10 ? long.MaxValue : (number * 10) + (b - '0');
            }

            return number;
        }
    }

    /// <summary>The value at a place of a list, or NIL.</summary>
    public ImapValue this[int index] => Kind == ImapValueKind.List && index < Items.Count ? Items[index] : Nil;

    /// <summary>A mailbox's name in Unicode.</summary>
    public string? Mailbox(bool isUtf8)
    {
        if (Text is not { } text)
        {
            return null;
        }

        string name = !isUtf8 && ModifiedUtf7.TryDecode(Bytes, out string? decoded) ? decoded : text;
        return name.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : name;
    }
}
