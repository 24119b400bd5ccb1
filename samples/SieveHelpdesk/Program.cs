namespace Protocols.Samples.SieveHelpdesk;

internal static class Program
{
    private const string Rules = """
        require ["fileinto", "vnd.example.helpdesk"];

        if header :contains "subject" ["invoice", "payment"] {
            assign "bea";
            fileinto "Billing";
        } elsif header :contains "subject" "down" {
            priority "high";
            fileinto "Operations";
        }

        if customer "gold" { priority "high"; }
        if header :is "precedence" "bulk" { discard; }
        """;

    private static async Task<int> Main(string[] args)
    {
        if (args is not [string sender, .. { Length: > 0 } files])
        {
            Console.WriteLine("SieveHelpdesk: makes tickets of messages, by rules in Sieve.\n\nUsage: SieveHelpdesk SENDER [RULES.sieve] MESSAGE …\n\nWithout rules of yours:\n\n" + Rules);
            return 2;
        }

        string? own = files.FirstOrDefault(static f => f.EndsWith(".sieve", StringComparison.Ordinal));
        try
        {
            string rules = own is null ? Rules : await File.ReadAllTextAsync(own).ConfigureAwait(false);
            Helpdesk helpdesk = new(rules, new Dictionary<string, string> { ["ceo@customer.example"] = "gold" });
            foreach (string file in files.Where(f => f != own))
            {
                Ticket ticket = await helpdesk.RouteAsync(await File.ReadAllBytesAsync(file).ConfigureAwait(false), sender).ConfigureAwait(false);
                Console.WriteLine(ticket.Queues.Count == 0
                    ? $"{file}: no ticket"
                    : $"{file}: {string.Join(", ", ticket.Queues)}, {ticket.Priority} priority, {(ticket.Agent.Length == 0 ? "nobody's yet" : ticket.Agent + "'s")}");
                ticket.Problems.ForEach(static p => Console.WriteLine("  rules:" + p));
            }

            return 0;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 1;
        }
    }
}
