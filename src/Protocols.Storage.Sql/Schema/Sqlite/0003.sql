-- Sieve scripts, and what they remember. In the change log, type 3: scripts, parent 0.

-- One row for each account that has had a script.
CREATE TABLE script_state (
    account_id     INTEGER NOT NULL PRIMARY KEY,
    next_script_id INTEGER NOT NULL,
    scripts        INTEGER NOT NULL,
    octets         INTEGER NOT NULL,
    active         INTEGER                  -- the active script, or null
) STRICT;

CREATE TABLE script (
    account_id INTEGER NOT NULL,
    script_id  INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    hash       BLOB    NOT NULL,
    size       INTEGER NOT NULL,
    modseq     INTEGER NOT NULL,
    PRIMARY KEY (account_id, script_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX script_name ON script (account_id, name);

-- Apart from the script's row, so that a list does not read content.
CREATE TABLE script_content (
    account_id INTEGER NOT NULL,
    script_id  INTEGER NOT NULL,
    source     BLOB    NOT NULL,
    version    TEXT,                        -- what made the program, or null
    program    BLOB,
    PRIMARY KEY (account_id, script_id)
) STRICT;

CREATE TABLE sieve_memory (
    account_id INTEGER NOT NULL,
    key        BLOB    NOT NULL,            -- SHA-256 of the key
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX sieve_memory_account ON sieve_memory (account_id, expires_at);
CREATE INDEX sieve_memory_expiry ON sieve_memory (expires_at);
