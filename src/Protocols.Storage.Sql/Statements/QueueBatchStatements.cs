namespace Protocols.Storage.Sql;

/// <summary>Batches, the lanes they wait in, and their leases.</summary>
internal static class QueueBatchStatements
{
    private const string IsFree = "destination = @destination AND priority = @priority AND lease_until IS NULL AND is_held = 0";
    private const string Columns = """
        batch_id, message_id, destination, priority, first_recipient, last_recipient, pending, not_before, due_at, is_held, lease_number, lease_owner, lease_until
        """;

    public static readonly SqlText Insert = new("""
        INSERT INTO queue_batch (message_id, destination, priority, first_recipient, last_recipient, pending, not_before, due_at, is_held, lease_number)
        VALUES (@message, @destination, @priority, @first, @last, @pending, @not_before, @due, 0, 0) RETURNING batch_id
        """);

    public static readonly SqlText Find = new($"SELECT {Columns} FROM queue_batch WHERE batch_id = @batch");

    public static readonly SqlText OfMessage = new($"SELECT {Columns} FROM queue_batch WHERE message_id = @message ORDER BY batch_id");

    public static readonly SqlText First = new($"SELECT {Columns} FROM queue_batch WHERE {IsFree} ORDER BY due_at, batch_id LIMIT 1");

    public static readonly SqlText FirstDue = new($"SELECT due_at, batch_id FROM queue_batch WHERE {IsFree} ORDER BY due_at, batch_id LIMIT 1");

    public static readonly SqlText Waiting = new($"""
        SELECT {Columns} FROM queue_batch WHERE {IsFree} AND due_at > @now AND not_before <= @now ORDER BY due_at, batch_id LIMIT @max
        """);

    public static readonly SqlText RunOut = new($"SELECT {Columns} FROM queue_batch WHERE lease_until <= @now ORDER BY lease_until LIMIT 1000");

    public static readonly SqlText FirstToRunOut = new("SELECT min(lease_until) FROM queue_batch WHERE lease_until IS NOT NULL");

    public static readonly SqlText Take = new("""
        UPDATE queue_batch SET lease_number = lease_number + 1, lease_owner = @owner, lease_until = @until WHERE batch_id = @batch
        """);

    public static readonly SqlText Renew = new("""
        UPDATE queue_batch SET lease_until = @until WHERE batch_id = @batch AND lease_number = @number AND lease_until IS NOT NULL
        """);

    public static readonly SqlText Free = new("UPDATE queue_batch SET lease_owner = NULL, lease_until = NULL, due_at = @due, pending = @pending WHERE batch_id = @batch");

    public static readonly SqlText SetDue = new("UPDATE queue_batch SET due_at = @due WHERE batch_id = @batch");

    public static readonly SqlText SetHeld = new("UPDATE queue_batch SET is_held = @held WHERE batch_id = @batch");

    public static readonly SqlText Delete = new("DELETE FROM queue_batch WHERE batch_id = @batch");

    public static readonly SqlText NextPriority = new("SELECT max(priority) FROM queue_lane WHERE priority < @above");

    public static readonly SqlText DueLanes = new("""
        SELECT l.destination, d.leased, l.next_due, l.next_batch FROM queue_lane AS l JOIN queue_destination AS d ON d.destination = l.destination
        WHERE l.priority = @priority AND l.next_due <= @now ORDER BY l.next_due, l.next_batch
        """);

    public static readonly SqlText LanesInOrder = new("""
        SELECT l.destination, l.next_due, d.leased FROM queue_lane AS l JOIN queue_destination AS d ON d.destination = l.destination ORDER BY l.next_due
        """);

    public static readonly SqlText SetLane = new("""
        INSERT INTO queue_lane (priority, destination, next_due, next_batch) VALUES (@priority, @destination, @due, @batch)
        ON CONFLICT (priority, destination) DO UPDATE SET next_due = excluded.next_due, next_batch = excluded.next_batch WHERE queue_lane.next_batch <> excluded.next_batch OR queue_lane.next_due <> excluded.next_due
        """);

    public static readonly SqlText LowerLane = new("""
        INSERT INTO queue_lane (priority, destination, next_due, next_batch) VALUES (@priority, @destination, @due, @batch)
        ON CONFLICT (priority, destination) DO UPDATE SET next_due = excluded.next_due, next_batch = excluded.next_batch WHERE queue_lane.next_due > excluded.next_due
        """);

    public static readonly SqlText DropLane = new("DELETE FROM queue_lane WHERE priority = @priority AND destination = @destination");
}
