using System.Buffers;
using System.Text;

namespace Protocols.Smtp;

public sealed partial class SmtpServerSession
{
    private static readonly SearchValues<byte> s_neverInCommands = SearchValues.Create("\0\r\n"u8);

    private int _transactions;
    private bool _isUtf8Answer;
    private HashSet<string>? _domains;

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
            // RFC 2033 §4.1: LHLO stands in the place of both, and each protocol refuses the other's.
            SmtpVerb.Ehlo or SmtpVerb.Helo when _options.IsLmtp => Refuse(SmtpReply.SpeakLmtp),
            SmtpVerb.Lhlo when !_options.IsLmtp => Refuse(SmtpReply.UnknownCommand),
            SmtpVerb.Ehlo or SmtpVerb.Lhlo => Hello(command.Argument, extended: true),
            SmtpVerb.Helo => Hello(command.Argument, extended: false),
            SmtpVerb.Mail => Mail(command.Argument),
            SmtpVerb.Rcpt => Recipient(command.Argument),
            SmtpVerb.Data => Data(command.Argument),
            SmtpVerb.Bdat => Bdat(command.Argument, ref input),
            SmtpVerb.Rset => Reset(command.Argument),
            SmtpVerb.Noop => Idle(SmtpServerEventKind.Reply, SmtpReply.Ok),
            SmtpVerb.Help => Idle(SmtpServerEventKind.Reply, SmtpReply.Help),
            SmtpVerb.Vrfy => Verify(command.Argument),
            SmtpVerb.Expn => Expand(command.Argument),
            SmtpVerb.Quit => command.Argument.IsEmpty ? Quit() : Refuse(SmtpReply.NoParameters),
            SmtpVerb.StartTls => StartTls(command.Argument),
            SmtpVerb.Auth => Authenticate(command.Argument),
            SmtpVerb.XClient => ReadXClient(command.Argument),
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

    // RFC 5321 §4.1.1.2
    private SmtpServerEvent Mail(ReadOnlySpan<byte> argument)
    {
        SmtpReply? order = ClientName is null ? SmtpReply.HelloFirst
            : InTransaction ? SmtpReply.NestedMail
            : _options.RequireTls && !IsSecure ? SmtpReply.TlsRequired
            : _options.RequireAuthentication && !IsAuthenticated ? SmtpReply.AuthenticationRequired
            : null;
        if (order is not null)
        {
            return Refuse(order);
        }

        if (!TryTakePrefix(ref argument, "FROM:"u8)
            || SmtpPath.TryRead(argument, _options.MaxPathLength, out SmtpPath path, out ReadOnlySpan<byte> rest, _options.AcceptBarePaths) != SmtpPathStatus.Valid
            || (!path.IsNull && path.Domain.IsEmpty) || IsTooLong(path))
        {
            return Refuse(SmtpReply.BadSenderSyntax);
        }

        ref readonly SmtpMailParameters parameters = ref _mailParameters;
        int? priority = null;
        if (rest.IsEmpty)
        {
            _mailParameters = default;
        }
        else
        {
            SmtpParameterStatus status = SmtpMailParameters.TryRead(rest, out _mailParameters);
            priority = parameters.Priority;
            if (Judge(status, ref _mailParameters) is { } wrong)
            {
                return Refuse(wrong);
            }
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

        if (_transactions >= _options.MaxTransactions)
        {
            return Ask(SmtpServerEventKind.Reply, SmtpReply.TooManyMessages);
        }

        EndTransaction();
        _transactions++;
        IsSmtpUtf8 = parameters.SmtpUtf8;
        _isBinary = parameters.Body == SmtpBodyType.BinaryMime;
        _announcedSize = parameters.Size;
        _pending = SmtpServerEventKind.Mail;
        return new SmtpServerEvent(SmtpServerEventKind.Mail, parameters.Priority == priority ? SmtpReply.SenderOk : SmtpReply.PriorityLowered) { Path = path, Session = this };
    }

    // RFC 5321 §4.1.1.3
    private SmtpServerEvent Recipient(ReadOnlySpan<byte> argument)
    {
        if (!InTransaction || _messageBegun)
        {
            return Refuse(ClientName is null ? SmtpReply.HelloFirst : _messageBegun ? SmtpReply.ChunkSequence : SmtpReply.MailFirst);
        }

        if (!TryTakePrefix(ref argument, "TO:"u8)
            || SmtpPath.TryRead(argument, _options.MaxPathLength, out SmtpPath path, out ReadOnlySpan<byte> rest, _options.AcceptBarePaths) != SmtpPathStatus.Valid
            || path.IsNull || IsTooLong(path))
        {
            return Refuse(SmtpReply.BadRecipientSyntax);
        }

        _recipientParameters = default;
        if (!rest.IsEmpty)
        {
            if (Problem(SmtpRecipientParameters.TryRead(rest, out _recipientParameters)) is { } problem)
            {
                return Refuse(problem == SmtpReply.SyntaxError ? SmtpReply.BadRecipientSyntax : problem);
            }

            if (_recipientParameters.Needs != SmtpExtensions.None && !_options.OfferDsn)
            {
                return Refuse(SmtpReply.NotOffered);
            }
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

        if (!TakeDomain(path.Domain))
        {
            return Ask(SmtpServerEventKind.Reply, SmtpReply.TooManyDomains);
        }

        _pending = SmtpServerEventKind.Recipient;
        return new SmtpServerEvent(SmtpServerEventKind.Recipient, SmtpReply.RecipientOk) { Path = path, Session = this };
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

    // RFC 5321 §3.5.3, §7.3: who has an account here is not told to anyone who asks, unless the host wants to.
    private SmtpServerEvent Verify(ReadOnlySpan<byte> argument) => argument.IsEmpty ? Refuse(SmtpReply.SyntaxError)
        : _options.AnswerVerify ? IdleWith(SmtpServerEventKind.Verify, SmtpReply.CannotVerify, argument)
        : Idle(SmtpServerEventKind.Reply, SmtpReply.CannotVerify);

    private SmtpServerEvent Expand(ReadOnlySpan<byte> argument) => !_options.AnswerExpand ? Refuse(SmtpReply.NotImplemented)
        : argument.IsEmpty ? Refuse(SmtpReply.SyntaxError)
        : IdleWith(SmtpServerEventKind.Expand, SmtpReply.CannotExpand, argument);

    private SmtpServerEvent IdleWith(SmtpServerEventKind kind, SmtpReply reply, ReadOnlySpan<byte> argument)
    {
        // RFC 6531 §3.7.4.2: the parameter allows UTF-8 in what is asked and in what is answered.
        ReadOnlySpan<byte> parameter = " SMTPUTF8"u8;
        _isUtf8Answer = argument.Length > parameter.Length && Ascii.EqualsIgnoreCase(argument[^parameter.Length..], parameter);
        argument = _isUtf8Answer ? argument[..^parameter.Length].TrimEnd((byte)' ') : argument;
        if (!_isUtf8Answer && !Ascii.IsValid(argument))
        {
            return Refuse(SmtpReply.NeedsSmtpUtf8);
        }

        SmtpServerEvent e = Idle(kind, reply);
        return e.Kind == kind ? new SmtpServerEvent(kind, reply) { Argument = argument, AllowsUtf8 = _isUtf8Answer } : e;
    }

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
