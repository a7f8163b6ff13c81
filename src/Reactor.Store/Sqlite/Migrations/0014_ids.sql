-- Ids are hashes: in no order, so that each new row would touch a page of its own in an index of all of them. Now they lie by blocks of 1,024 firings, and
-- within a block by id: what is written together touches the same few pages. Whoever looks an id up asks block after block.
-- An id that is unique needs no index of all ids for that: a firing that comes again is of the same event, and its deliveries are found in its block.
CREATE TABLE firings_2 (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL,
    rule       TEXT NOT NULL,
    severity   TEXT NOT NULL,
    vm_id      TEXT NOT NULL,
    vm_name    TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    event_name TEXT NOT NULL,
    at         INTEGER NOT NULL,
    key        TEXT NOT NULL,
    suppressed INTEGER NOT NULL,
    shadow     BLOB,
    block      INTEGER NOT NULL AS (seq / 1024)
) STRICT;
INSERT INTO firings_2 (seq, id, rule, severity, vm_id, vm_name, event_id, event_name, at, key, suppressed, shadow)
    SELECT seq, id, rule, severity, vm_id, vm_name, event_id, event_name, at, key, suppressed, shadow FROM firings;

-- block: that of the firing with which it was decided, counted from 1; 0 for what tells on of an alert or of a group, or was decided later.
-- handed_over: 1 while it is being tried since it was written. The daemon knows of it and no index of those that wait has it; a start makes it 0.
CREATE TABLE deliveries_2 (
    seq           INTEGER PRIMARY KEY,
    block         INTEGER NOT NULL,
    webhook_id    TEXT NOT NULL,
    partition     INTEGER,
    firing_id     TEXT NOT NULL,
    rule          TEXT NOT NULL,
    action_path   TEXT NOT NULL,
    target        TEXT NOT NULL,
    kind          TEXT NOT NULL,
    vm_name       TEXT NOT NULL,
    line          TEXT NOT NULL,
    event_name    TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead', 'muted')),
    handed_over   INTEGER NOT NULL DEFAULT 0,
    dead_reason   TEXT,
    attempts      INTEGER NOT NULL DEFAULT 0,
    revived_after INTEGER NOT NULL DEFAULT 0,
    next_at       INTEGER NOT NULL,
    completed_at  INTEGER,
    last_status   INTEGER,
    last_detail   TEXT,
    content_type  TEXT NOT NULL,
    inline        TEXT,
    on_giveup     BLOB,
    body          BLOB NOT NULL,
    CHECK ((state = 'pending') = (completed_at IS NULL)),
    CHECK ((state = 'dead') = (dead_reason IS NOT NULL)),
    CHECK (on_giveup IS NULL OR partition IS NOT NULL),
    CHECK (handed_over = 0 OR state = 'pending')
) STRICT;
INSERT INTO deliveries_2 (
    seq, block, webhook_id, partition, firing_id, rule, action_path, target, kind, vm_name, line, event_name, created_at, state, dead_reason, attempts,
    revived_after, next_at, completed_at, last_status, last_detail, content_type, inline, on_giveup, body)
SELECT
    d.seq, iif(d.kind = 'firing' AND d.line IN (d.vm_name, ''), coalesce((SELECT f.seq / 1024 + 1 FROM firings f WHERE f.id = d.firing_id), 0), 0), d.webhook_id, d.partition,
    d.firing_id, d.rule, d.action_path, d.target, d.kind, d.vm_name, d.line, d.event_name, d.created_at, d.state, d.dead_reason, d.attempts,
    d.revived_after, d.next_at, d.completed_at, d.last_status, d.last_detail, d.content_type, d.inline, d.on_giveup, d.body
FROM deliveries d;

-- Attempts go with their delivery: they must hang on the new table before the old one is dropped.
CREATE TABLE attempt_rows_2 (
    delivery    INTEGER NOT NULL REFERENCES deliveries_2 (seq) ON DELETE CASCADE,
    attempt     INTEGER NOT NULL,
    outcome     TEXT NOT NULL,
    at          INTEGER NOT NULL,
    duration_us INTEGER NOT NULL,
    status      INTEGER,
    detail      TEXT NOT NULL,
    PRIMARY KEY (delivery, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO attempt_rows_2 SELECT delivery, attempt, outcome, at, duration_us, status, detail FROM attempt_rows;
DROP VIEW attempts;
DROP TABLE attempt_rows;
DROP TABLE deliveries;
DROP TABLE firings;
ALTER TABLE firings_2 RENAME TO firings;
ALTER TABLE deliveries_2 RENAME TO deliveries;
ALTER TABLE attempt_rows_2 RENAME TO attempt_rows;
CREATE VIEW attempts AS
    SELECT d.webhook_id, a.attempt, a.outcome, a.at, a.duration_us, a.status, a.detail, a.delivery FROM attempt_rows a JOIN deliveries d ON d.seq = a.delivery;

CREATE UNIQUE INDEX firings_event ON firings (event_id, id);
CREATE INDEX firings_ids ON firings (block, id);
CREATE INDEX firings_at ON firings (at);

CREATE UNIQUE INDEX deliveries_ids ON deliveries (block, webhook_id);
CREATE INDEX deliveries_firings ON deliveries (block, firing_id);
CREATE INDEX deliveries_handed_over ON deliveries (target) WHERE handed_over = 1;
CREATE INDEX deliveries_due ON deliveries (target, next_at) WHERE state = 'pending' AND handed_over = 0;
CREATE INDEX deliveries_of_line ON deliveries (target, line) WHERE state = 'pending' AND handed_over = 0;
CREATE INDEX deliveries_of_firing ON deliveries (target, firing_id) WHERE state = 'pending' AND handed_over = 0;
CREATE INDEX deliveries_resends ON deliveries (firing_id, target) WHERE kind = 'resend';
CREATE INDEX deliveries_dead ON deliveries (target) WHERE state = 'dead';
CREATE INDEX deliveries_ended ON deliveries (completed_at) WHERE completed_at IS NOT NULL;
