-- A new state, acknowledged: open, and somebody looks after it. A check can't be altered, so the table is made anew.
CREATE TABLE alerts_2 (
    seq          INTEGER PRIMARY KEY,
    uid          TEXT NOT NULL UNIQUE,
    partition    INTEGER NOT NULL,
    rule         TEXT NOT NULL,
    id           TEXT NOT NULL,
    key          TEXT NOT NULL,
    vm_id        TEXT NOT NULL,
    vm_name      TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('firing', 'acknowledged', 'resolved')),
    severity     TEXT NOT NULL,
    summary      TEXT NOT NULL,
    description  TEXT NOT NULL,
    labels       TEXT NOT NULL,
    starts_at    INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    ends_at      INTEGER,
    resolved_by  TEXT,
    count        INTEGER NOT NULL,
    targets      TEXT NOT NULL,
    firing_id    TEXT NOT NULL,
    held         TEXT,
    extra        BLOB
) STRICT;
INSERT INTO alerts_2 (
    seq, uid, partition, rule, id, key, vm_id, vm_name, state, severity, summary, description, labels, starts_at, refreshed_at, ends_at, resolved_by,
    count, targets, firing_id, held, extra)
SELECT
    seq, uid, partition, rule, id, key, vm_id, vm_name, state, severity, summary, description, labels, starts_at, refreshed_at, ends_at, resolved_by,
    count, targets, firing_id, held, extra
FROM alerts;
DROP TABLE alerts;
ALTER TABLE alerts_2 RENAME TO alerts;
CREATE INDEX alerts_open ON alerts (partition) WHERE state <> 'resolved';
CREATE INDEX alerts_ended ON alerts (ends_at) WHERE ends_at IS NOT NULL;

-- Silences and maintenances as operators asked for them, kept for a while after they ended. What they hold is decided by the partitions, each of which
-- has its own copy while it is in force.
-- payload: all of it, versioned JSON. ends_at: NULL for a silence that lasts until its alerts are resolved. ended_at, ended_by: by hand.
CREATE TABLE holds (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL CHECK (kind IN ('silence', 'maintenance')),
    created_at INTEGER NOT NULL,
    uid        INTEGER,
    pid        INTEGER,
    ends_at    INTEGER,
    payload    BLOB NOT NULL,
    ended_at   INTEGER,
    ended_by   TEXT
) STRICT;

CREATE INDEX partition_state_holds ON partition_state (kind, key) WHERE kind IN ('silence', 'maintenance');
