namespace Protocols.Samples.SieveHelpdesk;

/// <summary>What the rules made of a message.</summary>
internal sealed record Ticket
{
    /// <summary>Whose it is; empty for nobody's yet.</summary>
    public string Agent { get; set; } = "";

    /// <summary>How soon it wants an answer: <c>low</c>, <c>normal</c> or <c>high</c>.</summary>
    public string Priority { get; set; } = "normal";

    /// <summary>The queues it is filed in; empty for no ticket at all.</summary>
    public List<string> Queues { get; } = [];

    /// <summary>What was wrong with the rules, as they ran.</summary>
    public List<string> Problems { get; } = [];
}
