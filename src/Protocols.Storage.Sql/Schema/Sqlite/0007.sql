-- What this server alone knows: the salts of users that do not exist are made of it, so that they look like those of others.

CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO secret (name, value) VALUES ('nobody', randomblob(32));
