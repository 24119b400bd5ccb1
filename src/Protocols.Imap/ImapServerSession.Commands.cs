using System.Buffers;
using System.Text;
using Protocols.Imap.Commands;
using Protocols.Imap.Syntax;
using Protocols.Sasl;

namespace Protocols.Imap;

/// <content>What a whole command is, and whether it is legal now.</content>
public sealed partial class ImapServerSession
{
    private readonly ref struct CommandHead(string tag, string name, CommandEntry entry, int argumentsAt)
    {
        public string Tag { get; } = tag;

        public string Name { get; } = name;

        public CommandEntry Entry { get; } = entry;

        public int ArgumentsAt { get; } = argumentsAt;
    }

    private LegalStates StateNow => State switch
    {
        ImapSessionState.Authenticated => LegalStates.Authenticated,
        ImapSessionState.Selected => LegalStates.Selected,
        _ => LegalStates.NotAuthenticated,
    };

    /// <summary>The tag of a command that cannot be read otherwise, or null. It depends on the first octets alone, however many have come.</summary>
    private static string? TagOf(ReadOnlySpan<byte> command)
    {
        command = command[..Math.Min(command.Length, MaxTagLength + 1)];
        int length = command.IndexOfAnyExcept(ImapCharacters.Tag);
        return length > 0 && command[length] == ' ' ? Encoding.ASCII.GetString(command[..length]) : null;
    }

    private string? TagOf(in ReadOnlySequence<byte> input)
    {
        Span<byte> head = stackalloc byte[MaxTagLength + 1];
        int gathered = Math.Min(_length, head.Length);
        _buffer.AsSpan(0, gathered).CopyTo(head);
        int more = (int)Math.Min(input.Length, head.Length - gathered);
        input.Slice(0, more).CopyTo(head[gathered..]);
        return TagOf(head[..(gathered + more)]);
    }

    /// <summary>Reads tag and name, and answers what is not legal now.</summary>
    private bool TryReadHead(ReadOnlySpan<byte> command, out CommandHead head, IBufferWriter<byte> output)
    {
        head = default;
        string? tag = TagOf(command);
        if (tag is null)
        {
            SayBad(null, "a command begins with a tag and a space", output);
            return false;
        }

        ImapCommandReader reader = new(command[(tag.Length + 1)..], _limits, IsUtf8Enabled);
        CommandEntry? entry = reader.Keyword(out string? name) ? CommandTable.Find(name) : null;
        if (entry is null)
        {
            SayBad(tag, "the command is not known", output);
            return false;
        }

        if ((entry.States & StateNow) == 0)
        {
            SayBad(tag, State switch
            {
                ImapSessionState.NotAuthenticated => "log in first",
                ImapSessionState.Authenticated when entry.States == LegalStates.Selected => "select a mailbox first",
                _ => "you have logged in already",
            }, output);
            return false;
        }

        if (name is "LOGIN" or "AUTHENTICATE" && !AllowsPasswords)
        {
            // RFC 9051 §6.2.3, §11.7; before any literal, so that no password is asked for.
            Writer(output).Tagged(tag, ImapStatus.No, ImapResponseCode.PrivacyRequired, "passwords are for TLS alone");
            return false;
        }

        head = new CommandHead(tag, name!, entry, tag.Length + 1 + reader.Position);
        return true;
    }

    private ImapServerEvent? TakeCommand(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (!TryReadHead(text, out CommandHead head, output))
        {
            return null;
        }

        if (AppendSyntax.IsBehindMailbox(head.Name, text[head.ArgumentsAt..]))
        {
            return BeginAppend(head.Tag, head.Name, text[head.ArgumentsAt..], text, mark: null, output);
        }

        ImapCommandReader reader = new(text[head.ArgumentsAt..], _limits, IsUtf8Enabled);
        if (!head.Entry.Read(ref reader, head.Tag, out ImapCommand? command))
        {
            if (reader.IsCharsetUnknown)
            {
                // RFC 9051 §6.4.4
                ImapStatus status = reader.IsCharsetBad ? ImapStatus.Bad : ImapStatus.No;
                Writer(output).Tagged(head.Tag, status, ImapResponseCode.BadCharset("US-ASCII", "UTF-8", "ISO-8859-1"), "the charset is not known");
            }
            else
            {
                SayBad(head.Tag, reader.Error ?? "the command is malformed", output);
            }

            return null;
        }

        if (NotNow(command) is { } reason)
        {
            SayBad(head.Tag, reason, output);
            return null;
        }

        _badCommands = 0;
        if (IsEnabled(ImapExtension.UidOnly) && NamesNumbers(command))
        {
            Writer(output).Tagged(head.Tag, ImapStatus.Bad, ImapResponseCode.UidRequired, "messages are named by UIDs alone");
            return null;
        }

        _isCondstoreAware |= ShowsCondstore(command);
        switch (command)
        {
            case StartTlsCommand when IsSecure:
                SayBad(head.Tag, "TLS is on already", output);
                return null;
            case StartTlsCommand when !CanStartTls:
                Writer(output).Tagged(head.Tag, ImapStatus.No, ImapResponseCode.Unavailable, "there is no TLS here");
                return null;
            case StartTlsCommand:
                _phase = Phase.TlsPending;
                break;
            case AuthenticateCommand authenticate when !SaslMechanisms.Offered(_options.Mechanisms, IsSecure, HasExternalIdentity).Contains(authenticate.Mechanism):
                Writer(output).Tagged(head.Tag, ImapStatus.No, ImapResponseCode.Cannot, "the mechanism is not offered");
                return null;
            case EnableCommand enable:
                command = Enable(enable);
                break;
        }

        return new ImapServerEvent(ImapServerEventKind.Command, command);
    }
}
