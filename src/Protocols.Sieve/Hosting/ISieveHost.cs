namespace Protocols.Sieve;

/// <summary>
/// Answers the questions of a run, for programs that would rather implement an interface than a loop: see <see cref="SieveDriver"/>. Each method has a default, that of a host
/// without such a thing; an exception of a method ends the run and goes to the caller, so that the message can be tried again.
/// </summary>
public interface ISieveHost
{
    /// <summary>Whether there is a mailbox that messages can be put into (RFC 5490 §3.1). By default there is not.</summary>
    /// <param name="mailbox">The mailbox's name.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken) => new(false);

    /// <summary>Whether there is a mailbox with an identifier (RFC 9042 §3). By default there is not.</summary>
    /// <param name="mailboxId">The identifier.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<bool> MailboxIdExistsAsync(string mailboxId, CancellationToken cancellationToken) => new(false);

    /// <summary>Whether a mailbox has a special use (RFC 8579 §3). By default none has.</summary>
    /// <param name="mailbox">The mailbox's name; null for any.</param>
    /// <param name="specialUse">The use, such as <c>\Junk</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<bool> SpecialUseExistsAsync(string? mailbox, string specialUse, CancellationToken cancellationToken) => new(false);

    /// <summary>Gives an annotation of a mailbox (RFC 5490 §3.3), and null where there is none. By default there is none.</summary>
    /// <param name="mailbox">The mailbox's name.</param>
    /// <param name="annotation">The annotation's name, such as <c>/private/comment</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<string?> GetMetadataAsync(string mailbox, string annotation, CancellationToken cancellationToken) => new((string?)null);

    /// <summary>Gives an annotation of the server (RFC 5490 §4.1), and null where there is none. By default there is none.</summary>
    /// <param name="annotation">The annotation's name, such as <c>/shared/admin</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<string?> GetServerMetadataAsync(string annotation, CancellationToken cancellationToken) => new((string?)null);

    /// <summary>Whether there is an external list that can be asked (RFC 6134 §2.7). By default there is none.</summary>
    /// <param name="list">The list's name.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<bool> ListExistsAsync(string list, CancellationToken cancellationToken) => new(false);

    /// <summary>Whether a value is in an external list (RFC 6134 §2.1). By default it is not.</summary>
    /// <param name="list">The list's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<bool> ListContainsAsync(string list, string value, CancellationToken cancellationToken) => new(false);

    /// <summary>
    /// Whether an identifier has been seen before (RFC 7352 §3). The host notes it for so long once the message has been delivered. By default it has not, and nothing is noted.
    /// </summary>
    /// <param name="identifier">The identifier.</param>
    /// <param name="period">How long it counts as seen.</param>
    /// <param name="isRenewed">Whether the time begins anew where it has been seen.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<bool> IsDuplicateAsync(string identifier, TimeSpan period, bool isRenewed, CancellationToken cancellationToken) => new(false);

    /// <summary>
    /// Whether a reply has been sent to an address within a time (RFC 5230 §4.2). The host notes it once the reply has been sent. By default one has, so that a host that
    /// remembers nothing never answers a sender twice: it never answers.
    /// </summary>
    /// <param name="handle">What tells replies apart.</param>
    /// <param name="address">To whom.</param>
    /// <param name="period">Within how long.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<bool> IsVacationSentAsync(string handle, string address, TimeSpan period, CancellationToken cancellationToken) => new(true);

    /// <summary>Gives a script to be included (RFC 6609 §3.2), compiled, and null where there is none. By default there is none.</summary>
    /// <param name="name">The script's name.</param>
    /// <param name="location">Where it is kept.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<SieveProgram?> GetScriptAsync(string name, SieveScriptLocation location, CancellationToken cancellationToken) => new((SieveProgram?)null);

    /// <summary>Gives an item of the environment (RFC 5183 §4) that the options do not have, and null where it is not known. By default none is.</summary>
    /// <param name="name">The item's name in lower case.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<string?> GetEnvironmentAsync(string name, CancellationToken cancellationToken) => new((string?)null);

    /// <summary>Whether a notification method can be used (RFC 5435 §4). By default mailto can, and no other.</summary>
    /// <param name="method">The method's URI.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<bool> IsNotifyMethodValidAsync(string method, CancellationToken cancellationToken) => new(method.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Gives a capability of a notification method (RFC 5435 §5), and null where it is not known. By default it is not.</summary>
    /// <param name="method">The method's URI.</param>
    /// <param name="capability">The capability, such as <c>online</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<string?> GetNotifyCapabilityAsync(string method, string capability, CancellationToken cancellationToken) => new((string?)null);

    /// <summary>How much like spam the message is (RFC 5235 §3.2); null where it was not looked at. By default it was not.</summary>
    /// <param name="isPercent">Whether from 0 to 100 is wanted, rather than from 1 to 10.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<int?> GetSpamScoreAsync(bool isPercent, CancellationToken cancellationToken) => new((int?)null);

    /// <summary>How likely the message has a virus, from 1 to 5 (RFC 5235 §3.3); null where it was not looked at. By default it was not.</summary>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<int?> GetVirusScoreAsync(CancellationToken cancellationToken) => new((int?)null);

    /// <summary>Converts a body to another media type (RFC 6558 §2), and gives null where that cannot be done. By default it cannot.</summary>
    /// <param name="content">The body, its transfer encoding decoded.</param>
    /// <param name="from">The media type that it is of.</param>
    /// <param name="to">The media type that is wanted.</param>
    /// <param name="parameters">The parameters that the script gives.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<ReadOnlyMemory<byte>?> ConvertAsync(ReadOnlyMemory<byte> content, string from, string to, IReadOnlyList<string> parameters, CancellationToken cancellationToken) =>
        new((ReadOnlyMemory<byte>?)null);

    /// <summary>Does a command of the host's own, or says whether its block is to run. By default it is refused.</summary>
    /// <param name="call">The command.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<SieveAnswer> RunCommandAsync(SieveHostCall call, CancellationToken cancellationToken) => new(SieveAnswer.Failed($"'{call?.Command.Name}' is not known to the host."));

    /// <summary>Answers a test of the host's own. By default it is refused.</summary>
    /// <param name="call">The test.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    ValueTask<SieveAnswer> RunTestAsync(SieveHostCall call, CancellationToken cancellationToken) => new(SieveAnswer.Failed($"'{call?.Command.Name}' is not known to the host."));
}
