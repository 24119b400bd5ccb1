using Protocols.Storage;

namespace Protocols.ManageSieve.Server;

/// <summary>The commands that have to do with scripts (RFC 5804 §2.5–2.12).</summary>
internal sealed class ScriptCommands(ManageSieveServer server, ManageSieveConnection host)
{
    private IScriptStore Scripts => server.Scripts;

    public ValueTask RunAsync(Account account, ManageSieveCommand command) => command switch
    {
        HaveSpaceCommand space => HaveSpaceAsync(account.Id, space),
        PutScriptCommand put => PutAsync(account.Id, put),
        CheckScriptCommand check => Check(check),
        ListScriptsCommand => ListAsync(account.Id),
        SetActiveCommand active => SetActiveAsync(account.Id, active),
        GetScriptCommand get => GetAsync(account.Id, get),
        DeleteScriptCommand delete => DeleteAsync(account.Id, delete),
        RenameScriptCommand rename => RenameAsync(account.Id, rename),
        _ => throw new InvalidOperationException($"{command.Name} is read and not served."),
    };

    private async ValueTask HaveSpaceAsync(AccountId account, HaveSpaceCommand command) =>
        Tell(await Scripts.CheckSpaceAsync(account, command.ScriptName, command.Size, host.Closed).ConfigureAwait(false), "There is room");

    private async ValueTask PutAsync(AccountId account, PutScriptCommand command)
    {
        // What has no room need not be valid.
        ScriptChangeStatus space = await Scripts.CheckSpaceAsync(account, command.ScriptName, command.Script.Length, host.Closed).ConfigureAwait(false);
        if (space != ScriptChangeStatus.Done)
        {
            Tell(space, "");
            return;
        }

        ScriptVerdict verdict = server.Check(command.Script.Span);
        if (!verdict.IsValid)
        {
            host.No(ManageSieveResponseCode.None, verdict.Text);
            return;
        }

        ScriptChangeResult result = await Scripts.PutAsync(account, command.ScriptName, command.Script, null, host.Closed).ConfigureAwait(false);
        if (result.Status == ScriptChangeStatus.Done && verdict.Text.Length > 0)
        {
            host.Answer(ManageSieveStatus.Ok, ManageSieveResponseCode.Warnings, verdict.Text);
            return;
        }

        Tell(result.Status, "The script is stored");
    }

    private ValueTask Check(CheckScriptCommand command)
    {
        ScriptVerdict verdict = server.Check(command.Script.Span);
        if (!verdict.IsValid)
        {
            host.No(ManageSieveResponseCode.None, verdict.Text);
        }
        else if (verdict.Text.Length > 0)
        {
            host.Answer(ManageSieveStatus.Ok, ManageSieveResponseCode.Warnings, verdict.Text);
        }
        else
        {
            host.Ok("The script is valid");
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask ListAsync(AccountId account)
    {
        foreach (StoredScript script in await Scripts.ListAsync(account, host.Closed).ConfigureAwait(false))
        {
            host.Writer.ListedScript(script.Name, script.IsActive);
        }

        host.Ok("These are all");
    }

    private async ValueTask SetActiveAsync(AccountId account, SetActiveCommand command)
    {
        // RFC 5804 §2.8: the empty name is that of no script.
        string? name = command.ScriptName.Length == 0 ? null : command.ScriptName;
        ScriptChangeResult result = await Scripts.SetActiveAsync(account, name, host.Closed).ConfigureAwait(false);
        Tell(result.Status, name is null ? "No script is active" : "The script is active");
    }

    private async ValueTask GetAsync(AccountId account, GetScriptCommand command)
    {
        if (await Scripts.ReadAsync(account, command.ScriptName, host.Closed).ConfigureAwait(false) is not { } script)
        {
            Tell(ScriptChangeStatus.NoSuchScript, "");
            return;
        }

        host.Writer.Script(script.Source.Span);
        host.Ok("This is all of it");
    }

    private async ValueTask DeleteAsync(AccountId account, DeleteScriptCommand command) =>
        Tell((await Scripts.DeleteAsync(account, command.ScriptName, host.Closed).ConfigureAwait(false)).Status, "The script is deleted");

    private async ValueTask RenameAsync(AccountId account, RenameScriptCommand command) =>
        Tell((await Scripts.RenameAsync(account, command.OldName, command.NewName, host.Closed).ConfigureAwait(false)).Status, "The script is renamed");

    private void Tell(ScriptChangeStatus status, string done)
    {
        switch (status)
        {
            case ScriptChangeStatus.Done:
                host.Ok(done);
                break;
            case ScriptChangeStatus.NoSuchScript:
                host.No(ManageSieveResponseCode.NonExistent, "There is no script by that name");
                break;
            case ScriptChangeStatus.AlreadyExists:
                host.No(ManageSieveResponseCode.AlreadyExists, "There is a script by that name already");
                break;
            case ScriptChangeStatus.IsActive:
                host.No(ManageSieveResponseCode.Active, "You may not delete an active script");
                break;
            case ScriptChangeStatus.TooManyScripts:
                host.No(ManageSieveResponseCode.QuotaMaxScripts, "You have as many scripts as you may");
                break;
            case ScriptChangeStatus.TooLarge:
                host.No(ManageSieveResponseCode.QuotaMaxSize, "The script is larger than one may be");
                break;
            case ScriptChangeStatus.TooLargeTogether:
                host.No(ManageSieveResponseCode.Quota, "Your scripts together would be larger than they may be");
                break;
            case ScriptChangeStatus.InvalidName:
                host.No(ManageSieveResponseCode.None, "A script cannot have that name");
                break;
            default:
                host.No(ManageSieveResponseCode.TryLater, "The account is not there");
                break;
        }
    }
}
