using System.Buffers;

namespace Protocols.Smtp;

public sealed partial class SmtpClientSession
{
    private enum Step
    {
        Reset,
        Mail,
        Recipient,
        Data,
        Sent,
    }

    private readonly Queue<(Step Step, int Recipient)> _outstanding = new();
    private readonly ArrayBufferWriter<byte> _mailCommand = new(256);
    private HashSet<string>? _domains;
    private SmtpEnvelope? _envelope;
    private SmtpRecipientOutcome[] _outcomes = [];
    private SmtpMailParameters _parameters;
    private Step _next;
    private int _nextRecipient;
    private int _transactions;
    private int _accepted;
    private bool _isChunked;
    private bool _isDirty;
    private SmtpReply? _senderRefusal;

    /// <summary>What became of each recipient of the transaction that is open, or was last.</summary>
    public IReadOnlyList<SmtpRecipientOutcome> Outcomes => _outcomes;

    /// <summary>The server's reply to MAIL, if it was a refusal.</summary>
    public SmtpReply? SenderRefusal => _senderRefusal;

    /// <summary>
    /// The extensions whose parameters were left out of the transaction because the server does not offer them, and the message can do without.
    /// Without DSN the sender's wish to be notified ends here (RFC 3461 §5.2.2).
    /// </summary>
    public SmtpExtensions LeftOut { get; private set; }

    /// <summary>What was wrong with the command that could not be written.</summary>
    public SmtpWriteStatus WriteStatus { get; private set; }

    /// <summary>
    /// Begins to send a message: MAIL and RCPT, pipelined where the server takes that. <see cref="SmtpClientEventKind.SendMessage"/> follows, or
    /// <see cref="SmtpClientEventKind.Completed"/> where nobody can have it.
    /// </summary>
    /// <param name="envelope">Who sends to whom.</param>
    /// <param name="output">Where the commands go.</param>
    /// <returns>Why the message cannot be sent to this server, if so; nothing is written then, and the session stays free.</returns>
    public SmtpClientStatus Begin(SmtpEnvelope envelope, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(output);
        SmtpMailParameters parameters = default;
        SmtpExtensions leftOut = SmtpExtensions.None;
        SmtpClientStatus status = _state != State.Ready ? SmtpClientStatus.WrongState : Judge(envelope, out parameters, out leftOut);
        if (status != SmtpClientStatus.Ok)
        {
            return status;
        }

        _mailCommand.ResetWrittenCount();
        WriteStatus = SmtpCommandWriter.Mail(envelope.ReversePath, parameters, _mailCommand);
        if (WriteStatus != SmtpWriteStatus.Ok)
        {
            return SmtpClientStatus.BadEnvelope;
        }

        LeftOut = leftOut;
        _parameters = parameters;
        _envelope = envelope;
        _outcomes = new SmtpRecipientOutcome[envelope.Recipients.Count];
        _isChunked = Capabilities.Offers(SmtpExtensions.Chunking) && (_options.PreferChunking || _parameters.Body == SmtpBodyType.BinaryMime);
        _next = _isDirty ? Step.Reset : Step.Mail;
        _nextRecipient = 0;
        _accepted = 0;
        _senderRefusal = null;
        _transactions++;
        _state = State.Envelope;
        SendCommands(output);
        return SmtpClientStatus.Ok;
    }

    private bool IsPipelining => _options.UsePipelining && Capabilities.Offers(SmtpExtensions.Pipelining);

    private bool MaySend => _outstanding.Count == 0 || (IsPipelining && _outstanding.Count < _options.MaxPipelinedCommands);

    /// <summary>Sends what may go out now. Comes to an end of the transaction where there is nothing to send and nothing to wait for.</summary>
    private void SendCommands(IBufferWriter<byte> output)
    {
        while (_state == State.Envelope && _next != Step.Sent && MaySend)
        {
            switch (_next)
            {
                case Step.Reset:
                    SmtpCommandWriter.Rset(output);
                    _outstanding.Enqueue((Step.Reset, -1));
                    _next = Step.Mail;
                    break;
                case Step.Mail:
                    output.Write(_mailCommand.WrittenSpan);
                    _outstanding.Enqueue((Step.Mail, -1));
                    _isDirty = true;
                    _next = Step.Recipient;
                    break;
                case Step.Recipient when _senderRefusal is null && _nextRecipient < _outcomes.Length:
                    SendRecipient(_nextRecipient++, output);
                    break;
                case Step.Recipient:
                    _next = Step.Data;
                    break;
                default:
                    if (!TrySendData(output))
                    {
                        return;
                    }

                    break;
            }
        }

        if (_state == State.Envelope && _outstanding.Count == 0 && _next == Step.Sent)
        {
            Complete();
        }
    }

    private void SendRecipient(int index, IBufferWriter<byte> output)
    {
        SmtpRecipient recipient = _envelope!.Recipients[index];
        if (index >= Capabilities.MaxRecipients || !TakeDomain(recipient.Address))
        {
            Settle(index, new SmtpRecipientOutcome(SmtpRecipientState.OverLimit));
            return;
        }

        SmtpRecipientParameters parameters = Capabilities.Offers(SmtpExtensions.Dsn) ? recipient.Parameters : default;
        switch (SmtpCommandWriter.Rcpt(recipient.Address, parameters, _parameters.SmtpUtf8, output))
        {
            case SmtpWriteStatus.Ok:
                _outstanding.Enqueue((Step.Recipient, index));
                break;
            case SmtpWriteStatus.NeedsSmtpUtf8:
                Settle(index, new SmtpRecipientOutcome(SmtpRecipientState.NeedsSmtpUtf8));
                break;
            default:
                Settle(index, new SmtpRecipientOutcome(SmtpRecipientState.BadAddress));
                break;
        }
    }

    /// <summary>Sends DATA, or goes over to chunks, or sees that there is nothing to send.</summary>
    /// <returns>False if replies have to be waited for.</returns>
    private bool TrySendData(IBufferWriter<byte> output)
    {
        bool mayHaveRecipients = _senderRefusal is null && (_accepted > 0 || _outstanding.Any(o => o.Step == Step.Recipient));
        if (!mayHaveRecipients)
        {
            _next = Step.Sent;
            return true;
        }

        // RFC 3030 §2: BDAT only after all replies are in. RFC 2920 §3.1: DATA may be the last of a group.
        if (_outstanding.Count > 0 && (_isChunked || !IsPipelining))
        {
            return false;
        }

        _next = Step.Sent;
        if (_isChunked)
        {
            BeginMessage();
            return true;
        }

        SmtpCommandWriter.Data(output);
        _outstanding.Enqueue((Step.Data, -1));
        return true;
    }

    private void TakeEnvelope(IBufferWriter<byte> output)
    {
        // Replies are matched by counting them, and by nothing else (RFC 2920 §3.1).
        if (!_outstanding.TryDequeue(out (Step Step, int Recipient) asked))
        {
            Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
            return;
        }

        int code = _reader.Code;
        if (code < 400 && (asked.Step == Step.Data ? code != 354 : code >= 300))
        {
            Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
            return;
        }

        switch (asked.Step)
        {
            case Step.Reset when code >= 400:
                Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
                return;
            case Step.Mail when code >= 400:
                _senderRefusal = _reader.ToReply();
                _isDirty = false;
                SettleAll(new SmtpRecipientOutcome(SmtpRecipientState.Refused, _senderRefusal));
                break;
            case Step.Recipient when _senderRefusal is null:
                TakeRecipient(asked.Recipient, code);
                break;
            case Step.Data:
                TakeData(output, code);
                return;
        }

        SendCommands(output);
    }

    private void TakeRecipient(int index, int code)
    {
        if (code < 400)
        {
            _accepted++;
            _outcomes[index] = new SmtpRecipientOutcome(SmtpRecipientState.Accepted);
        }
        else
        {
            Settle(index, new SmtpRecipientOutcome(SmtpRecipientState.Refused, _reader.ToReply(), IsFromRecipient: true));
        }
    }

    private void TakeData(IBufferWriter<byte> output, int code)
    {
        if (code != 354)
        {
            SettleAll(new SmtpRecipientOutcome(SmtpRecipientState.Refused, _reader.ToReply()));
            Complete();
        }
        else if (_accepted > 0)
        {
            BeginMessage();
        }
        else if (_options.IsLmtp)
        {
            // RFC 2033 §4.2: DATA without recipients must fail; how many replies would follow cannot be known.
            Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
        }
        else
        {
            // RFC 2920 §3.1: a server that accepts DATA for nobody is sent a dot.
            output.Write(".\r\n"u8);
            _outstanding.Enqueue((Step.Data, -1));
            _state = State.Answer;
        }
    }

    private void Complete()
    {
        _state = State.Ready;
        Tell(new SmtpClientEvent(SmtpClientEventKind.Completed));
    }

    private void Settle(int index, SmtpRecipientOutcome outcome)
    {
        _outcomes[index] = outcome;
        Tell(new SmtpClientEvent(SmtpClientEventKind.Recipient, outcome.Reply, index));
    }

    /// <summary>Gives all that have none yet their outcome.</summary>
    private void SettleAll(SmtpRecipientOutcome outcome)
    {
        for (int i = 0; i < _outcomes.Length; i++)
        {
            if (_outcomes[i].State is SmtpRecipientState.Pending or SmtpRecipientState.Accepted)
            {
                Settle(i, outcome);
            }
        }
    }

    // RFC 2033 §5: what was answered stands; the rest are temporary failures.
    private void EndOutcomes(SmtpReply? reply)
    {
        _outstanding.Clear();
        SettleAll(reply is null ? new SmtpRecipientOutcome(SmtpRecipientState.Lost) : new SmtpRecipientOutcome(SmtpRecipientState.Refused, reply));
    }

    private bool TakeDomain(string address)
    {
        if (Capabilities.MaxRecipientDomains is not { } most)
        {
            return true;
        }

        _domains ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string domain = address[(address.LastIndexOf('@') + 1)..];
        return _domains.Contains(domain) || (_domains.Count < most && _domains.Add(domain));
    }
}
