using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Protocols.Smtp;

public sealed partial class SmtpServerSession
{
    private static readonly SearchValues<byte> s_neverInCommands = SearchValues.Create("\0\r\n"u8);

    private SmtpServerEvent ReadCommand(ref ReadOnlySequence<byte> input)
    {
        if (!TryReadLine(ref input, _options.MaxLineLength, SmtpReply.LineTooLong, out ReadOnlySpan<byte> line))
        {
            return _state == State.DrainLine ? DrainLine(ref input) : new SmtpServerEvent(SmtpServerEventKind.NeedMoreData);
        }

        if (line.ContainsAny(s_neverInCommands))
        {
            return Refuse(SmtpReply.BareLineEnd);
        }

        SmtpCommand command = SmtpCommand.Read(line);
        return command.Verb switch
        {
            SmtpVerb.Ehlo => Hello(command.Argument, extended: true),
            SmtpVerb.Helo => Hello(command.Argument, extended: false),
            SmtpVerb.Mail => Mail(command.Argument),
            SmtpVerb.Rcpt => Recipient(command.Argument),
            SmtpVerb.Data => Data(command.Argument),
            SmtpVerb.Bdat => Bdat(command.Argument, ref input),
            SmtpVerb.Rset => Reset(command.Argument),
            SmtpVerb.Noop => Idle(SmtpServerEventKind.Reply, SmtpReply.Ok),
            SmtpVerb.Help => Idle(SmtpServerEventKind.Reply, SmtpReply.Help),
            SmtpVerb.Vrfy => Verify(command.Argument),
            SmtpVerb.Expn => Refuse(SmtpReply.NotImplemented),
            SmtpVerb.Quit => command.Argument.IsEmpty ? Quit() : Refuse(SmtpReply.NoParameters),
            SmtpVerb.StartTls => StartTls(command.Argument),
            SmtpVerb.Auth => Authenticate(command.Argument),
            _ => Refuse(SmtpReply.UnknownCommand),
        };
    }

    // RFC 5321 §4.1.1.1
    private SmtpServerEvent Hello(ReadOnlySpan<byte> argument, bool extended)
    {
        // §4.1.4: a server must not refuse a client for the name it gives, unless it cannot be read at all.
        if (argument.IsEmpty || argument.ContainsAnyInRange((byte)0x00, (byte)0x1F))
        {
            return Refuse(SmtpReply.SyntaxError);
        }

        ClientName = Encoding.UTF8.GetString(argument);
        IsExtended = extended;

        // §4.1.4: EHLO in the middle of a session resets as RSET does.
        EndTransaction();
        return Idle(SmtpServerEventKind.Hello, extended ? Capabilities() : new SmtpReply(250, default, _options.HostName));
    }

    private SmtpReply Capabilities()
    {
        List<string> lines =
        [
            _options.HostName,
            "PIPELINING",
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SIZE {_options.MaxMessageSize}"),
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
            "CHUNKING",
        ];
        if (CanStartTls)
        {
            lines.Add("STARTTLS");
        }

        if (MayAuthenticate)
        {
            lines.Add("AUTH " + string.Join(' ', Protocols.Sasl.SaslServerExchange.Mechanisms));
        }

        return new SmtpReply(250, default, [.. lines]);
    }

    // RFC 5321 §4.1.1.2
    private SmtpServerEvent Mail(ReadOnlySpan<byte> argument)
    {
        SmtpReply? order = ClientName is null ? SmtpReply.HelloFirst
            : InTransaction ? SmtpReply.NestedMail
            : _options.RequireTls && !IsSecure ? SmtpReply.TlsRequired
            : _options.RequireAuthentication && AuthenticatedAs is null ? SmtpReply.AuthenticationRequired
            : null;
        if (order is not null)
        {
            return Refuse(order);
        }

        if (!TryTakePrefix(ref argument, "FROM:"u8)
            || SmtpPath.TryRead(argument, _options.MaxPathLength, out SmtpPath path, out ReadOnlySpan<byte> rest) != SmtpPathStatus.Valid
            || (!path.IsNull && path.Domain.IsEmpty))
        {
            return Refuse(SmtpReply.BadSenderSyntax);
        }

        if (ReadMailParameters(rest, out SmtpMailParameters parameters) is { } wrong)
        {
            return Refuse(wrong);
        }

        if (path.IsInternational && !parameters.SmtpUtf8)
        {
            return Refuse(SmtpReply.NeedsSmtpUtf8);
        }

        // RFC 1870 §6.1: what is announced to be too large is refused before it is sent.
        if (parameters.Size > _options.MaxMessageSize)
        {
            return Ask(SmtpServerEventKind.Reply, SmtpReply.TooLarge);
        }

        EndTransaction();
        IsSmtpUtf8 = parameters.SmtpUtf8;
        _announcedSize = parameters.Size;
        _pending = SmtpServerEventKind.Mail;
        return new SmtpServerEvent(SmtpServerEventKind.Mail, SmtpReply.SenderOk) { Path = path, Parameters = parameters };
    }

    private static SmtpReply? ReadMailParameters(ReadOnlySpan<byte> text, out SmtpMailParameters parameters)
    {
        parameters = default;
        SmtpParameterReader reader = new(text);
        while (reader.Read())
        {
            if (Ascii.EqualsIgnoreCase(reader.Keyword, "SIZE"u8))
            {
                // RFC 1870 §4: up to 20 digits. More than a long holds is more than we take.
                if (reader.Value.Length is 0 or > 20 || reader.Value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                {
                    return SmtpReply.BadParameter;
                }

                parameters = parameters with { Size = Utf8Parser.TryParse(reader.Value, out long size, out _) ? size : long.MaxValue };
            }
            else if (Ascii.EqualsIgnoreCase(reader.Keyword, "BODY"u8))
            {
                SmtpBodyType body = Ascii.EqualsIgnoreCase(reader.Value, "8BITMIME"u8) ? SmtpBodyType.EightBitMime
                    : Ascii.EqualsIgnoreCase(reader.Value, "7BIT"u8) ? SmtpBodyType.SevenBit
                    : SmtpBodyType.Unspecified;
                if (body == SmtpBodyType.Unspecified)
                {
                    return SmtpReply.BadParameter;
                }

                parameters = parameters with { Body = body };
            }
            else if (Ascii.EqualsIgnoreCase(reader.Keyword, "SMTPUTF8"u8))
            {
                // RFC 6531 §3.4: the parameter takes no value.
                if (reader.HasValue)
                {
                    return SmtpReply.BadParameter;
                }

                parameters = parameters with { SmtpUtf8 = true };
            }
            else if (Ascii.EqualsIgnoreCase(reader.Keyword, "AUTH"u8) && reader.HasValue)
            {
                // RFC 4954 §5: a server that does not trust the client takes the parameter and treats it as AUTH=<>, which is what we do.
                continue;
            }
            else
            {
                return SmtpReply.UnknownParameter;
            }
        }

        return reader.IsWellFormed ? null : SmtpReply.SyntaxError;
    }

    // RFC 5321 §4.1.1.3
    private SmtpServerEvent Recipient(ReadOnlySpan<byte> argument)
    {
        if (!InTransaction || _messageBegun)
        {
            return Refuse(ClientName is null ? SmtpReply.HelloFirst : _messageBegun ? SmtpReply.ChunkSequence : SmtpReply.MailFirst);
        }

        if (!TryTakePrefix(ref argument, "TO:"u8)
            || SmtpPath.TryRead(argument, _options.MaxPathLength, out SmtpPath path, out ReadOnlySpan<byte> rest) != SmtpPathStatus.Valid
            || path.IsNull)
        {
            return Refuse(SmtpReply.BadRecipientSyntax);
        }

        if (!rest.IsEmpty)
        {
            SmtpParameterReader reader = new(rest);
            bool any = reader.Read();
            return Refuse(any ? SmtpReply.UnknownParameter : SmtpReply.BadRecipientSyntax);
        }

        if (path.IsInternational && !IsSmtpUtf8)
        {
            return Refuse(SmtpReply.NeedsSmtpUtf8);
        }

        if (Recipients >= _options.MaxRecipients)
        {
            // RFC 5321 §4.5.3.1.10: a limit of ours is no error of the client's.
            return Ask(SmtpServerEventKind.Reply, SmtpReply.TooManyRecipients);
        }

        _pending = SmtpServerEventKind.Recipient;
        return new SmtpServerEvent(SmtpServerEventKind.Recipient, SmtpReply.RecipientOk) { Path = path };
    }

    // RFC 5321 §4.1.1.5
    private SmtpServerEvent Reset(ReadOnlySpan<byte> argument)
    {
        if (!argument.IsEmpty)
        {
            return Refuse(SmtpReply.NoParameters);
        }

        EndTransaction();
        return Idle(SmtpServerEventKind.Reset, SmtpReply.Ok);
    }

    // RFC 5321 §3.5.3, §7.3: who has an account here is not told to anyone who asks.
    private SmtpServerEvent Verify(ReadOnlySpan<byte> argument) =>
        argument.IsEmpty ? Refuse(SmtpReply.SyntaxError) : Idle(SmtpServerEventKind.Reply, SmtpReply.CannotVerify);

    private SmtpServerEvent Quit() => Ask(SmtpServerEventKind.Quit, new SmtpReply(221, 0, 0, _options.HostName + " closing connection"));

    // RFC 3207 §4
    private SmtpServerEvent StartTls(ReadOnlySpan<byte> argument) =>
        !argument.IsEmpty ? Refuse(SmtpReply.NoParameters)
        : IsSecure ? Refuse(SmtpReply.TlsAlready)
        : !CanStartTls ? Refuse(SmtpReply.TlsNotAvailable)
        : Ask(SmtpServerEventKind.StartTls, SmtpReply.ReadyForTls);

    private static bool TryTakePrefix(ref ReadOnlySpan<byte> argument, ReadOnlySpan<byte> prefix)
    {
        if (argument.Length < prefix.Length || !Ascii.EqualsIgnoreCase(argument[..prefix.Length], prefix))
        {
            return false;
        }

        argument = argument[prefix.Length..];
        return true;
    }
}
