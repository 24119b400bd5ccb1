namespace Protocols.Storage.Tests;

/// <summary>What every script store does.</summary>
public abstract class ScriptStoreContract : StorageContract
{
    private IScriptStore Scripts => Engine.Scripts;

    private async Task<StoredScript> PutAsync(string name, string source, CompiledScript? compiled = null)
    {
        ScriptChangeResult result = await Scripts.PutAsync(Anna, name, Bytes(source), compiled, default);
        Assert.Equal(ScriptChangeStatus.Done, result.Status);
        Assert.Equal((name, (long)Bytes(source).Length, BlobId.Of(Bytes(source)), result.ModSeq), (result.Script!.Name, result.Script.Size, result.Script.Content, result.Script.ModSeq));
        return result.Script;
    }

    private async Task<string> ListAsync() => string.Join(' ', (await Scripts.ListAsync(Anna, default)).Select(static s => s.Name + (s.IsActive ? "*" : "")));

    private async Task<string?> SourceAsync(string name) => await Scripts.ReadAsync(Anna, name, default) is { } script ? System.Text.Encoding.UTF8.GetString(script.Source.Span) : null;

    [Fact, Rfc(5804, "2.6"), Rfc(5804, "2.7"), Rfc(5804, "2.9")]
    public async Task What_was_put_is_listed_and_read_octet_for_octet()
    {
        Assert.Empty(await Scripts.ListAsync(Anna, default));
        Assert.Null(await Scripts.ReadAsync(Anna, "a", default));
        StoredScript first = await PutAsync("b", "keep;\r\n\0");
        StoredScript second = await PutAsync("Ä \"x\"", "stop;");
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal("b Ä \"x\"", await ListAsync());
        Assert.Equal("keep;\r\n\0", await SourceAsync("b"));
        Assert.Null(await SourceAsync("B"));
        Assert.Empty(await Scripts.ListAsync(await NewAccountAsync(), default));
    }

    [Fact, Rfc(5804, "2.6")]
    public async Task A_script_of_the_same_name_is_replaced_and_stays_what_it_was()
    {
        StoredScript first = await PutAsync("a", "keep;");
        await Scripts.SetActiveAsync(Anna, "a", default);
        StoredScript second = await PutAsync("a", "stop;");
        Assert.Equal((first.Id, true), (second.Id, second.IsActive));
        Assert.True(second.ModSeq > first.ModSeq);
        Assert.Equal("stop;", await SourceAsync("a"));
        Assert.Equal("a*", await ListAsync());
    }

    [Fact, Rfc(5804, "1.4"), Rfc(5804, "2.8")]
    public async Task One_script_at_the_most_is_active()
    {
        await PutAsync("a", "keep;");
        await PutAsync("b", "stop;");
        Assert.Null(await Scripts.ReadActiveAsync(Anna, default));
        Assert.Equal(ScriptChangeStatus.Done, (await Scripts.SetActiveAsync(Anna, "a", default)).Status);
        Assert.Equal("a", (await Scripts.ReadActiveAsync(Anna, default))!.Script.Name);
        Assert.Equal("a* b", await ListAsync());
        await Scripts.SetActiveAsync(Anna, "b", default);
        Assert.Equal("a b*", await ListAsync());
        ScriptContent active = (await Scripts.ReadActiveAsync(Anna, default))!;
        Assert.Equal(("b", true, "stop;"), (active.Script.Name, active.Script.IsActive, System.Text.Encoding.UTF8.GetString(active.Source.Span)));
        Assert.Equal(ScriptChangeStatus.NoSuchScript, (await Scripts.SetActiveAsync(Anna, "c", default)).Status);
        Assert.Equal("a b*", await ListAsync());
        Assert.Equal((ScriptChangeStatus.Done, (StoredScript?)null), (await Scripts.SetActiveAsync(Anna, null, default)) is var none ? (none.Status, none.Script) : default);
        Assert.Null(await Scripts.ReadActiveAsync(Anna, default));
        Assert.Equal(ScriptChangeStatus.Done, (await Scripts.SetActiveAsync(Anna, null, default)).Status);
    }

    [Fact]
    public async Task The_active_script_that_delivery_sees_is_the_newest()
    {
        for (int i = 0; i < 20; i++)
        {
            await PutAsync("a", $"# {i}");
            await Scripts.SetActiveAsync(Anna, i % 5 == 0 ? null : "a", default);
            string? seen = await Scripts.ReadActiveAsync(Anna, default) is { } script ? System.Text.Encoding.UTF8.GetString(script.Source.Span) : null;
            Assert.Equal(i % 5 == 0 ? null : $"# {i}", seen);
            Assert.Equal(seen is null, await Scripts.ReadActiveAsync(Anna, default) is null);
        }
    }

    [Fact, Rfc(5804, "2.10")]
    public async Task The_active_script_cannot_be_deleted()
    {
        await PutAsync("a", "keep;");
        await Scripts.SetActiveAsync(Anna, "a", default);
        ScriptChangeResult refused = await Scripts.DeleteAsync(Anna, "a", default);
        Assert.Equal((ScriptChangeStatus.IsActive, "a"), (refused.Status, refused.Script!.Name));
        await Scripts.SetActiveAsync(Anna, null, default);
        Assert.Equal(ScriptChangeStatus.Done, (await Scripts.DeleteAsync(Anna, "a", default)).Status);
        Assert.Equal(ScriptChangeStatus.NoSuchScript, (await Scripts.DeleteAsync(Anna, "a", default)).Status);
        Assert.Equal("", await ListAsync());
        Assert.Null(await SourceAsync("a"));
    }

    [Fact]
    public async Task An_id_is_never_given_twice()
    {
        StoredScript first = await PutAsync("a", "keep;");
        await Scripts.DeleteAsync(Anna, "a", default);
        Assert.True((await PutAsync("a", "keep;")).Id.Value > first.Id.Value);
    }

    [Fact, Rfc(5804, "2.11")]
    public async Task A_script_can_be_renamed_to_what_no_other_has()
    {
        StoredScript a = await PutAsync("a", "keep;", new CompiledScript("v1", Bytes("program")));
        await PutAsync("b", "stop;");
        await Scripts.SetActiveAsync(Anna, "a", default);
        Assert.Equal(ScriptChangeStatus.AlreadyExists, (await Scripts.RenameAsync(Anna, "a", "b", default)).Status);
        Assert.Equal(ScriptChangeStatus.NoSuchScript, (await Scripts.RenameAsync(Anna, "c", "d", default)).Status);
        Assert.Equal(ScriptChangeStatus.InvalidName, (await Scripts.RenameAsync(Anna, "a", "", default)).Status);
        ScriptChangeResult renamed = await Scripts.RenameAsync(Anna, "a", "d", default);
        Assert.Equal((a.Id, "d", true), (renamed.Script!.Id, renamed.Script.Name, renamed.Script.IsActive));
        Assert.Equal("b d*", await ListAsync());
        Assert.Equal("program", System.Text.Encoding.UTF8.GetString((await Scripts.ReadActiveAsync(Anna, default))!.Compiled!.Program.Span));
    }

    [Theory, Rfc(5804, "1.6")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("a\r\nb")]
    [InlineData("a\u007F")]
    [InlineData("a\u0090")]
    [InlineData("a\u2028b")]
    [InlineData("half a character")]
    public async Task A_name_holds_no_controls(string name)
    {
        // An attribute cannot hold one.
        name = name.Replace("half a character", "a\uD800b", StringComparison.Ordinal);
        Assert.Equal(ScriptChangeStatus.InvalidName, (await Scripts.PutAsync(Anna, name, Bytes("keep;"), null, default)).Status);
        Assert.Equal(ScriptChangeStatus.InvalidName, await Scripts.CheckSpaceAsync(Anna, name, 1, default));
    }

    [Fact]
    public async Task A_change_moves_the_clock_and_what_is_none_does_not()
    {
        ModSeq start = await NowAsync();
        await PutAsync("a", "keep;");
        await Scripts.SetActiveAsync(Anna, "a", default);
        await Scripts.RenameAsync(Anna, "a", "b", default);
        Assert.Equal(start.Value + 3, (await NowAsync()).Value);
        Assert.Equal(await NowAsync(), (await Scripts.SetActiveAsync(Anna, "b", default)).ModSeq);
        await Scripts.SetActiveAsync(Anna, "none", default);
        await Scripts.DeleteAsync(Anna, "b", default);
        Assert.Equal(start.Value + 3, (await NowAsync()).Value);
        Task<ModSeq> wait = Engine.Changes.WaitAsync(Anna, await NowAsync(), default).AsTask();
        await Scripts.SetActiveAsync(Anna, null, default);
        await Scripts.DeleteAsync(Anna, "b", default);
        Assert.True((await wait.WaitAsync(TimeSpan.FromSeconds(30))).Value > start.Value + 3);
        Assert.Equal(start.Value + 5, (await NowAsync()).Value);
    }

    [Fact]
    public async Task What_a_compiler_made_is_kept_with_the_content_it_was_made_of()
    {
        StoredScript script = await PutAsync("a", "keep;");
        Assert.Null((await Scripts.ReadAsync(Anna, "a", default))!.Compiled);
        ModSeq before = await NowAsync();
        Assert.True(await Scripts.KeepCompiledAsync(Anna, script, new CompiledScript("v1", Bytes("program")), default));
        Assert.Equal(before, await NowAsync());
        CompiledScript kept = (await Scripts.ReadAsync(Anna, "a", default))!.Compiled!;
        Assert.Equal(("v1", "program"), (kept.Version, System.Text.Encoding.UTF8.GetString(kept.Program.Span)));
        await Scripts.SetActiveAsync(Anna, "a", default);
        Assert.Equal("v1", (await Scripts.ReadActiveAsync(Anna, default))!.Compiled!.Version);
        Assert.True(await Scripts.KeepCompiledAsync(Anna, script, new CompiledScript("v2", Bytes("newer")), default));
        Assert.Equal("v2", (await Scripts.ReadActiveAsync(Anna, default))!.Compiled!.Version);

        // Another content is not that program's.
        await PutAsync("a", "stop;");
        Assert.Null((await Scripts.ReadActiveAsync(Anna, default))!.Compiled);
        Assert.False(await Scripts.KeepCompiledAsync(Anna, script, new CompiledScript("v3", Bytes("old")), default));
        Assert.Null((await Scripts.ReadActiveAsync(Anna, default))!.Compiled);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Scripts.KeepCompiledAsync(Anna, script, new CompiledScript("", Bytes("x")), default));
    }

    [Fact]
    public async Task An_account_that_is_not_there_has_no_scripts()
    {
        AccountId nobody = new(4711);
        Assert.Equal(ScriptChangeStatus.NoSuchAccount, (await Scripts.PutAsync(nobody, "a", Bytes("keep;"), null, default)).Status);
        Assert.Equal(ScriptChangeStatus.NoSuchAccount, await Scripts.CheckSpaceAsync(nobody, "a", 1, default));
        Assert.Null(await Scripts.ReadActiveAsync(nobody, default));
        Assert.Empty(await Scripts.ListAsync(nobody, default));
    }

    [Fact]
    public async Task Of_many_changes_at_one_time_each_is_done_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Scripts.PutAsync(Anna, $"s{i % 10}", Bytes($"# {i}"), null, default).AsTask()));
        Assert.Equal(10, (await Scripts.ListAsync(Anna, default)).Count);
        ScriptChangeResult[] renamed = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Scripts.RenameAsync(Anna, $"s{i}", "one", default).AsTask()));
        Assert.Single(renamed, static r => r.Status == ScriptChangeStatus.Done);
        Assert.Equal(10, (await Scripts.ListAsync(Anna, default)).Count);
    }
}
