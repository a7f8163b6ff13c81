-- What operators had done to VMs, and what was refused. A row is written before its command is sent.
-- claimed_epoch: the daemon that sent it; a row of an earlier one that is still 'sent' ends as 'unknown'.
-- arguments: JSON, bounded, what may be a secret left out; NULL for none.
CREATE TABLE audit (
    seq           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    at            INTEGER NOT NULL,
    uid           INTEGER,
    pid           INTEGER,
    vm_id         TEXT NOT NULL,
    vm_name       TEXT NOT NULL,
    process       TEXT,
    command       TEXT NOT NULL,
    risk          TEXT NOT NULL,
    arguments     TEXT,
    outcome       TEXT NOT NULL CHECK (outcome IN ('sent', 'ok', 'failed', 'unknown', 'refused', 'not_sent')),
    claimed_epoch INTEGER NOT NULL,
    ended_at      INTEGER,
    detail        TEXT,
    CHECK ((outcome = 'sent') = (ended_at IS NULL))
) STRICT;
CREATE INDEX audit_open ON audit (outcome) WHERE outcome = 'sent';
CREATE INDEX audit_at ON audit (at);
