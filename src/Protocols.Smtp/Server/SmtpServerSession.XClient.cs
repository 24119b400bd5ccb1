namespace Protocols.Smtp;

public sealed partial class SmtpServerSession
{
    private SmtpXClient? _xclientBefore;

    /// <summary>What a proxy in front told of the client, or null.</summary>
    public SmtpXClient? XClient { get; private set; }

    private SmtpServerEvent ReadXClient(ReadOnlySpan<byte> argument)
    {
        if (!_options.AllowXClient)
        {
            return Refuse(SmtpReply.UnknownCommand);
        }

        if (InTransaction)
        {
            return Refuse(SmtpReply.XClientInTransaction);
        }

        SmtpParameterStatus status = SmtpXClient.TryRead(XClient, argument, out SmtpXClient? told);
        if (status != SmtpParameterStatus.Valid)
        {
            return Refuse(status == SmtpParameterStatus.Unknown ? SmtpReply.BadParameter : Problem(status)!);
        }

        _xclientBefore = XClient;
        XClient = told;
        return Idle(SmtpServerEventKind.XClient, new SmtpReply(220, default, _options.HostName + " ESMTP ready"));
    }

    // The session begins anew, as if the client had just connected.
    private void EndXClient(SmtpReply reply)
    {
        if (reply.Code != 220)
        {
            XClient = _xclientBefore;
            return;
        }

        ClientName = null;
        IsExtended = false;
        AuthenticatedAs = null;
        EndTransaction();
    }
}
