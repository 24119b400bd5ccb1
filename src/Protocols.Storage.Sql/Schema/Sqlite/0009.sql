-- Changes of the flags of many entries at once, each as one row. They are not yet in the rows of the entries from first_uid to last_uid: who reads those
-- works them in, in the order of their numbers, and they are folded into the rows later.
CREATE TABLE pending_flags (
    account_id INTEGER NOT NULL,
    mailbox_id INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    first_uid  INTEGER NOT NULL,
    last_uid   INTEGER NOT NULL,
    modseq     INTEGER NOT NULL,        -- that of an entry whose flags it changes
    keep       INTEGER NOT NULL,        -- the flags that stay as they are
    added      INTEGER NOT NULL,        -- those that are set
    keywords   TEXT,                    -- null: they stay
    PRIMARY KEY (account_id, mailbox_id, number)
) STRICT, WITHOUT ROWID;

-- The newest modseq of which something has been folded into rows.
ALTER TABLE mailbox ADD COLUMN folded_modseq INTEGER NOT NULL DEFAULT 0;

-- Which objects between object_first and object_last are meant, where there are many runs of them; null for all. Operation 4: updated, by what was pending.
ALTER TABLE change_log ADD COLUMN runs BLOB;
