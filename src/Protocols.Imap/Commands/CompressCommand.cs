namespace Protocols.Imap;

/// <summary>
/// COMPRESS DEFLATE (RFC 4978 §3). Answer OK, call <see cref="ImapServerSession.Compressed"/>, and read nothing more until what comes next of the input
/// goes through the inflater; or answer NO, and nothing changes.
/// </summary>
public sealed record CompressCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "COMPRESS";
}
