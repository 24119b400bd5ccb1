-- What is learned of an email once: what it is sorted and threaded by, and the beginning of its text.
CREATE TABLE email_key (
    account_id   INTEGER NOT NULL,
    email_id     INTEGER NOT NULL,
    thread_id    INTEGER NOT NULL,      -- the id of the first email of the thread
    subject      TEXT    NOT NULL,      -- the base subject
    is_reply     INTEGER NOT NULL,
    from_mailbox TEXT    NOT NULL,
    to_mailbox   TEXT    NOT NULL,
    cc_mailbox   TEXT    NOT NULL,
    from_display TEXT    NOT NULL,
    to_display   TEXT    NOT NULL,
    message_id   TEXT    NOT NULL,
    refs         TEXT    NOT NULL,      -- a line feed between two
    preview      TEXT,                  -- null: not made yet
    PRIMARY KEY (account_id, email_id)
) STRICT, WITHOUT ROWID;

-- Which emails name an identifier beside a base subject, as a hash of both: emails that share one are of one thread.
CREATE TABLE thread_mark (
    account_id INTEGER NOT NULL,
    mark       INTEGER NOT NULL,
    email_id   INTEGER NOT NULL,
    thread_id  INTEGER NOT NULL,
    PRIMARY KEY (account_id, mark, email_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX thread_mark_email ON thread_mark (account_id, email_id);

-- When an entry came into its mailbox; of those that were there before, the time of arrival is the nearest that is known.
ALTER TABLE entry ADD COLUMN saved_at INTEGER NOT NULL DEFAULT 0;
UPDATE entry SET saved_at = received_at;

-- Emails that are gone and whose text may still be in the index of texts, which is a file of its own.
CREATE TABLE text_removal (
    account_id INTEGER NOT NULL,
    email_id   INTEGER NOT NULL,
    PRIMARY KEY (account_id, email_id)
) STRICT, WITHOUT ROWID;
