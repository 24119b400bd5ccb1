using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Protocols.Pop3;

/// <summary>Reads the lines of commands (RFC 2449 §3).</summary>
internal static class CommandSyntax
{
    private static readonly SearchValues<byte> s_hexadecimal = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>The keyword in capitals and what follows the space behind it; a line that is no command has an empty one.</summary>
    public static string Keyword(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> arguments)
    {
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> keyword = space < 0 ? line : line[..space];
        arguments = space < 0 ? default : line[(space + 1)..];
        return keyword.Length <= 4 && Ascii.IsValid(keyword) ? Encoding.ASCII.GetString(keyword).ToUpperInvariant() : "";
    }

    /// <summary>Reads a command of those that want no more than a look at their arguments.</summary>
    /// <returns>The command, or null with the reason.</returns>
    public static Pop3Command? Read(string name, ReadOnlySpan<byte> arguments, out string reason)
    {
        reason = "the arguments are malformed";
        switch (name)
        {
            case "STAT":
                return Bare(Pop3CommandKind.Status, name, arguments);
            case "NOOP":
                return Bare(Pop3CommandKind.Noop, name, arguments);
            case "RSET":
                return Bare(Pop3CommandKind.Reset, name, arguments);
            case "QUIT":
                return Bare(Pop3CommandKind.Quit, name, arguments);
            case "CAPA":
                return Bare(Pop3CommandKind.Capabilities, name, arguments);
            case "STLS":
                return Bare(Pop3CommandKind.StartTls, name, arguments);
            case "UTF8":
                return Bare(Pop3CommandKind.Utf8, name, arguments);
            case "LIST":
                return Numbered(Pop3CommandKind.List, name, arguments, isOptional: true);
            case "UIDL":
                return Numbered(Pop3CommandKind.UniqueIds, name, arguments, isOptional: true);
            case "RETR":
                return Numbered(Pop3CommandKind.Retrieve, name, arguments, isOptional: false);
            case "DELE":
                return Numbered(Pop3CommandKind.Delete, name, arguments, isOptional: false);
            case "TOP":
                return Top(arguments);
            case "LANG":
                return arguments.Length <= 64 && !arguments.ContainsAnyExceptInRange((byte)'!', (byte)'~')
                    ? new Pop3Command { Kind = Pop3CommandKind.Language, Name = name, Text = Encoding.ASCII.GetString(arguments) }
                    : null;
            case "APOP":
                return Apop(arguments);
            case "AUTH":
                return Auth(arguments, out reason);
            default:
                reason = "the command is not known";
                return null;
        }
    }

    /// <summary>A name or a password: UTF-8 without control characters (RFC 6856 §2.2).</summary>
    public static bool TryReadText(ReadOnlySpan<byte> argument, [NotNullWhen(true)] out string? text)
    {
        text = !argument.IsEmpty && Utf8.IsValid(argument) && !argument.ContainsAnyInRange((byte)0, (byte)0x1F) && !argument.Contains((byte)0x7F)
            ? Encoding.UTF8.GetString(argument)
            : null;
        return text is not null;
    }

    /// <summary>Base64, strictly.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> base64, out byte[] decoded)
    {
        decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        OperationStatus status = Base64.DecodeFromUtf8(base64, decoded, out int consumed, out int written);
        decoded = decoded[..written];
        return status == OperationStatus.Done && consumed == base64.Length && !base64.ContainsAny(" \t"u8);
    }

    private static Pop3Command? Bare(Pop3CommandKind kind, string name, ReadOnlySpan<byte> arguments) =>
        arguments.IsEmpty ? new Pop3Command { Kind = kind, Name = name } : null;

    private static Pop3Command? Numbered(Pop3CommandKind kind, string name, ReadOnlySpan<byte> arguments, bool isOptional)
    {
        if (arguments.IsEmpty)
        {
            return isOptional ? new Pop3Command { Kind = kind, Name = name } : null;
        }

        return TryReadNumber(arguments, out uint number) && number > 0 ? new Pop3Command { Kind = kind, Name = name, Message = number } : null;
    }

    private static Pop3Command? Top(ReadOnlySpan<byte> arguments)
    {
        int space = arguments.IndexOf((byte)' ');
        return space > 0 && TryReadNumber(arguments[..space], out uint number) && number > 0 && TryReadNumber(arguments[(space + 1)..], out uint lines)
            ? new Pop3Command { Kind = Pop3CommandKind.Top, Name = "TOP", Message = number, Lines = lines }
            : null;
    }

    private static Pop3Command? Apop(ReadOnlySpan<byte> arguments)
    {
        int space = arguments.LastIndexOf((byte)' ');
        return space > 0 && TryReadText(arguments[..space], out string? name) && arguments.Length - space - 1 == 32
            && !arguments[(space + 1)..].ContainsAnyExcept(s_hexadecimal)
            ? new Pop3Command { Kind = Pop3CommandKind.Apop, Name = "APOP", Text = name, Secret = arguments[(space + 1)..].ToArray() }
            : null;
    }

    // RFC 5034 §4: a single equals sign stands for an initial response that is there and empty.
    private static Pop3Command? Auth(ReadOnlySpan<byte> arguments, out string reason)
    {
        reason = "a mechanism is missing";
        int space = arguments.IndexOf((byte)' ');
        ReadOnlySpan<byte> mechanism = space < 0 ? arguments : arguments[..space];
        if (mechanism.Length is 0 or > 20 || !Ascii.IsValid(mechanism))
        {
            return null;
        }

        ReadOnlyMemory<byte>? initial = null;
        if (space >= 0)
        {
            ReadOnlySpan<byte> response = arguments[(space + 1)..];
            byte[] decoded = [];
            reason = "the response is not base64";
            if (response.IsEmpty || (!response.SequenceEqual("="u8) && !TryDecode(response, out decoded)))
            {
                return null;
            }

            initial = decoded;
        }

        return new Pop3Command { Kind = Pop3CommandKind.Auth, Name = "AUTH", Text = Encoding.ASCII.GetString(mechanism).ToUpperInvariant(), InitialResponse = initial };
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, out uint number) =>
        Utf8Parser.TryParse(text, out number, out int consumed) && consumed == text.Length && char.IsAsciiDigit((char)text[0]);
}
