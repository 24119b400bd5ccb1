using Protocols.Sieve;

namespace Protocols.Samples.ReferenceServer;

/// <summary>What a script wants done, in words.</summary>
internal static class SieveText
{
    public static string Describe(SieveAction action)
    {
        string what = action switch
        {
            SieveKeep keep => (keep.IsImplicit ? "keep, since nothing else was asked for" : "keep") + Flags(keep.Flags),
            SieveFileInto into => $"fileinto \"{into.Mailbox}\"{(into.SpecialUse is { } use ? $" or {use}" : "")}{(into.MailboxId is { } id ? $" or mailbox {id}" : "")}{(into.Create ? ", made if need be" : "")}{Flags(into.Flags)}",
            SieveRedirect redirect => $"redirect to {redirect.Address}",
            SieveReject reject => $"{(reject.IsExtended ? "ereject" : "reject")}: {reject.Reason}",
            SieveVacation vacation => $"vacation: an answer to {vacation.To}{Copy(vacation.Fcc)}",
            SieveNotify notify => $"notify by {notify.Method}{Copy(notify.Fcc)}",
            SieveDiscard => "discard",
            SieveHostAction host => $"{host.Name} {string.Join(' ', host.Arguments)}",
            _ => action.ToString(),
        };
        return action.Message is null ? what : what + ", as the script has changed it";
    }

    private static string Copy(SieveFcc? fcc) => fcc is null ? "" : $", with a copy in \"{fcc.Mailbox}\"";

    private static string Flags(IReadOnlyList<string> flags) => flags.Count == 0 ? "" : ", flags " + string.Join(' ', flags);
}
