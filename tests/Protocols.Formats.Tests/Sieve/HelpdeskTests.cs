using System.Text;
using Protocols.Samples.SieveHelpdesk;

namespace Protocols.Formats.Tests.Sieve;

/// <summary>The sample that routes tickets.</summary>
public sealed class HelpdeskTests
{
    private static readonly Dictionary<string, string> s_customers = new() { ["ceo@customer.example"] = "gold" };

    private static async Task<Ticket> RouteAsync(string rules, string header, string sender = "ann@example.com") =>
        await new Helpdesk("require [\"fileinto\", \"vnd.example.helpdesk\"];\r\n" + rules, s_customers).RouteAsync(Encoding.UTF8.GetBytes(header + "\r\n\r\nbody\r\n"), sender);

    [Fact]
    public async Task Rules_assign_and_set_priorities_by_the_message_and_by_what_the_program_knows()
    {
        const string Rules = "if header :contains \"subject\" \"invoice\" { assign \"bea\"; fileinto \"Billing\"; } if customer \"gold\" { priority \"high\"; }";
        Ticket billing = await RouteAsync(Rules, "Subject: Your invoice");
        Assert.Equal(("bea", "normal", "Billing"), (billing.Agent, billing.Priority, Assert.Single(billing.Queues)));
        Ticket gold = await RouteAsync(Rules, "Subject: Hello", "ceo@customer.example");
        Assert.Equal(("", "high", "Inbox"), (gold.Agent, gold.Priority, Assert.Single(gold.Queues)));
        Assert.Empty((await RouteAsync("discard;", "Subject: Hello")).Queues);
    }

    [Fact]
    public async Task A_word_that_the_program_refuses_ends_in_an_ordinary_ticket_and_is_told_by_line()
    {
        Ticket ticket = await RouteAsync("fileinto \"Billing\";\r\npriority \"soon\";", "Subject: Hello");
        Assert.Equal("Inbox", Assert.Single(ticket.Queues));
        Assert.Contains("3:1: error: There is no priority \"soon\"", Assert.Single(ticket.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_are_wrong_are_refused_by_line()
    {
        FormatException error = Assert.Throws<FormatException>(() => new Helpdesk("require \"vnd.example.helpdesk\";\r\nassign 5;", s_customers));
        Assert.StartsWith("2:8: error: ", error.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => new Helpdesk("assign \"bea\";", s_customers));
    }
}
