using Protocols.Sieve;
using Protocols.Smtp;

namespace Protocols.Smtp.Server;

/// <summary>
/// Sends what a script has written: answers, notifications, reports of refusal. What cannot be sent is in the log, and the message that gave rise to it is delivered all
/// the same.
/// </summary>
internal sealed class ScriptReplies(StoreDelivery delivery, SieveFiltering sieve, SmtpSender sender, LocalCopy copy, OutgoingMail outgoing)
{
    /// <summary>Files a copy of what was sent.</summary>
    public delegate ValueTask FileCopy(SieveFcc fcc, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken);

    /// <summary>Sends what is among some actions.</summary>
    /// <param name="actions">The actions.</param>
    /// <param name="file">Files copies.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask SendAsync(IReadOnlyList<SieveAction> actions, FileCopy file, CancellationToken cancellationToken)
    {
        foreach (SieveAction action in actions)
        {
            string name = action.GetType().Name;
            try
            {
                string? obstacle = action switch
                {
                    SieveVacation vacation => await AnswerAsync(vacation, file, cancellationToken).ConfigureAwait(false),
                    SieveNotify notify => await NotifyAsync(notify, file, cancellationToken).ConfigureAwait(false),
                    SieveReject reject when outgoing.IsPossible => await ReportAsync(reject, cancellationToken).ConfigureAwait(false),
                    _ => null,
                };
                if (obstacle is not null)
                {
                    SieveLog.NotDone(sieve.Logger, name, copy.Account.Address, obstacle);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                SieveLog.NotDoneByError(sieve.Logger, e, name, copy.Account.Address);
            }
        }
    }

    private async ValueTask<string?> AnswerAsync(SieveVacation vacation, FileCopy file, CancellationToken cancellationToken)
    {
        // RFC 5230 §4.2. Of two messages that come at one time one is answered: it is noted first and then sent.
        if (!outgoing.IsPossible
            || (vacation.Period > TimeSpan.Zero && !await sieve.Memory.RememberAsync(
                copy.Account.Id, ScriptHost.VacationKey(vacation.Handle, vacation.To), delivery.Time.GetUtcNow() + vacation.Period, renew: false, cancellationToken).ConfigureAwait(false)))
        {
            return outgoing.IsPossible ? null : "there is no queue";
        }

        return await SendAsync("", [vacation.To], vacation.Reply, vacation.Fcc, file, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<string?> NotifyAsync(SieveNotify notify, FileCopy file, CancellationToken cancellationToken) => notify.Mail is { } mail
        ? SendAsync(notify.ReversePath, notify.Recipients, mail, notify.Fcc, file, cancellationToken)
        : new($"there is no way to notify by {notify.Method}");

    private ValueTask<string?> ReportAsync(SieveReject reject, CancellationToken cancellationToken) => reject.Report is { } report
        ? outgoing.SendOwnAsync("", [sender.ReversePath], report, cancellationToken)
        : new("the message has no sender who could be told");

    private async ValueTask<string?> SendAsync(string reversePath, IReadOnlyList<string> to, ReadOnlyMemory<byte> message, SieveFcc? fcc, FileCopy file, CancellationToken cancellationToken)
    {
        string? obstacle = await outgoing.SendOwnAsync(reversePath, to, message, cancellationToken).ConfigureAwait(false);
        if (obstacle is null && fcc is not null)
        {
            await file(fcc, message, cancellationToken).ConfigureAwait(false);
        }

        return obstacle;
    }
}
