using System.Net;
using Protocols.Smtp.Server;
using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

/// <summary>Whom addresses stand for, and what is asked of clients before a message comes in.</summary>
internal static class Addressing
{
    /// <exception cref="UsageException">An alias cannot be used.</exception>
    public static RecipientResolver Resolver(ServerSettings settings, SqliteStorage storage)
    {
        try
        {
            StaticAddressBook book = new(settings.Aliases.Select(static a => KeyValuePair.Create(a.Address, Entry(a))));
            return new RecipientResolver(book, storage.Directory, new ResolverOptions { DetailSeparator = Separator(settings) });
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"Server:Aliases cannot be used: {e.Message}");
        }
    }

    /// <summary>What stands between a user and a detail.</summary>
    public static char? Separator(ServerSettings settings) => settings.Reception.DetailSeparator switch
    {
        "" => null,
        [char separator] => separator,
        string other => throw new UsageException($"Server:Reception:DetailSeparator is '{other}', and has to be one character."),
    };

    /// <summary>The stages before a message comes in.</summary>
    public static ReceptionStages Stages(ServerSettings settings, SqliteStorage storage, RecipientResolver resolver, bool submission)
    {
        List<IReceptionStage> stages = [];
        RateSettings rate = submission ? settings.Submission.Rate : settings.Reception.Rate;
        if (rate.Messages is not null || rate.Recipients is not null)
        {
            try
            {
                RateLimits limits = submission
                    ? new RateLimits { AccountMessages = rate.Messages, AccountRecipients = rate.Recipients }
                    : new RateLimits { AddressMessages = rate.Messages, AddressRecipients = rate.Recipients };
                stages.Add(new RateLimitStage(limits, TimeProvider.System));
            }
            catch (ArgumentException e)
            {
                throw new UsageException($"Server:{(submission ? "Submission" : "Reception")}:Rate cannot be used: {e.Message}");
            }
        }

        if (submission && settings.Submission.MatchSender)
        {
            stages.Add(new SenderStage(storage.Directory, resolver));
        }

        return new ReceptionStages([.. stages]);
    }

    /// <summary>Reads networks.</summary>
    /// <exception cref="UsageException">One is none.</exception>
    public static IPNetwork[] Networks(string[] texts, string setting) => [.. texts.Select(text => IPNetwork.TryParse(text, out IPNetwork network)
        ? network
        : throw new UsageException($"{setting} has '{text}', which is no network (such as 192.0.2.0/24)."))];

    private static AddressEntry Entry(AliasSettings alias)
    {
        AddressEntry entry = new(alias.Members);
        return alias.Owner.Length == 0 ? entry : entry with { Owner = alias.Owner };
    }
}
