-- Messages to partitions. A row is gone with the commit that follows from it. seq is the order in which they came.
CREATE TABLE inbox (
    seq       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    partition INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    payload   BLOB NOT NULL
) STRICT;
CREATE INDEX inbox_partition ON inbox (partition, seq);

-- Pieces of a partition's state that are kept beside its snapshot and its inputs.
CREATE TABLE partition_state (
    partition INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    key       TEXT NOT NULL,
    payload   BLOB NOT NULL,
    PRIMARY KEY (partition, kind, key)
) STRICT, WITHOUT ROWID;

-- The last configuration that was found good, whole: one row, and its files.
-- patterns: JSON object, for each pattern of files the paths that it named.
CREATE TABLE rule_sets (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    fingerprint TEXT NOT NULL,
    at          INTEGER NOT NULL,
    main        TEXT NOT NULL,
    patterns    TEXT NOT NULL
) STRICT;

CREATE TABLE rule_set_files (
    path TEXT PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE alerts ADD COLUMN held TEXT;
ALTER TABLE alerts ADD COLUMN extra BLOB;
ALTER TABLE firings ADD COLUMN shadow BLOB;

-- A new state, muted: stored, and not to be sent. A check can't be altered, so the table is made anew.
-- dead_reason: 'gave_up', 'target_removed', or 'disabled' where only its target's being disabled stopped it.
-- on_giveup: the firing, given to the inbox of the partition when the delivery is given up; NULL for nothing to do then.
-- partition: where it was decided; NULL for those from before this form.
CREATE TABLE deliveries_2 (
    seq           INTEGER PRIMARY KEY,
    webhook_id    TEXT NOT NULL UNIQUE,
    partition     INTEGER,
    firing_id     TEXT NOT NULL,
    rule          TEXT NOT NULL,
    action_path   TEXT NOT NULL,
    target        TEXT NOT NULL,
    kind          TEXT NOT NULL,
    vm_name       TEXT NOT NULL,
    event_name    TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    content_type  TEXT NOT NULL,
    body          BLOB NOT NULL,
    inline        TEXT,
    on_giveup     BLOB,
    state         TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead', 'muted')),
    dead_reason   TEXT,
    attempts      INTEGER NOT NULL DEFAULT 0,
    next_at       INTEGER NOT NULL,
    claimed_epoch INTEGER NOT NULL DEFAULT 0,
    completed_at  INTEGER,
    last_status   INTEGER,
    last_detail   TEXT,
    CHECK ((state = 'pending') = (completed_at IS NULL)),
    CHECK ((state = 'dead') = (dead_reason IS NOT NULL)),
    CHECK (on_giveup IS NULL OR partition IS NOT NULL)
) STRICT;
INSERT INTO deliveries_2 (
    seq, webhook_id, firing_id, rule, action_path, target, kind, vm_name, event_name, created_at, content_type, body, inline, state, dead_reason,
    attempts, next_at, claimed_epoch, completed_at, last_status, last_detail)
SELECT
    seq, webhook_id, firing_id, rule, action_path, target, kind, vm_name, event_name, created_at, content_type, body, inline, state, dead_reason,
    attempts, next_at, claimed_epoch, completed_at, last_status, last_detail
FROM deliveries;

-- Attempts go with their delivery: they must hang on the new table before the old one is dropped.
CREATE TABLE attempts_2 (
    webhook_id  TEXT NOT NULL REFERENCES deliveries_2 (webhook_id) ON DELETE CASCADE,
    attempt     INTEGER NOT NULL,
    outcome     TEXT NOT NULL,
    at          INTEGER NOT NULL,
    duration_us INTEGER NOT NULL,
    status      INTEGER,
    detail      TEXT NOT NULL,
    PRIMARY KEY (webhook_id, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO attempts_2 SELECT webhook_id, attempt, outcome, at, duration_us, status, detail FROM attempts;
DROP TABLE attempts;
DROP TABLE deliveries;
ALTER TABLE deliveries_2 RENAME TO deliveries;
ALTER TABLE attempts_2 RENAME TO attempts;
CREATE INDEX deliveries_due ON deliveries (target, next_at) WHERE state = 'pending';
CREATE INDEX deliveries_dead ON deliveries (target) WHERE state = 'dead';
CREATE INDEX deliveries_ended ON deliveries (completed_at) WHERE completed_at IS NOT NULL;
