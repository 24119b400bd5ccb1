using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Base;

/// <summary>What scripts do with a message (RFC 5228 §2.10, §3, §4).</summary>
public sealed class ActionTests
{
    [Fact, Rfc(5228, "2.10.2")]
    public void A_script_that_does_nothing_keeps_the_message()
    {
        SieveResult result = Script.Run("if size :over 500K { discard; }");

        Assert.Equal([new SieveKeep { IsImplicit = true }], result.Actions);
        Assert.True(result.IsImplicitKeep);
    }

    [Fact, Rfc(5228, "4.1")]
    public void Fileinto_puts_it_into_a_mailbox_and_nowhere_else() =>
        Assert.Equal([new SieveFileInto("INBOX.harassment")], Script.Run("require \"fileinto\";\r\nif header :contains [\"from\"] \"coyote\" { fileinto \"INBOX.harassment\"; }").Actions);

    [Theory, Rfc(5228, "3.1")]
    [InlineData(Script.MessageA, "acm@example.com")]
    [InlineData(Script.MessageB, "postmaster@example.com")]
    [InlineData("From: a@example.org\r\n\r\n", "field@example.com")]
    public void Exactly_one_block_of_a_chain_runs(string message, string address) =>
        Assert.Equal(
            [new SieveRedirect(address)],
            Script.Run(
                """
                if header :contains ["From"] ["coyote"] {
                   redirect "acm@example.com";
                } elsif header :contains "Subject" "$$$" {
                   redirect "postmaster@example.com";
                } else {
                   redirect "field@example.com";
                }
                """,
                message).Actions);

    [Fact, Rfc(5228, "3.3")]
    public void Stop_ends_everything() =>
        Assert.Equal([new SieveRedirect("a@example.org")], Script.Run("if true { redirect \"a@example.org\"; stop; } redirect \"b@example.org\";").Actions);

    [Fact, Rfc(5228, "4.4")]
    public void Discard_lets_other_actions_happen() =>
        Assert.Equal([new SieveDiscard(), new SieveFileInto("x")], Script.Run("require \"fileinto\"; discard; fileinto \"x\"; discard;").Actions);

    [Fact, Rfc(5228, "2.10.3")]
    public void A_message_is_put_into_a_mailbox_once() =>
        Assert.Equal([new SieveFileInto("x"), new SieveKeep()], Script.Run("require \"fileinto\"; fileinto \"x\"; keep; fileinto \"x\"; keep;").Actions);

    [Fact, Rfc(3894, "3")]
    public void A_copy_leaves_the_implicit_keep_as_it_is()
    {
        SieveResult result = Script.Run("require [\"fileinto\", \"copy\"]; fileinto :copy \"x\"; redirect :copy \"a@example.org\";");

        Assert.Equal([new SieveFileInto("x") { Copy = true }, new SieveRedirect("a@example.org") { Copy = true }, new SieveKeep { IsImplicit = true }], result.Actions);
    }

    [Theory, Rfc(5228, "2.4.2.3")]
    [InlineData("ann@example.org", "ann@example.org")]
    [InlineData("Ann <ann@example.org>", "ann@example.org")]
    [InlineData("\\\"Ann, B.\\\" <ann@example.org>", "ann@example.org")]
    [InlineData("\\\"ann b\\\"@example.org", "\"ann b\"@example.org")]
    public void A_redirect_takes_an_address_with_or_without_a_name(string text, string address) =>
        Assert.Equal([new SieveRedirect(address)], Script.Run($"redirect \"{text}\";").Actions);

    [Theory, Rfc(5228, "2.4.2.3")]
    [InlineData("ann")]
    [InlineData("@example.org")]
    [InlineData("ann@")]
    [InlineData("ann@example.org, bob@example.org")]
    [InlineData("Ann ann@example.org")]
    [InlineData("Ann <ann@example.org")]
    [InlineData("Ann <@example.net:ann@example.org>")]
    [InlineData("friends: ann@example.org;")]
    [InlineData("ann@example.org\r\nX: y")]
    [InlineData("ann bob@example.org")]
    [InlineData("")]
    public void What_is_no_address_is_not_sent_to(string text)
    {
        Assert.Equal(["1:10 InvalidArgument"], Script.Errors($"redirect \"{text}\";"));

        SieveResult result = Script.Run($"require \"variables\"; set \"a\" \"{text}\"; redirect \"${{a}}\";");
        Assert.True(result.HasFailed);
        Assert.Equal([new SieveKeep { IsImplicit = true }], result.Actions);
    }

    [Fact, Rfc(5228, "2.10.6")]
    public void An_error_takes_all_actions_with_it_but_the_implicit_keep()
    {
        SieveResult result = Script.Run("require [\"fileinto\", \"variables\"];\r\nfileinto \"x\";\r\n  redirect \"${nobody}\";");

        Assert.True(result.HasFailed);
        Assert.Equal([new SieveKeep { IsImplicit = true }], result.Actions);
        SieveDiagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((SieveDiagnosticCode.InvalidArgument, 3, 3), (diagnostic.Code, diagnostic.Span.Line, diagnostic.Span.Column));
    }

    [Fact]
    public void A_host_names_mailboxes_in_its_own_way()
    {
        SieveRunOptions options = new() { MailboxNamer = static name => name == "nowhere" ? null : "INBOX/" + name };

        Assert.Equal([new SieveFileInto("INBOX/x")], Script.Run("require \"fileinto\"; fileinto \"x\";", options: options).Actions);
        Assert.True(Script.Run("require \"fileinto\"; fileinto \"nowhere\";", options: options).HasFailed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\r\nb")]
    public void A_mailbox_has_a_name_without_controls(string name) =>
        Assert.Equal(["1:30 InvalidArgument"], Script.Errors($"require \"fileinto\"; fileinto \"{name}\";"));
}
