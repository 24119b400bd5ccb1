-- What IMAP URLs are authorized by: a key for each user and mailbox.

CREATE TABLE url_key (
    account_id INTEGER NOT NULL,            -- whose table of keys
    owner_id   INTEGER NOT NULL,            -- whose mailbox
    mailbox_id INTEGER NOT NULL,
    key        BLOB    NOT NULL,
    PRIMARY KEY (account_id, owner_id, mailbox_id)
) STRICT, WITHOUT ROWID;
