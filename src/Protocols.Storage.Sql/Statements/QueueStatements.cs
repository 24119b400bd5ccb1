namespace Protocols.Storage.Sql;

/// <summary>The queue's messages, recipients and counts.</summary>
internal static class QueueStatements
{
    public const string MessageColumns = """
        message_id, blob, size, reverse_path, submitted_at, submitter, envelope_id, return_content, tls, is_utf8, body, deliver_by,
        deliver_by_mode, hold_until, future_release, priority, recipients, pending, is_held
        """;

    public static readonly SqlText Count = new("SELECT messages FROM queue_state WHERE state_id = 1");

    public static readonly SqlText AddToCount = new("UPDATE queue_state SET messages = messages + @change WHERE state_id = 1");

    public static readonly SqlText InsertMessage = new("""
        INSERT INTO queue_message (blob, size, reverse_path, submitted_at, submitter, envelope_id, return_content, tls, is_utf8, body,
            deliver_by, deliver_by_mode, hold_until, future_release, priority, recipients, pending, is_held)
        VALUES (@blob, @size, @reverse_path, @submitted_at, @submitter, @envelope_id, @return_content, @tls, @is_utf, @body,
            @deliver_by, @deliver_by_mode, @hold_until, @future_release, @priority, @recipients, @recipients, 0) RETURNING message_id
        """);

    public static readonly SqlText InsertRecipient = new("""
        INSERT INTO queue_recipient (message_id, recipient, address, destination, original, notify, status, attempts, next_attempt, notices)
        VALUES (@message, @recipient, @address, @destination, @original, @notify, 0, 0, @next_attempt, 0)
        """);

    public static readonly SqlText Message = new($"SELECT {MessageColumns} FROM queue_message WHERE message_id = @message");

    public static readonly SqlText Recipients = new("""
        SELECT recipient, address, destination, original, notify, status, attempts, next_attempt, reply_code, reply_status, reply_text, reply_host, notices
        FROM queue_recipient WHERE message_id = @message AND recipient BETWEEN @first AND @last ORDER BY recipient
        """);

    public static readonly SqlText SetOutcome = new("""
        UPDATE queue_recipient SET status = @status, attempts = attempts + 1, next_attempt = coalesce(@next_attempt, next_attempt),
            reply_code = coalesce(@code, reply_code), reply_status = CASE WHEN @code IS NULL THEN reply_status ELSE @enhanced END,
            reply_text = CASE WHEN @code IS NULL THEN reply_text ELSE @text END,
            reply_host = CASE WHEN @code IS NULL THEN reply_host ELSE @host END, notices = notices | @notices
        WHERE message_id = @message AND recipient = @recipient AND status = 0
        """);

    public static readonly SqlText NextAttempt = new("""
        SELECT min(next_attempt) FROM queue_recipient WHERE message_id = @message AND recipient BETWEEN @first AND @last AND status = 0
        """);

    public static readonly SqlText RetryRecipients = new("""
        UPDATE queue_recipient SET next_attempt = @now
        WHERE message_id = @message AND recipient BETWEEN @first AND @last AND status = 0 AND next_attempt > @now
        """);

    public static readonly SqlText CancelRecipients = new("""
        UPDATE queue_recipient SET status = 5 WHERE message_id = @message AND recipient BETWEEN @first AND @last AND status = 0
        """);

    public static readonly SqlText TakePending = new("""
        UPDATE queue_message SET pending = pending - @done WHERE message_id = @message RETURNING pending
        """);

    public static readonly SqlText SetMessageHeld = new("UPDATE queue_message SET is_held = @held WHERE message_id = @message AND is_held <> @held");

    public static readonly SqlText UnlinkContent = new("""
        UPDATE blob SET links = links - 1, unlinked_at = CASE WHEN links = 1 THEN @now END
        WHERE account_id = @account AND hash = (SELECT blob FROM queue_message WHERE message_id = @message)
        """);

    public static readonly SqlText DeleteRecipients = new("DELETE FROM queue_recipient WHERE message_id = @message");

    public static readonly SqlText DeleteMessage = new("DELETE FROM queue_message WHERE message_id = @message");

    public static readonly SqlText CountDestination = new("""
        INSERT INTO queue_destination (destination, batches, recipients, leased, held) VALUES (@destination, @batches, @recipients, @leased, @held)
        ON CONFLICT (destination) DO UPDATE SET batches = queue_destination.batches + excluded.batches,
            recipients = queue_destination.recipients + excluded.recipients, leased = queue_destination.leased + excluded.leased,
            held = queue_destination.held + excluded.held
        """);

    public static readonly SqlText DropEmptyDestination = new("DELETE FROM queue_destination WHERE destination = @destination AND batches = 0");

    public static readonly SqlText Destinations = new("""
        SELECT destination, batches, recipients, leased, held FROM queue_destination WHERE destination > @after ORDER BY destination LIMIT @max
        """);

    public static readonly SqlText List = new($"""
        SELECT {MessageColumns} FROM queue_message WHERE message_id > @after ORDER BY message_id LIMIT @max
        """);

    public static readonly SqlText ListOfSender = new($"""
        SELECT {MessageColumns} FROM queue_message WHERE reverse_path = @sender AND message_id > @after ORDER BY message_id LIMIT @max
        """);

    public static readonly SqlText ListOfDestination = new("""
        SELECT DISTINCT message_id FROM queue_batch WHERE destination = @destination AND message_id > @after ORDER BY message_id LIMIT @max
        """);

    public static readonly SqlText HasStatus = new("SELECT 1 FROM queue_recipient WHERE message_id = @message AND status = @status LIMIT 1");
}
