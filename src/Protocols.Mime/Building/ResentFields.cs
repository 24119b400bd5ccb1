using System.Buffers;

namespace Protocols.Mime;

/// <summary>
/// What is put before a message that somebody sends on as it is (RFC 5322 §3.6.6). The message stays the same octet for octet, and so do
/// its signatures.
/// </summary>
public sealed class ResentFields
{
    /// <summary>When it is sent on.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Who sends it on; at least one.</summary>
    public MailboxCollection From { get; } = [];

    /// <summary>Who does that for them, where that is somebody else; with several in <see cref="From"/> it has to be set.</summary>
    public MailboxAddress? Sender { get; set; }

    /// <summary>Who gets it.</summary>
    public MailboxCollection To { get; } = [];

    /// <summary>Others who get it.</summary>
    public MailboxCollection Cc { get; } = [];

    /// <summary>The identifier of this sending, without angle brackets; null for none.</summary>
    public string? MessageId { get; set; }

    /// <summary>Writes the fields alone: they belong before the first field of the message, trace fields as well.</summary>
    /// <param name="output">Takes the octets.</param>
    /// <param name="options">How to write, or null for <see cref="MimeWriteOptions.Default"/>.</param>
    /// <exception cref="MimeValueException">A value cannot be written.</exception>
    /// <exception cref="InvalidOperationException">Nobody sends it, or several do and there is no sender.</exception>
    public void Write(IBufferWriter<byte> output, MimeWriteOptions? options = null)
    {
        if (From.Count == 0 || (From.Count > 1 && Sender is null))
        {
            throw new InvalidOperationException("A message is sent on by somebody; where that are several, there is a sender.");
        }

        MimeWriter writer = new(output, options);
        writer.WriteDate("Resent-Date", Date);
        From.Write(writer, "Resent-From");
        if (Sender is { } sender)
        {
            writer.WriteAddresses("Resent-Sender", sender);
        }

        To.Write(writer, "Resent-To");
        Cc.Write(writer, "Resent-Cc");
        if (MessageId is not null)
        {
            writer.WriteMessageIds("Resent-Message-ID", MessageId);
        }
    }
}
