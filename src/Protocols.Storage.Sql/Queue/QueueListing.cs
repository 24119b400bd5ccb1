using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Reads a page of messages, by the index that narrows most, and looks at no more rows than the limit says.</summary>
internal sealed class QueueListing(QueueQuery query, QueueLimits limits)
{
    private readonly string? _destination = query.Destination?.ToLowerInvariant();

    public QueuePage Read(SqlSession session, long after, int max)
    {
        List<QueuedMessage> messages = [];
        long last = after;
        int looked = 0;
        foreach (QueuedMessage message in Candidates(session, after))
        {
            looked++;
            last = message.Id.Value;
            if (IsWanted(session, message))
            {
                messages.Add(message);
                if (messages.Count == max)
                {
                    return new QueuePage(messages, new QueueMessageId(last));
                }
            }
        }

        return new QueuePage(messages, looked < limits.Scan ? null : new QueueMessageId(last));
    }

    private IEnumerable<QueuedMessage> Candidates(SqlSession session, long after)
    {
        if (_destination is null)
        {
            using DbDataReader row = query.ReversePath is { } sender
                ? session[QueueStatements.ListOfSender].Query(sender, after, (long)limits.Scan)
                : session[QueueStatements.List].Query(after, (long)limits.Scan);
            while (row.Read())
            {
                yield return QueueRows.ReadMessage(row);
            }
        }
        else
        {
            using DbDataReader row = session[QueueStatements.ListOfDestination].Query(_destination, after, (long)limits.Scan);
            while (row.Read())
            {
                yield return QueueRows.Find(session, row.GetInt64(0))!;
            }
        }
    }

    private bool IsWanted(SqlSession session, QueuedMessage message) =>
        (query.ReversePath is null || message.Envelope.ReversePath == query.ReversePath)
        && (query.IsHeld is null || message.IsHeld == query.IsHeld)
        && (query.SubmittedBefore is null || message.Envelope.SubmittedAt < query.SubmittedBefore)
        && (query.SubmittedFrom is null || message.Envelope.SubmittedAt >= query.SubmittedFrom)
        && (query.Status is null || session[QueueStatements.HasStatus].Integer(message.Id.Value, (long)query.Status) is not null);
}
