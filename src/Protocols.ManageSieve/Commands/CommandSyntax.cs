using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.ManageSieve.Syntax;

namespace Protocols.ManageSieve.Commands;

/// <summary>Reads commands (RFC 5804 §4).</summary>
internal static class CommandSyntax
{
    private static readonly SearchValues<byte> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>When a command may be given.</summary>
    public enum Legality
    {
        /// <summary>In any state.</summary>
        Always,

        /// <summary>Before somebody has logged in.</summary>
        NotAuthenticated,

        /// <summary>After.</summary>
        Authenticated,
    }

    private delegate bool Syntax(ref TokenReader reader, ManageSieveLimits limits, out ManageSieveCommand? command);

    private static readonly Dictionary<string, (Legality Legality, Syntax Syntax)> s_commands = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AUTHENTICATE"] = (Legality.NotAuthenticated, ReadAuthenticate),
        ["STARTTLS"] = (Legality.NotAuthenticated, static (ref reader, limits, out command) => Plain(ref reader, new StartTlsCommand(), out command)),
        ["LOGOUT"] = (Legality.Always, static (ref reader, limits, out command) => Plain(ref reader, new LogoutCommand(), out command)),
        ["CAPABILITY"] = (Legality.Always, static (ref reader, limits, out command) => Plain(ref reader, new CapabilityCommand(), out command)),
        ["NOOP"] = (Legality.Always, ReadNoop),
        ["UNAUTHENTICATE"] = (Legality.Authenticated, static (ref reader, limits, out command) => Plain(ref reader, new UnauthenticateCommand(), out command)),
        ["HAVESPACE"] = (Legality.Authenticated, ReadHaveSpace),
        ["PUTSCRIPT"] = (Legality.Authenticated, ReadPutScript),
        ["CHECKSCRIPT"] = (Legality.Authenticated, ReadCheckScript),
        ["LISTSCRIPTS"] = (Legality.Authenticated, static (ref reader, limits, out command) => Plain(ref reader, new ListScriptsCommand(), out command)),
        ["SETACTIVE"] = (Legality.Authenticated, ReadSetActive),
        ["GETSCRIPT"] = (Legality.Authenticated, ReadGetScript),
        ["DELETESCRIPT"] = (Legality.Authenticated, ReadDeleteScript),
        ["RENAMESCRIPT"] = (Legality.Authenticated, ReadRenameScript),
    };

    private static readonly Dictionary<string, (Legality Legality, Syntax Syntax)>.AlternateLookup<ReadOnlySpan<char>> s_byName = s_commands.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a literal of this command may be a script, by what was read before it.</summary>
    public static bool TakesScript(ReadOnlySpan<byte> before)
    {
        TokenReader reader = new(before);
        return reader.Atom(out ReadOnlySpan<byte> name) && (Ascii.EqualsIgnoreCase(name, "PUTSCRIPT"u8) || Ascii.EqualsIgnoreCase(name, "CHECKSCRIPT"u8));
    }

    /// <summary>Finds a command by its name, and when it is legal.</summary>
    /// <returns>False if there is none.</returns>
    public static bool TryFind(ReadOnlySpan<byte> name, out Legality legality)
    {
        legality = default;
        if (!TryLookUp(name, out (Legality Legality, Syntax Syntax) found))
        {
            return false;
        }

        legality = found.Legality;
        return true;
    }

    /// <summary>Reads a command behind its name.</summary>
    public static bool TryRead(scoped ReadOnlySpan<byte> name, ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = null;
        return TryLookUp(name, out (Legality Legality, Syntax Syntax) found) && found.Syntax(ref reader, limits, out command) && command is not null;
    }

    /// <summary>Decodes base64 strictly: no white space, whole groups.</summary>
    public static bool TryDecodeBase64(ReadOnlySpan<byte> text, out byte[] decoded)
    {
        decoded = [];
        if (text.ContainsAnyExcept(s_base64))
        {
            return false;
        }

        byte[] buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, buffer, out int consumed, out int written) != OperationStatus.Done || consumed != text.Length)
        {
            return false;
        }

        decoded = buffer.Length == written ? buffer : buffer[..written];
        return true;
    }

    private static bool TryLookUp(scoped ReadOnlySpan<byte> name, out (Legality Legality, Syntax Syntax) found)
    {
        found = default;
        Span<char> text = stackalloc char[16];
        return name.Length <= text.Length && Ascii.ToUtf16(name, text, out int length) == OperationStatus.Done && s_byName.TryGetValue(text[..length], out found);
    }

    private static bool Plain(ref TokenReader reader, ManageSieveCommand plain, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = reader.End() ? plain : null;
        return command is not null;
    }

    // RFC 5804 §2.1
    private static bool ReadAuthenticate(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Text(out string? mechanism))
        {
            return false;
        }

        ReadOnlyMemory<byte>? initial = null;
        if (!reader.IsAtEnd)
        {
            if (!reader.Space() || !reader.String(out ReadOnlySpan<byte> text))
            {
                return false;
            }

            // Some clients mark a response of no octets as other protocols do (RFC 4959 §3).
            byte[] decoded = [];
            if (text is not [(byte)'='] && !TryDecodeBase64(text, out decoded))
            {
                return reader.Fail("the initial response is not base64");
            }

            initial = decoded;
        }

        if (!reader.End())
        {
            return false;
        }

        command = new AuthenticateCommand { Mechanism = mechanism.ToUpperInvariant(), InitialResponse = initial };
        return true;
    }

    private static bool ReadNoop(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = null;
        ReadOnlyMemory<byte>? tag = null;
        if (!reader.IsAtEnd)
        {
            if (!reader.Space() || !reader.String(out ReadOnlySpan<byte> text))
            {
                return false;
            }

            tag = text.ToArray();
        }

        command = reader.End() ? new NoopCommand { Tag = tag } : null;
        return command is not null;
    }

    private static bool ReadHaveSpace(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = Name(ref reader, limits, out string? name) && reader.Space() && reader.Number(out long size) && reader.End()
            ? new HaveSpaceCommand { ScriptName = name, Size = size }
            : null;
        return command is not null;
    }

    private static bool ReadPutScript(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = null;
        if (!Name(ref reader, limits, out string? name) || !reader.Space() || !reader.String(out ReadOnlySpan<byte> script) || !reader.End())
        {
            return false;
        }

        // RFC 5804 §2.6: a script of zero length should be disallowed.
        if (script.IsEmpty)
        {
            return reader.Fail("the script is empty");
        }

        command = new PutScriptCommand { ScriptName = name, Script = script.ToArray() };
        return true;
    }

    private static bool ReadCheckScript(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = reader.Space() && reader.String(out ReadOnlySpan<byte> script) && reader.End() ? new CheckScriptCommand { Script = script.ToArray() } : null;
        return command is not null;
    }

    private static bool ReadSetActive(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = Name(ref reader, limits, out string? name, mayBeEmpty: true) && reader.End() ? new SetActiveCommand { ScriptName = name } : null;
        return command is not null;
    }

    private static bool ReadGetScript(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = Name(ref reader, limits, out string? name) && reader.End() ? new GetScriptCommand { ScriptName = name } : null;
        return command is not null;
    }

    private static bool ReadDeleteScript(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = Name(ref reader, limits, out string? name) && reader.End() ? new DeleteScriptCommand { ScriptName = name } : null;
        return command is not null;
    }

    private static bool ReadRenameScript(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out ManageSieveCommand? command)
    {
        command = Name(ref reader, limits, out string? oldName) && Name(ref reader, limits, out string? newName) && reader.End()
            ? new RenameScriptCommand { OldName = oldName, NewName = newName }
            : null;
        return command is not null;
    }

    // RFC 5804 §1.6: a name that is too long is refused, never cut.
    private static bool Name(ref TokenReader reader, ManageSieveLimits limits, [NotNullWhen(true)] out string? name, bool mayBeEmpty = false)
    {
        name = null;
        if (!reader.Space() || !reader.Text(out string? text))
        {
            return false;
        }

        switch (ScriptName.TryNormalize(text, limits.MaxScriptNameLength, out string normalized))
        {
            case ScriptNameStatus.Ok:
                name = normalized;
                return true;
            case ScriptNameStatus.Empty when mayBeEmpty:
                name = "";
                return true;
            case ScriptNameStatus.Empty:
                return reader.Fail("the name of a script is empty");
            case ScriptNameStatus.TooLong:
                return reader.Fail("the name of a script is too long");
            default:
                return reader.Fail("the name of a script holds control characters");
        }
    }
}
