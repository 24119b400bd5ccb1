-- The first schema. Every key of what belongs to an account begins with account_id; times are milliseconds since 1970 with the
-- offset in minutes beside them. Names are compared octet by octet.

CREATE TABLE account (
    account_id        INTEGER PRIMARY KEY AUTOINCREMENT,
    address           TEXT    NOT NULL,
    display_name      TEXT,
    modseq            INTEGER NOT NULL,   -- the account's clock
    log_start         INTEGER NOT NULL,   -- the change log remembers what came after this modseq
    next_mailbox_id   INTEGER NOT NULL,
    next_email_id     INTEGER NOT NULL,
    last_uid_validity INTEGER NOT NULL
) STRICT;

-- The directory is looked up by name, before it is known whose name it is. Names here are folded to lower case.
CREATE TABLE address (
    address    TEXT    NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE domain (
    domain TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
    account_id INTEGER NOT NULL,
    mechanism  TEXT    NOT NULL,
    salt       BLOB    NOT NULL,
    iterations INTEGER NOT NULL,
    stored_key BLOB    NOT NULL,
    server_key BLOB    NOT NULL,
    PRIMARY KEY (account_id, mechanism)
) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox (
    account_id     INTEGER NOT NULL,
    mailbox_id     INTEGER NOT NULL,
    name           TEXT    NOT NULL,
    is_selectable  INTEGER NOT NULL,
    role           INTEGER NOT NULL,
    uid_validity   INTEGER NOT NULL,
    uid_next       INTEGER NOT NULL,
    recent_from    INTEGER NOT NULL,   -- the first UID that no session has claimed as recent
    messages       INTEGER NOT NULL,
    unseen         INTEGER NOT NULL,
    deleted        INTEGER NOT NULL,
    total_size     INTEGER NOT NULL,
    highest_modseq INTEGER NOT NULL,
    PRIMARY KEY (account_id, mailbox_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX mailbox_name ON mailbox (account_id, name);
CREATE UNIQUE INDEX mailbox_role ON mailbox (account_id, role) WHERE role <> 0;

CREATE TABLE subscription (
    account_id INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;

-- How many entries of a mailbox have a keyword, so that opening one need not look at them all.
CREATE TABLE mailbox_keyword (
    account_id INTEGER NOT NULL,
    mailbox_id INTEGER NOT NULL,
    folded     TEXT    NOT NULL,
    keyword    TEXT    NOT NULL,
    uses       INTEGER NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, folded)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
    account_id      INTEGER NOT NULL,
    mailbox_id      INTEGER NOT NULL,
    uid             INTEGER NOT NULL,
    email_id        INTEGER NOT NULL,
    size            INTEGER NOT NULL,
    flags           INTEGER NOT NULL,
    keywords        TEXT    NOT NULL,   -- sorted, a space between two
    received_at     INTEGER NOT NULL,
    received_offset INTEGER NOT NULL,
    modseq          INTEGER NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, uid)
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_unseen  ON entry (account_id, mailbox_id, uid) WHERE (flags & 1) = 0;
CREATE INDEX entry_deleted ON entry (account_id, mailbox_id, uid) WHERE (flags & 8) <> 0;

CREATE TABLE email (
    account_id  INTEGER NOT NULL,
    email_id    INTEGER NOT NULL,
    blob        BLOB    NOT NULL,
    size        INTEGER NOT NULL,
    sent_at     INTEGER,
    sent_offset INTEGER,
    links       INTEGER NOT NULL,       -- entries that show this message
    PRIMARY KEY (account_id, email_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX email_unlinked ON email (account_id, email_id) WHERE links = 0;

-- Apart from the message's row, so that reading many rows does not read many outlines.
CREATE TABLE email_outline (
    account_id INTEGER NOT NULL,
    email_id   INTEGER NOT NULL,
    outline    BLOB    NOT NULL,
    PRIMARY KEY (account_id, email_id)
) STRICT;

CREATE TABLE blob (
    account_id  INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    size        INTEGER NOT NULL,
    content     BLOB,                   -- null: in a file
    links       INTEGER NOT NULL,       -- emails made of it
    unlinked_at INTEGER,
    PRIMARY KEY (account_id, hash)
) STRICT;

CREATE INDEX blob_unlinked ON blob (account_id, unlinked_at) WHERE links = 0;

-- Runs of objects that one change set touched: object_first to object_last. type 1: mailboxes, parent 0; type 2: entries, parent
-- the mailbox. operation 1 created, 2 updated, 3 destroyed.
CREATE TABLE change_log (
    account_id   INTEGER NOT NULL,
    type         INTEGER NOT NULL,
    parent_id    INTEGER NOT NULL,
    modseq       INTEGER NOT NULL,
    operation    INTEGER NOT NULL,
    object_first INTEGER NOT NULL,
    object_last  INTEGER NOT NULL,
    PRIMARY KEY (account_id, type, parent_id, modseq, operation, object_first)
) STRICT, WITHOUT ROWID;
