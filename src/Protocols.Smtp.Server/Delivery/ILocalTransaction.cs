using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>A transaction into mailboxes of this host that can be told of a recipient whose account is known, and asked for what it took.</summary>
internal interface ILocalTransaction : IDeliveryTransaction
{
    /// <summary>What was written, without what the transaction put before it; once it was committed or failed to.</summary>
    ReadOnlyMemory<byte> Content { get; }

    /// <summary>Adds a recipient that the directory has been asked about already.</summary>
    void Add(Account account, SmtpRecipient recipient);
}
