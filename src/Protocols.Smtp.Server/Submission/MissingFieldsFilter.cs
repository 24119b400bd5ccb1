using System.Security.Cryptography;
using System.Text;
using Protocols.Mime;

namespace Protocols.Smtp.Server;

/// <summary>
/// The stage <c>complete</c>: gives a message of a client that logged in the Date and the Message-ID that it lacks (RFC 6409 §8.2, §8.3), so that a
/// signature can cover them. What others send is left as it is.
/// </summary>
/// <param name="hostName">The name behind the at sign of a Message-ID: this host's.</param>
/// <param name="time">The clock.</param>
public sealed class MissingFieldsFilter(string hostName, TimeProvider time) : IMessageFilter
{
    /// <inheritdoc/>
    public string Name => "complete";

    /// <inheritdoc/>
    public ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        MimePart root = message.Document.Root;
        if (message.Sender.AuthenticatedAs is null || root.IsHeaderCut)
        {
            return new(FilterVerdict.Accept);
        }

        return new(FilterVerdict.Accept with { HeaderFields = Missing(root, hostName, time.GetLocalNow()) });
    }

    /// <summary>The Date and the Message-ID that a message lacks, as fields to be put before it; may be empty.</summary>
    internal static byte[] Missing(MimePart root, string hostName, DateTimeOffset now)
    {
        StringBuilder missing = new();
        if (!root.TryGetHeader(HeaderId.Date, out _))
        {
            missing.Append("Date: ").Append(TraceFields.Date(now)).Append("\r\n");
        }

        if (!root.TryGetHeader(HeaderId.MessageId, out _))
        {
            // RFC 5322 §3.6.4: never given twice, and by its right side nobody else's.
            missing.Append("Message-ID: <").Append(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))).Append('@').Append(hostName).Append(">\r\n");
        }

        return Encoding.ASCII.GetBytes(missing.ToString());
    }
}
