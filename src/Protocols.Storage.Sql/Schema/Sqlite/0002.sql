-- The queue of mail on its way out. Its content is that of account 0, which no person has: AUTOINCREMENT begins at 1.

CREATE TABLE queue_state (
    state_id INTEGER NOT NULL PRIMARY KEY CHECK (state_id = 1),
    messages INTEGER NOT NULL
) STRICT;

INSERT INTO queue_state (state_id, messages) VALUES (1, 0);

CREATE TABLE queue_message (
    message_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    blob            BLOB    NOT NULL,
    size            INTEGER NOT NULL,
    reverse_path    TEXT    NOT NULL,
    submitted_at    INTEGER NOT NULL,
    submitter       INTEGER,
    envelope_id     TEXT,
    return_content  INTEGER NOT NULL,   -- 0 not said, 1 all, 2 header
    tls             INTEGER NOT NULL,   -- 0 not said, 1 required, 2 not required
    is_utf8         INTEGER NOT NULL,
    body            INTEGER NOT NULL,   -- 0 seven bits, 1 eight, 2 binary
    deliver_by      INTEGER,
    deliver_by_mode INTEGER NOT NULL,   -- 1 return, 2 trace
    hold_until      INTEGER,
    future_release  TEXT,
    priority        INTEGER NOT NULL,
    recipients      INTEGER NOT NULL,
    pending         INTEGER NOT NULL,
    is_held         INTEGER NOT NULL
) STRICT;

CREATE INDEX queue_message_sender ON queue_message (reverse_path, message_id);

-- Those of one batch stand together; what is done stays until the message is.
CREATE TABLE queue_recipient (
    message_id    INTEGER NOT NULL,
    recipient     INTEGER NOT NULL,
    address       TEXT    NOT NULL,
    destination   TEXT    NOT NULL,
    original      TEXT,
    notify        INTEGER NOT NULL,
    status        INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    next_attempt  INTEGER NOT NULL,
    reply_code    INTEGER,              -- null: no attempt yet
    reply_status  TEXT,
    reply_text    TEXT,
    reply_host    TEXT,
    notices       INTEGER NOT NULL,
    PRIMARY KEY (message_id, recipient)
) STRICT, WITHOUT ROWID;

-- The unit of a lease: some recipients of one message at one destination, while one of them is pending.
CREATE TABLE queue_batch (
    batch_id        INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id      INTEGER NOT NULL,
    destination     TEXT    NOT NULL,
    priority        INTEGER NOT NULL,
    first_recipient INTEGER NOT NULL,
    last_recipient  INTEGER NOT NULL,
    pending         INTEGER NOT NULL,
    not_before      INTEGER NOT NULL,   -- the sender's wish: nothing makes it due earlier
    due_at          INTEGER NOT NULL,   -- the earliest next attempt of a pending recipient
    is_held         INTEGER NOT NULL,
    lease_number    INTEGER NOT NULL,   -- rises each time it is given out
    lease_owner     TEXT,
    lease_until     INTEGER             -- null: free
) STRICT;

CREATE INDEX queue_batch_free ON queue_batch (destination, priority, due_at, batch_id) WHERE lease_until IS NULL AND is_held = 0;
CREATE INDEX queue_batch_leased ON queue_batch (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX queue_batch_message ON queue_batch (message_id, batch_id);
CREATE INDEX queue_batch_destination ON queue_batch (destination, message_id);

-- The free batches of one priority to one destination, by the one that is due first: what a search for work looks at.
CREATE TABLE queue_lane (
    priority    INTEGER NOT NULL,
    destination TEXT    NOT NULL,
    next_due    INTEGER NOT NULL,
    next_batch  INTEGER NOT NULL,
    PRIMARY KEY (priority, destination)
) STRICT, WITHOUT ROWID;

CREATE INDEX queue_lane_due ON queue_lane (priority, next_due, next_batch);
CREATE INDEX queue_lane_next ON queue_lane (next_due);

CREATE TABLE queue_destination (
    destination TEXT    NOT NULL PRIMARY KEY,
    batches     INTEGER NOT NULL,
    recipients  INTEGER NOT NULL,       -- pending
    leased      INTEGER NOT NULL,
    held        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
