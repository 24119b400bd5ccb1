using Protocols.Hosting;

namespace Protocols.Pop3.Server;

/// <summary>What is done with the maildrop (RFC 1939 §5 to §7).</summary>
internal sealed class MaildropCommands(Pop3Server server, MailConnection connection, Pop3ServerSession session, Pop3Connection host)
{
    private Pop3ResponseWriter Writer => host.Writer;

    public async ValueTask RunAsync(Pop3Command command)
    {
        if (host.Maildrop is not { } drop)
        {
            // QUIT alone comes so far before a login.
            session.Ended();
            host.Ok("Good-bye");
            return;
        }

        if (command.Message > 0 && !drop.Has(command.Message))
        {
            host.Error(Pop3ResponseCode.None, "There is no such message");
            return;
        }

        switch (command.Kind)
        {
            case Pop3CommandKind.Status:
                (uint messages, long octets) = drop.Status;
                Writer.Ok(messages, octets);
                break;
            case Pop3CommandKind.List when command.Message > 0:
                Writer.Ok(command.Message, drop.Size(command.Message));
                break;
            case Pop3CommandKind.UniqueIds when command.Message > 0:
                Writer.OkUniqueId(command.Message, drop.UniqueId(command.Message));
                break;
            case Pop3CommandKind.List or Pop3CommandKind.UniqueIds:
                await ListAsync(drop, command.Kind == Pop3CommandKind.List).ConfigureAwait(false);
                break;
            case Pop3CommandKind.Retrieve or Pop3CommandKind.Top:
                await RetrieveAsync(drop, command).ConfigureAwait(false);
                break;
            case Pop3CommandKind.Delete:
                drop.Delete(command.Message);
                host.Ok("Marked to be removed");
                break;
            case Pop3CommandKind.Reset:
                drop.Reset();
                host.Ok("Nothing is marked any more");
                break;
            case Pop3CommandKind.Noop:
                host.Ok("");
                break;
            case Pop3CommandKind.Quit:
                await QuitAsync(drop).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask ListAsync(Maildrop drop, bool isSizes)
    {
        host.Ok("A line for each message");
        for (uint number = 1; number <= drop.Count; number++)
        {
            if (!drop.Has(number))
            {
                continue;
            }

            if (isSizes)
            {
                Writer.ScanListing(number, drop.Size(number));
            }
            else
            {
                Writer.UniqueId(number, drop.UniqueId(number));
            }

            if (connection.Output.UnflushedBytes > 32 * 1024)
            {
                await connection.Output.FlushAsync(connection.Closed).ConfigureAwait(false);
            }
        }

        Writer.End();
    }

    private async ValueTask RetrieveAsync(Maildrop drop, Pop3Command command)
    {
        if (!session.IsUtf8 && await drop.NeedsUtf8Async(command.Message, connection.Closed).ConfigureAwait(false))
        {
            host.Error(Pop3ResponseCode.Utf8, "The message has a header in UTF-8: use UTF8 first");
            return;
        }

        long size = drop.Size(command.Message);
        bool isTop = command.Kind == Pop3CommandKind.Top;
        if (await server.Blobs.GetLengthAsync(host.Account!.Id, drop.Blob(command.Message), connection.Closed).ConfigureAwait(false) != size)
        {
            // Another session has removed it, and nothing links to its octets any more.
            host.Error(Pop3ResponseCode.None, "The message is gone");
            return;
        }

        host.Ok(isTop ? "The top of the message" : $"{size} octets");
        using MessageWriter writer = new(connection.Output, isTop ? command.Lines : null);
        long copied;
        try
        {
            copied = await server.Blobs.CopyToAsync(host.Account!.Id, drop.Blob(command.Message), 0, size, writer, connection.Closed).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new TornResponseException($"Message {command.Message} could not be read: {e.Message}", e);
        }

        if (copied != size && !writer.IsSated)
        {
            throw new TornResponseException($"Of message {command.Message}, {copied} of {size} bytes could be read.", null);
        }

        writer.End();
    }

    // RFC 1939 §6: the maildrop is let go of whatever comes of it.
    private async ValueTask QuitAsync(Maildrop drop)
    {
        session.Ended();
        bool isDone;
        try
        {
            isDone = await drop.UpdateAsync(connection.Closed).ConfigureAwait(false);
        }
        finally
        {
            // Before the answer: whoever has it may log in again.
            await host.DisposeAsync().ConfigureAwait(false);
        }

        if (isDone)
        {
            host.Ok("Good-bye");
        }
        else
        {
            host.Error(Pop3ResponseCode.SystemTemporary, "Some of the marked messages were not removed");
        }
    }
}
