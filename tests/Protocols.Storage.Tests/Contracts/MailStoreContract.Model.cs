using FsCheck;
using FsCheck.Fluent;

namespace Protocols.Storage.Tests;

public abstract partial class MailStoreContract
{
    [Fact]
    public async Task Clients_from_any_point_that_replay_the_log_arrive_at_the_same_mailboxes()
    {
        // A fixed seed, so that a failure comes again.
        Step[][] runs = [.. Step.Generator.ArrayOf(30).Sample(12, new Rnd(20261124), 30)];
        Assert.Equal(12, runs.Length);
        foreach (Step[] steps in runs)
        {
            AccountId account = await NewAccountAsync();
            MailModel model = new(Mail, account);
            await model.StartAsync();
            foreach (Step step in steps)
            {
                await using BlobUpload upload = await UploadAsync(Bytes("content " + step.Keyword));
                await model.ApplyAsync(step, upload, Facts(upload.Length));
                await model.CheckAsync();
            }
        }
    }
}
