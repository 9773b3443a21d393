-- What the office has handed out, for ever: nothing here is changed or removed.
-- No secret is kept: a code can be worked out again only with the keystore (`terminals`), answers are sealed to devices.

CREATE TABLE act (                       -- the issue record: a chain of hashes (`issue_record`)
    number   INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    detail   TEXT NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE code (                      -- one-time codes for terminals
    id       INTEGER PRIMARY KEY,
    terminal INTEGER NOT NULL,
    nonce    BLOB NOT NULL CHECK (length(nonce) = 16),
    branch   INTEGER NOT NULL,
    place    INTEGER NOT NULL,           -- group of terminals, 0 to 31
    roles    INTEGER NOT NULL,
    made     INTEGER NOT NULL,
    expires  INTEGER NOT NULL
) STRICT;

CREATE TABLE certificate (               -- terminals admitted; a code admits once
    serial      INTEGER PRIMARY KEY,
    code        INTEGER NOT NULL UNIQUE REFERENCES code,
    terminal    INTEGER NOT NULL,
    sign_public BLOB NOT NULL CHECK (length(sign_public) = 32),
    seal_public BLOB NOT NULL CHECK (length(seal_public) = 32),
    roles       INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    answer      BLOB NOT NULL
) STRICT;
CREATE INDEX certificate_of_terminal ON certificate (terminal);

CREATE TABLE job_list (                  -- plans that were applied, sealed to their desk
    id       INTEGER PRIMARY KEY,
    desk     INTEGER NOT NULL,
    sealed   BLOB NOT NULL
) STRICT;

CREATE TABLE job (                       -- card instances planned, each once
    number   INTEGER PRIMARY KEY,
    list     INTEGER NOT NULL REFERENCES job_list,
    card     INTEGER NOT NULL,
    instance INTEGER NOT NULL,
    UNIQUE (card, instance)
) STRICT;

CREATE TRIGGER act_stays BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER act_is_kept BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER code_stays BEFORE UPDATE ON code BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER code_is_kept BEFORE DELETE ON code BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER certificate_stays BEFORE UPDATE ON certificate BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER certificate_is_kept BEFORE DELETE ON certificate BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER job_list_stays BEFORE UPDATE ON job_list BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER job_list_is_kept BEFORE DELETE ON job_list BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER job_stays BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER job_is_kept BEFORE DELETE ON job BEGIN SELECT RAISE(ABORT, 'append only'); END;
