using Protocols.Storage;

namespace Protocols.Server.Tests.Imap;

public sealed class QuotaTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private async Task<AccountId> LimitAsync(string address, long? storage, long? messages, long? mailboxes)
    {
        AccountId account = (await server.Storage.Directory.FindRecipientAsync(address, CancellationToken.None)).Account!.Id;
        Assert.True(await server.Storage.Quota.SetLimitsAsync(account, new QuotaLimits(storage, messages, mailboxes), CancellationToken.None));
        return account;
    }

    [Fact, Rfc(9208, "4.1.1"), Rfc(9208, "4.1.2"), Rfc(9208, "3.1"), Rfc(9208, "8")]
    public async Task An_account_has_one_quota_root_which_others_do_not_see()
    {
        string address = await server.NewAccountAsync();
        string other = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(address);
        Assert.Contains(" QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE QUOTA=RES-MAILBOX", (await talk.Ok("CAPABILITY"))[0], StringComparison.Ordinal);
        Assert.Equal(["* QUOTAROOT \"INBOX\""], await talk.Ok("GETQUOTAROOT INBOX"));
        await LimitAsync(address, 2049, 10, 8);
        await talk.Append("INBOX", "Subject: a\r\n\r\n" + new string('x', 1100));
        Assert.Equal([$"* QUOTA {address} (STORAGE 2 3 MESSAGE 1 10 MAILBOX 6 8)"], await talk.Ok($"GETQUOTA {address}"));
        Assert.Equal([$"* QUOTAROOT \"not/there\" {address}", $"* QUOTA {address} (STORAGE 2 3 MESSAGE 1 10 MAILBOX 6 8)"], await talk.Ok("GETQUOTAROOT not/there"));
        await talk.Fails("NO ", $"GETQUOTA {other}");
        await talk.Fails("NO ", "GETQUOTA \"\"");
        await talk.Fails("BAD", $"SETQUOTA {address} (STORAGE 1)");

        // RFC 9208 §6: of another's, who may read a mailbox learns of the quota that it is under.
        using ImapTalk stranger = await server.LoginAsync(other);
        await stranger.Fails("NO [NONEXISTENT]", $"GETQUOTAROOT \"Other Users/{address}/INBOX\"");
        await talk.Ok($"SETACL INBOX {other} l");
        await stranger.Fails("NO [NOPERM]", $"GETQUOTAROOT \"Other Users/{address}/INBOX\"");
        await talk.Ok($"SETACL INBOX {other} lr");
        Assert.Equal(
            [$"* QUOTAROOT \"Other Users/{address}/INBOX\" {address}", $"* QUOTA {address} (STORAGE 2 3 MESSAGE 1 10 MAILBOX 6 8)"],
            await stranger.Ok($"GETQUOTAROOT \"Other Users/{address}/INBOX\""));
    }

    [Fact, Rfc(9208, "4.3.1")]
    public async Task What_would_go_over_is_refused_with_its_code()
    {
        string address = await server.NewAccountAsync();
        string other = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(address);
        await LimitAsync(address, 30, null, 7);
        Assert.StartsWith("OK", await talk.Append("INBOX", "Subject: a\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await talk.Append("INBOX", "Subject: b\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("NO [OVERQUOTA]", await talk.Append("INBOX", "Subject: c\r\n\r\n"), StringComparison.Ordinal);
        await talk.Ok("CREATE more");
        await talk.Fails("NO [OVERQUOTA]", "CREATE beyond");
        await talk.Ok("SELECT INBOX");
        await talk.Fails("NO [OVERQUOTA]", "COPY 1:2 more");
        await talk.Ok("MOVE 1 more");

        // Another's messages count where they are put, and nothing is left of a copy that does not fit.
        await talk.Ok($"SETACL more {other} lri");
        using ImapTalk giver = await server.LoginAsync(other);
        await giver.Append("INBOX", "x");
        await giver.Append("INBOX", "Subject: d\r\n\r\n");
        await giver.Ok("SELECT INBOX");
        await giver.Fails("NO [OVERQUOTA]", $"COPY 1:2 \"Other Users/{address}/more\"");
        await giver.Fails("NO [OVERQUOTA]", $"MOVE 1:2 \"Other Users/{address}/more\"");
        Assert.Equal([$"* STATUS \"Other Users/{address}/more\" (MESSAGES 1)"], await giver.Ok($"STATUS \"Other Users/{address}/more\" (MESSAGES)"));
        Assert.Equal(["* STATUS \"INBOX\" (MESSAGES 2)"], await giver.Ok("STATUS INBOX (MESSAGES)"));
        await giver.Ok($"COPY 1 \"Other Users/{address}/more\"");
    }

    [Fact, Rfc(9208, "4.3.1")]
    public async Task A_copy_into_another_account_that_fails_in_the_middle_takes_back_what_it_filed()
    {
        string address = await server.NewAccountAsync();
        string other = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(address);
        await talk.Ok($"SETACL INBOX {other} lri");
        await LimitAsync(address, null, 100, null);
        using ImapTalk giver = await server.LoginAsync(other);
        await giver.Append("INBOX", "Subject: a\r\n\r\n");
        await giver.Ok("SELECT INBOX");
        for (int i = 0; i < 7; i++)
        {
            await giver.Ok("COPY 1:* INBOX");
        }

        await giver.Fails("NO [OVERQUOTA]", $"COPY 1:* \"Other Users/{address}/INBOX\"");
        Assert.Equal(["* STATUS \"INBOX\" (MESSAGES 0)"], await talk.Ok("STATUS INBOX (MESSAGES)"));
        Assert.Matches(@"^OK \[COPYUID \d+ 1:90 65:154\]", (await giver.Say($"COPY 1:90 \"Other Users/{address}/INBOX\""))[^1]);
        Assert.Equal(["* STATUS \"INBOX\" (MESSAGES 90)"], await talk.Ok("STATUS INBOX (MESSAGES)"));
    }

    [Fact, Rfc(9208, "4.1.4"), Rfc(7889, "2"), Rfc(7889, "3")]
    public async Task Status_tells_what_expunging_would_free_and_what_can_be_put_in()
    {
        using ImapTalk talk = await server.LoginAsync();
        Assert.Contains(" APPENDLIMIT=1048576", (await talk.Ok("CAPABILITY"))[0], StringComparison.Ordinal);
        await talk.Append("INBOX", "Subject: a\r\n\r\n");
        await talk.Append("INBOX", "Subject: bb\r\n\r\n", "(\\Deleted) ");
        Assert.Equal(["* STATUS \"INBOX\" (DELETED 1 DELETED-STORAGE 15 APPENDLIMIT 1048576)"], await talk.Ok("STATUS INBOX (DELETED DELETED-STORAGE APPENDLIMIT)"));
        Assert.Contains("* STATUS \"INBOX\" (APPENDLIMIT 1048576)", await talk.Ok("LIST \"\" INBOX RETURN (STATUS (APPENDLIMIT))"));
    }
}
