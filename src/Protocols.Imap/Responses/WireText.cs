using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <summary>Writes the small pieces that responses are made of, each checked for what it must not hold.</summary>
internal static class WireText
{
    /// <summary>Text that this package made itself.</summary>
    public static void Ascii(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        Span<byte> destination = output.GetSpan(Math.Max(1, text.Length));
        Encoding.ASCII.GetBytes(text, destination);
        output.Advance(text.Length);
    }

    public static void Number(long number, IBufferWriter<byte> output)
    {
        Span<byte> destination = output.GetSpan(20);
        Utf8Formatter.TryFormat(number, destination, out int written);
        output.Advance(written);
    }

    public static void Spaced(long number, IBufferWriter<byte> output)
    {
        output.Write(" "u8);
        Number(number, output);
    }

    /// <summary>An atom of the caller's; one that is none is the caller's error.</summary>
    public static void Atom(ReadOnlySpan<char> atom, IBufferWriter<byte> output)
    {
        if (!IsAtom(atom))
        {
            RefuseAtom(atom);
        }

        Ascii(atom, output);
    }

    /// <summary>Flags or other atoms with a space between any two; a flag may begin with a backslash, and <c>\*</c> is one.</summary>
    public static void Flags(IReadOnlyCollection<string> flags, IBufferWriter<byte> output)
    {
        if (flags is IReadOnlyList<string> list)
        {
            // By index: an enumerator of an interface would be allocated.
            for (int i = 0; i < list.Count; i++)
            {
                Flag(list[i], i == 0, output);
            }

            return;
        }

        bool isFirst = true;
        foreach (string flag in flags)
        {
            Flag(flag, isFirst, output);
            isFirst = false;
        }
    }

    public static void Flag(string flag, bool isFirst, IBufferWriter<byte> output)
    {
        if (!isFirst)
        {
            output.Write(" "u8);
        }

        ReadOnlySpan<char> rest = flag;
        if (rest is ['\\', ..])
        {
            rest = rest[1..];
            output.Write("\\"u8);
            if (rest is "*")
            {
                output.Write("*"u8);
                return;
            }
        }

        Atom(rest, output);
    }

    /// <summary>
    /// resp-text: what stands for a person. Line ends, NUL and other controls become spaces, and what is not ASCII a question mark where UTF-8
    /// was not enabled (RFC 9051 §9, text). It never reads as a response code.
    /// </summary>
    public static void Human(ReadOnlySpan<char> text, bool isUtf8, bool hasCode, IBufferWriter<byte> output)
    {
        if (text.IsEmpty)
        {
            // text is 1*TEXT-CHAR, and clients of old need it.
            output.Write("-"u8);
            return;
        }

        if (!hasCode && text[0] == '[')
        {
            output.Write("-"u8);
        }

        while (!text.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf16(text, out Rune rune, out int consumed);
            text = text[consumed..];
            if (status != OperationStatus.Done || (!isUtf8 && !rune.IsAscii))
            {
                output.Write("?"u8);
                continue;
            }

            rune = Rune.IsControl(rune) ? new Rune(' ') : rune;
            output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
        }
    }

    private static bool IsAtom(ReadOnlySpan<char> atom)
    {
        foreach (char c in atom)
        {
            if (c > 0x7F || !ImapCharacters.Atom.Contains((byte)c))
            {
                return false;
            }
        }

        return !atom.IsEmpty;
    }

    [DoesNotReturn]
    private static void RefuseAtom(ReadOnlySpan<char> atom) => throw new ArgumentException($"An atom was expected, not one of {atom.Length} characters with a special among them.", nameof(atom));
}
