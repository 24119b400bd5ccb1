namespace Protocols.Smtp.Server;

/// <content>One message: its sender, its recipients, its octets, and what came of it.</content>
internal sealed partial class SmtpConnection
{
    // RFC 3848 §1, RFC 6531 §4.3
    private string WithProtocol()
    {
        string security = (IsSecure ? "S" : "") + (AuthenticatedAs is null ? "" : "A");
        bool isExtended = _session.XClient?.IsExtended ?? _session.IsExtended;
        return (_options.IsLmtp, _parameters.SmtpUtf8) switch
        {
            (true, true) => "UTF8LMTP" + security,
            (true, false) => "LMTP" + security,
            (false, true) => "UTF8SMTP" + security,
            _ => isExtended ? "ESMTP" + security : "SMTP",
        };
    }

    private async ValueTask MailAsync()
    {
        using Measure measure = new(_connection.Telemetry, _connection.Time, "MAIL");
        SmtpSender sender = new()
        {
            ReversePath = _path,
            Parameters = _parameters,
            ClientName = ClientName!,
            ClientAddress = ClientAddress,
            WithProtocol = WithProtocol(),
            IsSecure = IsSecure,
            AuthenticatedAs = AuthenticatedAs,
            Account = Account,
            HearsOfEachRecipient = _options.IsLmtp,
        };
        SmtpReply? refusal = _helloRefusal
            ?? await _stages.AskAsync<IMailStage, SmtpSender>(sender, static (stage, sender, cancellation) => stage.MailAsync(sender, cancellation)).ConfigureAwait(false)
            ?? await TryAsync("MAIL", () => BeginAsync(sender)).ConfigureAwait(false);
        Reply(measure.Of(refusal ?? _proposed!));
    }

    private async ValueTask<SmtpReply?> BeginAsync(SmtpSender sender)
    {
        DeliveryStart start = await _server.Delivery.BeginAsync(sender, _connection.Closed).ConfigureAwait(false);
        if (start.Transaction is { } transaction)
        {
            _sender = sender;
            _reception = new Reception(transaction, sender, _options.HostName, _server.Filters, _connection);
        }

        return start.Refusal;
    }

    private async ValueTask RecipientAsync()
    {
        using Measure measure = new(_connection.Telemetry, _connection.Time, "RCPT");
        SmtpRecipient recipient = new(_path, _recipientParameters);
        SmtpReply? refusal = await _stages.AskAsync<IRecipientStage, (SmtpSender Sender, SmtpRecipient Recipient)>(
                (_sender!, recipient), static (stage, state, cancellation) => stage.RecipientAsync(state.Sender, state.Recipient, cancellation)).ConfigureAwait(false)
            ?? await TryAsync("RCPT", () => _reception!.AddRecipientAsync(recipient)).ConfigureAwait(false);
        if (refusal is { Code: >= 500 } && ++_refusedRecipients >= _server.MaxRefusedRecipients)
        {
            refusal = s_tooManyRefused;
        }

        Reply(measure.Of(refusal ?? _proposed!));
    }

    // Whatever the delivery or the directory has met, the client is told to come back.
    private async ValueTask<SmtpReply?> TryAsync(string command, Func<ValueTask<SmtpReply?>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            SmtpLog.CommandFailed(_connection.Logger, e, _connection.Id, command);
            return s_failed;
        }
    }

    private async ValueTask DataAsync()
    {
        if (_refusal is not null)
        {
            return;
        }

        try
        {
            _refusal = await _reception!.WriteAsync(_data).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever the store has met, a full disk say, the client is told to come back, and the rest of the message is read past.
            SmtpLog.DeliveryFailed(_connection.Logger, e, _connection.Id);
            _refusal = s_failed;
        }
    }

    private async ValueTask DataEndAsync()
    {
        using Measure measure = new(_connection.Telemetry, _connection.Time, "DATA");
        DeliveryOutcome outcome = !_proposed!.IsPositive ? DeliveryOutcome.ForAll(_proposed)
            : _refusal is not null ? DeliveryOutcome.ForAll(_refusal)
            : await CommitAsync().ConfigureAwait(false);
        SmtpReply overall = measure.Of(outcome.Overall);
        await EndTransactionAsync().ConfigureAwait(false);
        if (!_options.IsLmtp)
        {
            Reply(overall);
            return;
        }

        // RFC 2033 §4.2: a reply for each recipient, in the order of RCPT.
        for (int i = 0; _session.RepliesDue > 0; i++)
        {
            Reply(outcome.Of(i));
        }
    }

    private async ValueTask<DeliveryOutcome> CommitAsync()
    {
        try
        {
            DeliveryOutcome outcome = await _reception!.FinishAsync().ConfigureAwait(false);
            foreach (Exception error in outcome.Errors)
            {
                SmtpLog.DeliveryFailed(_connection.Logger, error, _connection.Id);
            }

            return outcome;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            SmtpLog.DeliveryFailed(_connection.Logger, e, _connection.Id);
            return DeliveryOutcome.ForAll(s_failed);
        }
    }

    private async ValueTask EndTransactionAsync()
    {
        _inMessage = false;
        _refusal = null;
        _sender = null;
        if (_reception is { } reception)
        {
            _reception = null;
            await reception.DisposeAsync().ConfigureAwait(false);
        }
    }
}
