using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Rows of the queue as what they tell of. Times are milliseconds since 1970.</summary>
internal static class QueueRows
{
    public static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static QueuedMessage? Find(SqlSession session, long message)
    {
        using DbDataReader row = session[QueueStatements.Message].Query(message);
        return row.Read() ? ReadMessage(row) : null;
    }

    public static QueuedMessage ReadMessage(DbDataReader row) => new()
    {
        Id = new QueueMessageId(row.GetInt64(0)),
        Blob = new BlobId(row.GetFieldValue<byte[]>(1)),
        Size = row.GetInt64(2),
        Envelope = new QueueEnvelope
        {
            ReversePath = row.GetString(3),
            SubmittedAt = Moment(row.GetInt64(4)),
            Submitter = row.IsDBNull(5) ? null : new AccountId(row.GetInt64(5)),
            EnvelopeId = Text(row, 6),
            Return = (QueueReturn)row.GetInt64(7),
            Tls = (QueueTls)row.GetInt64(8),
            IsSmtpUtf8 = row.GetInt64(9) != 0,
            Body = (QueueBody)row.GetInt64(10),
            DeliverBy = row.IsDBNull(11) ? null : new QueueDeliverBy(Moment(row.GetInt64(11)), (row.GetInt64(12) & 1) != 0, (row.GetInt64(12) & 2) != 0),
            HoldUntil = row.IsDBNull(13) ? null : Moment(row.GetInt64(13)),
            FutureReleaseRequest = Text(row, 14),
            Priority = (int)row.GetInt64(15),
        },
        Recipients = (int)row.GetInt64(16),
        Pending = (int)row.GetInt64(17),
        IsHeld = row.GetInt64(18) != 0,
    };

    public static List<QueuedRecipient> ReadRecipients(SqlSession session, long message, long first, long last)
    {
        List<QueuedRecipient> recipients = [];
        using DbDataReader row = session[QueueStatements.Recipients].Query(message, first, last);
        while (row.Read())
        {
            recipients.Add(new QueuedRecipient
            {
                Number = (int)row.GetInt64(0),
                Address = row.GetString(1),
                Destination = row.GetString(2),
                OriginalRecipient = Text(row, 3),
                Notify = (QueueNotify)row.GetInt64(4),
                Status = (QueuedRecipientStatus)row.GetInt64(5),
                Attempts = (int)row.GetInt64(6),
                NextAttempt = Moment(row.GetInt64(7)),
                LastReply = row.IsDBNull(8) ? null : new QueueReply((int)row.GetInt64(8), Text(row, 9), row.GetString(10), Text(row, 11)),
                Notices = (QueueDelayNotices)row.GetInt64(12),
            });
        }

        return recipients;
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
