-- One row a journal entry, in order. `hash` chains it to the one before (protocol/link/SPEC.md 3.2).
CREATE TABLE IF NOT EXISTS entry (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    lineage  INTEGER NOT NULL CHECK (lineage BETWEEN 0 AND 4294967295),
    bytes    BLOB NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Closed batches: immutable signed bytes, sent again as they are until acknowledged.
CREATE TABLE IF NOT EXISTS batch (
    number         INTEGER PRIMARY KEY CHECK (number > 0),
    first_sequence INTEGER NOT NULL UNIQUE,
    last_sequence  INTEGER NOT NULL UNIQUE CHECK (last_sequence >= first_sequence),
    hash           BLOB NOT NULL CHECK (length(hash) = 32),
    sealed         BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS ack (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL REFERENCES batch (number),
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ack_by_number ON ack (number);

-- Head office lost what came after a batch (restored backup): acknowledgements up to `acks_before` count no more.
CREATE TABLE IF NOT EXISTS resend (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    after       INTEGER NOT NULL,
    acks_before INTEGER NOT NULL
) STRICT;

-- What the entries up to a place mean, signed by this terminal: saves a start the reading of them (checkpoint.py).
CREATE TABLE IF NOT EXISTS checkpoint (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    sequence  INTEGER NOT NULL,
    head      BLOB NOT NULL,
    state     BLOB NOT NULL,
    signature BLOB NOT NULL
) STRICT;

-- Tables from head office as signed; a version never falls.
CREATE TABLE IF NOT EXISTS office_table (
    kind    INTEGER NOT NULL,
    version INTEGER NOT NULL,
    sealed  BLOB NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT;

CREATE TRIGGER IF NOT EXISTS entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE (ABORT, 'journal entries are never changed'); END;
CREATE TRIGGER IF NOT EXISTS entry_is_never_removed BEFORE DELETE ON entry
BEGIN SELECT RAISE (ABORT, 'journal entries are never removed'); END;
CREATE TRIGGER IF NOT EXISTS batch_is_never_changed BEFORE UPDATE ON batch
BEGIN SELECT RAISE (ABORT, 'closed batches are never changed'); END;
CREATE TRIGGER IF NOT EXISTS batch_is_never_removed BEFORE DELETE ON batch
BEGIN SELECT RAISE (ABORT, 'closed batches are never removed'); END;
CREATE TRIGGER IF NOT EXISTS ack_is_never_changed BEFORE UPDATE ON ack
BEGIN SELECT RAISE (ABORT, 'acknowledgements are never changed'); END;
CREATE TRIGGER IF NOT EXISTS ack_is_never_removed BEFORE DELETE ON ack
BEGIN SELECT RAISE (ABORT, 'acknowledgements are never removed'); END;
CREATE TRIGGER IF NOT EXISTS table_version_never_falls BEFORE INSERT ON office_table
WHEN NEW.version <= (SELECT max(version) FROM office_table WHERE kind = NEW.kind)
BEGIN SELECT RAISE (ABORT, 'the version of a table never falls'); END;
