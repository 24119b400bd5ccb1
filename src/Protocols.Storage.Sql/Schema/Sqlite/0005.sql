-- Who may do what with whose mailboxes. grantee: an account, 0 anyone, -1 authenticated; rights: the bits of MailboxRights.
CREATE TABLE mailbox_right (
    account_id  INTEGER NOT NULL,
    mailbox_id  INTEGER NOT NULL,
    grantee     INTEGER NOT NULL,
    is_negative INTEGER NOT NULL,
    rights      INTEGER NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, grantee, is_negative)
) STRICT, WITHOUT ROWID;

-- What was shared with somebody is looked up before it is known whose it is.
CREATE INDEX mailbox_right_grantee ON mailbox_right (grantee, account_id, mailbox_id);

-- What an account uses and may use: null for as much as there is. The octets that \Deleted marks are counted for each mailbox.
ALTER TABLE account ADD COLUMN quota_octets    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN quota_messages  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN quota_mailboxes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN limit_octets    INTEGER;
ALTER TABLE account ADD COLUMN limit_messages  INTEGER;
ALTER TABLE account ADD COLUMN limit_mailboxes INTEGER;
ALTER TABLE mailbox ADD COLUMN deleted_size    INTEGER NOT NULL DEFAULT 0;

UPDATE account SET
    quota_octets    = (SELECT coalesce(sum(m.total_size), 0) FROM mailbox AS m WHERE m.account_id = account.account_id),
    quota_messages  = (SELECT coalesce(sum(m.messages), 0) FROM mailbox AS m WHERE m.account_id = account.account_id),
    quota_mailboxes = (SELECT count(*) FROM mailbox AS m WHERE m.account_id = account.account_id);

UPDATE mailbox SET deleted_size = (
    SELECT coalesce(sum(e.size), 0) FROM entry AS e
    WHERE e.account_id = mailbox.account_id AND e.mailbox_id = mailbox.mailbox_id AND (e.flags & 8) <> 0)
WHERE deleted <> 0;

-- mailbox_id 0: of the account as a whole; user_id 0: shared. A value of null was removed: kept for a while, for those who are to be told.
CREATE TABLE annotation (
    account_id INTEGER NOT NULL,
    mailbox_id INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    value      BLOB,
    modseq     INTEGER NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, user_id, name)
) STRICT;

CREATE INDEX annotation_modseq ON annotation (account_id, modseq);

-- Which mailboxes changed since a point.
CREATE INDEX mailbox_modseq ON mailbox (account_id, highest_modseq);
