using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Samples.SieveHelpdesk;

/// <summary>
/// Makes tickets of messages by rules in Sieve, to which the helpdesk adds three words of its own: <c>assign "agent";</c>, <c>priority "high";</c> and the test
/// <c>customer "gold"</c>.
/// </summary>
internal sealed class Helpdesk : ISieveHost
{
    private const string Capability = "vnd.example.helpdesk";

    private static readonly SieveCompiler s_compiler = new(new SieveOptions
    {
        HostCommands =
        [
            new SieveHostCommand("assign") { Capability = Capability, Parameters = [new SieveHostParameter("agent", SieveValueKind.String)] },
            new SieveHostCommand("priority") { Capability = Capability, Parameters = [new SieveHostParameter("level", SieveValueKind.String)] },
            new SieveHostCommand("customer") { Kind = SieveHostCommandKind.Test, Capability = Capability, Parameters = [new SieveHostParameter("class", SieveValueKind.String)] },
        ],
    });

    private readonly SieveProgram _rules;
    private readonly IReadOnlyDictionary<string, string> _customers;
    private Ticket _ticket = new();
    private string _sender = "";

    /// <param name="rules">The rules.</param>
    /// <param name="customers">The class of each customer, by address.</param>
    /// <exception cref="FormatException">The rules are wrong; the message says where.</exception>
    public Helpdesk(string rules, IReadOnlyDictionary<string, string> customers)
    {
        _rules = s_compiler.Compile(Encoding.UTF8.GetBytes(rules)).GetProgram();
        _customers = customers;
    }

    /// <summary>Makes a ticket of a message. One message at a time.</summary>
    public async Task<Ticket> RouteAsync(ReadOnlyMemory<byte> octets, string sender)
    {
        (_ticket, _sender) = (new Ticket(), sender);
        using MimeDocument message = MimeDocument.Parse(octets);
        SieveResult result = await SieveDriver.RunAsync(new SieveRun(), _rules, message, new SieveEnvelope { From = sender, To = "help@example.com" }, this).ConfigureAwait(false);
        _ticket.Problems.AddRange(result.Diagnostics.Select(static d => d.ToString()));
        foreach (SieveAction action in result.Actions)
        {
            if (action is SieveKeep or SieveFileInto)
            {
                _ticket.Queues.Add(action is SieveFileInto into ? into.Mailbox : "Inbox");
            }
        }

        return _ticket;
    }

    ValueTask<SieveAnswer> ISieveHost.RunCommandAsync(SieveHostCall call, CancellationToken cancellationToken)
    {
        string value = call.GetString(0);
        switch (call.Command.Name)
        {
            case "assign":
                _ticket.Agent = value;
                break;
            case "priority" when value is "low" or "normal" or "high":
                _ticket.Priority = value;
                break;
            default:
                return new(SieveAnswer.Failed($"There is no priority \"{value}\": it is low, normal or high."));
        }

        return new(SieveAnswer.Done);
    }

    ValueTask<SieveAnswer> ISieveHost.RunTestAsync(SieveHostCall call, CancellationToken cancellationToken) =>
        new(SieveAnswer.Of(_customers.TryGetValue(_sender, out string? level) && level == call.GetString(0)));
}
