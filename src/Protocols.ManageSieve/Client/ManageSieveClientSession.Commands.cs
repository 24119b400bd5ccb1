using System.Buffers;
using System.Globalization;
using Protocols.ManageSieve.Responses;

namespace Protocols.ManageSieve;

/// <content>The commands; <see cref="ManageSieveClientEventKind.Completed"/> follows each that was sent.</content>
public sealed partial class ManageSieveClientSession
{
    /// <summary>Ends the session (RFC 5804 §2.3); <see cref="ManageSieveClientEventKind.Closed"/> follows.</summary>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus Logout(IBufferWriter<byte> output) => Say("LOGOUT\r\n"u8, State.Logout, output);

    /// <summary>Asks again what the server offers, as after a login it may be more (RFC 5804 §2.4).</summary>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus AskCapabilities(IBufferWriter<byte> output) => Say("CAPABILITY\r\n"u8, State.Capability, output);

    /// <summary>Asks whether the server is still there (RFC 5804 §2.13).</summary>
    /// <param name="tag">What it is to say back in the code TAG; null for nothing.</param>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus Noop(ReadOnlyMemory<byte>? tag, IBufferWriter<byte> output)
    {
        ManageSieveClientStatus status = _state != State.Ready ? ManageSieveClientStatus.WrongState : Newer();
        if (status != ManageSieveClientStatus.Ok || tag is not { } octets)
        {
            return status == ManageSieveClientStatus.Ok ? Say("NOOP\r\n"u8, State.Simple, output) : status;
        }

        output.Write("NOOP "u8);
        WireText.String(octets.Span, isClient: true, output);
        return End(State.Simple, output);
    }

    /// <summary>Logs out, and stays connected (RFC 5804 §2.14.1).</summary>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus Unauthenticate(IBufferWriter<byte> output) =>
        Check() is var status && status != ManageSieveClientStatus.Ok ? status
            : !Capabilities.CanUnauthenticate ? ManageSieveClientStatus.NotOffered
            : Say("UNAUTHENTICATE\r\n"u8, State.Unauthenticate, output);

    /// <summary>Asks whether there is room for a script (RFC 5804 §2.5).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="size">Its size in octets, below 2³².</param>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus HaveSpace(string name, long size, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, uint.MaxValue);
        ManageSieveClientStatus status = Begin("HAVESPACE "u8, name, output);
        if (status != ManageSieveClientStatus.Ok)
        {
            return status;
        }

        WireText.Ascii(string.Create(CultureInfo.InvariantCulture, $" {size}"), output);
        return End(State.Simple, output);
    }

    /// <summary>Puts a script on the server, in the place of one of the same name if there is one (RFC 5804 §2.6).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="script">The script; not empty.</param>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus PutScript(string name, ReadOnlySpan<byte> script, IBufferWriter<byte> output)
    {
        if (script.IsEmpty)
        {
            return ManageSieveClientStatus.EmptyScript;
        }

        ManageSieveClientStatus status = Begin("PUTSCRIPT "u8, name, output);
        if (status != ManageSieveClientStatus.Ok)
        {
            return status;
        }

        output.Write(" "u8);
        WireText.Literal(script, isClient: true, output);
        return End(State.Simple, output);
    }

    /// <summary>Asks whether a script is valid; it is not kept (RFC 5804 §2.12).</summary>
    /// <param name="script">The script.</param>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus CheckScript(ReadOnlySpan<byte> script, IBufferWriter<byte> output)
    {
        ManageSieveClientStatus status = Check();
        status = status == ManageSieveClientStatus.Ok ? Newer() : status;
        if (status != ManageSieveClientStatus.Ok)
        {
            return status;
        }

        output.Write("CHECKSCRIPT "u8);
        WireText.Literal(script, isClient: true, output);
        return End(State.Simple, output);
    }

    /// <summary>Asks which scripts there are (RFC 5804 §2.7).</summary>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus ListScripts(IBufferWriter<byte> output) =>
        Check() is var status && status != ManageSieveClientStatus.Ok ? status : Say("LISTSCRIPTS\r\n"u8, State.List, output);

    /// <summary>Makes a script the active one (RFC 5804 §2.8).</summary>
    /// <param name="name">Its name; null for none of them.</param>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus SetActive(string? name, IBufferWriter<byte> output)
    {
        if (name is null)
        {
            return Check() is var status && status != ManageSieveClientStatus.Ok ? status : Say("SETACTIVE \"\"\r\n"u8, State.Simple, output);
        }

        return Named("SETACTIVE "u8, name, State.Simple, output);
    }

    /// <summary>Asks for a script (RFC 5804 §2.9).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus GetScript(string name, IBufferWriter<byte> output) => Named("GETSCRIPT "u8, name, State.Get, output);

    /// <summary>Deletes a script, which must not be the active one (RFC 5804 §2.10).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus DeleteScript(string name, IBufferWriter<byte> output) => Named("DELETESCRIPT "u8, name, State.Simple, output);

    /// <summary>Gives a script another name; an active one stays active (RFC 5804 §2.11).</summary>
    /// <param name="oldName">Its name.</param>
    /// <param name="newName">The name it shall have; no script may have it.</param>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus RenameScript(string oldName, string newName, IBufferWriter<byte> output)
    {
        ManageSieveClientStatus status = Check();
        status = status == ManageSieveClientStatus.Ok ? Newer() : status;
        if (status != ManageSieveClientStatus.Ok || !TryName(newName, out string name))
        {
            return status == ManageSieveClientStatus.Ok ? ManageSieveClientStatus.BadName : status;
        }

        status = Begin("RENAMESCRIPT "u8, oldName, output);
        if (status != ManageSieveClientStatus.Ok)
        {
            return status;
        }

        output.Write(" "u8);
        WireText.String(name, isClient: true, output);
        return End(State.Simple, output);
    }

    // Names are checked for what they may not hold; how long one may be is the server's to say.
    private static bool TryName(string name, out string normalized)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ScriptName.TryNormalize(name, int.MaxValue, out normalized) == ScriptNameStatus.Ok;
    }

    private ManageSieveClientStatus Check() => _state != State.Ready ? ManageSieveClientStatus.WrongState
        : AuthenticatedAs is null ? ManageSieveClientStatus.NotAuthenticated
        : ManageSieveClientStatus.Ok;

    // RFC 5804 §1.7, VERSION
    private ManageSieveClientStatus Newer() => Capabilities.Version is null ? ManageSieveClientStatus.NotOffered : ManageSieveClientStatus.Ok;

    private ManageSieveClientStatus Named(ReadOnlySpan<byte> command, string name, State next, IBufferWriter<byte> output) =>
        Begin(command, name, output) is var status && status != ManageSieveClientStatus.Ok ? status : End(next, output);

    private ManageSieveClientStatus Begin(ReadOnlySpan<byte> command, string name, IBufferWriter<byte> output)
    {
        ManageSieveClientStatus status = Check();
        if (status != ManageSieveClientStatus.Ok || !TryName(name, out string normalized))
        {
            return status == ManageSieveClientStatus.Ok ? ManageSieveClientStatus.BadName : status;
        }

        output.Write(command);
        WireText.String(normalized, isClient: true, output);
        return ManageSieveClientStatus.Ok;
    }

    private ManageSieveClientStatus End(State next, IBufferWriter<byte> output)
    {
        output.Write("\r\n"u8);
        _state = next;
        return ManageSieveClientStatus.Ok;
    }

    private ManageSieveClientStatus Say(ReadOnlySpan<byte> command, State next, IBufferWriter<byte> output)
    {
        if (_state != State.Ready)
        {
            return ManageSieveClientStatus.WrongState;
        }

        output.Write(command);
        _state = next;
        return ManageSieveClientStatus.Ok;
    }
}
