using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// The stage <c>sender</c>: who has logged in writes from an address of its own account (RFC 6409 §6.1), be it its principal one, one with a detail, or one
/// that stands for it. Who has not logged in passes by.
/// </summary>
/// <param name="directory">Whose addresses are whose.</param>
/// <param name="resolver">What stands for what; null where nothing does.</param>
public sealed class SenderStage(IDirectory directory, RecipientResolver? resolver = null) : IMailStage
{
    private static readonly SmtpReply s_notYours = new(550, 7, 1, "The sender's address is none of yours");
    private static readonly SmtpReply s_directoryDown = new(451, 4, 3, "The directory cannot be asked now");

    private readonly OwnAddresses _own = new(directory, resolver);

    /// <inheritdoc/>
    public string Name => "sender";

    /// <summary>Whether the null reverse-path is taken, as programs send it that answer by themselves (RFC 5321 §4.5.5). True unless set.</summary>
    public bool AllowsNullPath { get; init; } = true;

    /// <inheritdoc/>
    public async ValueTask<StageRefusal?> MailAsync(SmtpSender sender, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (sender.AuthenticatedAs is null || (sender.ReversePath.Length == 0 && AllowsNullPath))
        {
            return null;
        }

        if (sender.ReversePath.Length == 0 || sender.Account is not { } account)
        {
            return new StageRefusal(s_notYours, sender.ReversePath.Length == 0 ? "the null reverse-path" : $"{sender.AuthenticatedAs} has no account here");
        }

        return await _own.ContainAsync(account, sender.ReversePath, cancellationToken).ConfigureAwait(false) switch
        {
            true => null,
            false => new StageRefusal(s_notYours, $"{sender.AuthenticatedAs} writes from {sender.ReversePath}"),
            null => new StageRefusal(s_directoryDown, "the directory cannot be asked"),
        };
    }
}
