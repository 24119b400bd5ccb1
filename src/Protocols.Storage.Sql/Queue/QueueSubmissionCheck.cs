namespace Protocols.Storage.Sql;

/// <summary>What a message has to be like before it is queued.</summary>
internal static class QueueSubmissionCheck
{
    /// <summary>Why the message is beyond a limit, or null.</summary>
    /// <exception cref="ArgumentException">It cannot be meant so.</exception>
    public static string? Defect(QueueSubmission submission, QueueLimits limits)
    {
        ArgumentNullException.ThrowIfNull(submission);
        QueueEnvelope envelope = submission.Envelope;
        if (submission.Recipients.Count == 0)
        {
            throw new ArgumentException("A message needs a recipient.", nameof(submission));
        }

        // RFC 6710 §5.
        if (envelope.Priority is < -9 or > 9)
        {
            throw new ArgumentException("A priority lies between -9 and 9.", nameof(submission));
        }

        if (submission.Recipients.Count > limits.Recipients)
        {
            return $"{submission.Recipients.Count} recipients, where {limits.Recipients} may be.";
        }

        return TooLong("reverse-path", envelope.ReversePath, limits.AddressLength)
            ?? TooLong("envelope id", envelope.EnvelopeId, limits.EnvelopeIdLength)
            ?? TooLong("request for a future release", envelope.FutureReleaseRequest, limits.EnvelopeIdLength)
            ?? submission.Recipients.Select(recipient => Defect(recipient, limits)).FirstOrDefault(defect => defect is not null);
    }

    private static string? Defect(SubmittedRecipient recipient, QueueLimits limits)
    {
        if (recipient.Address.Length == 0 || recipient.Destination.Length == 0)
        {
            throw new ArgumentException("A recipient has an address and a destination.", nameof(recipient));
        }

        // RFC 3461 §4.1: NEVER stands alone.
        if ((recipient.Notify & QueueNotify.Never) != 0 && recipient.Notify != QueueNotify.Never)
        {
            throw new ArgumentException("NEVER stands alone.", nameof(recipient));
        }

        return TooLong("address", recipient.Address, limits.AddressLength)
            ?? TooLong("destination", recipient.Destination, limits.DestinationLength)
            ?? TooLong("original recipient", recipient.OriginalRecipient, limits.OriginalRecipientLength);
    }

    private static string? TooLong(string name, string? value, int limit)
    {
        if (value is null)
        {
            return null;
        }

        // What is kept here is written into commands and reports later.
        if (value.Any(char.IsControl))
        {
            throw new ArgumentException($"A control character in the {name}.", nameof(value));
        }

        return value.Length > limit ? $"The {name} has {value.Length} characters, where {limit} may be." : null;
    }
}
