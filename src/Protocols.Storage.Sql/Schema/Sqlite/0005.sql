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
