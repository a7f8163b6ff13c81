-- Times are microseconds since the Unix epoch. JSON is text.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta (key, value) VALUES ('epoch', 0);

-- Where each partition stands.
CREATE TABLE partitions (
    partition        INTEGER PRIMARY KEY,
    applied_sequence INTEGER NOT NULL,
    last_at          INTEGER
) STRICT;

CREATE TABLE inputs (
    partition INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    payload   BLOB NOT NULL,
    rules     TEXT NOT NULL,
    PRIMARY KEY (partition, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (
    partition INTEGER PRIMARY KEY,
    sequence  INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    state     BLOB NOT NULL
) STRICT;

-- seq is the order of arrival in this file. It is never shown: cursors are event ids.
CREATE TABLE events (
    seq     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    vm_id   TEXT NOT NULL,
    vm_name TEXT NOT NULL,
    name    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    qemu_us INTEGER,
    origin  TEXT NOT NULL,
    data    TEXT NOT NULL,
    matched INTEGER NOT NULL
) STRICT;
CREATE INDEX events_at ON events (at);

CREATE TABLE firings (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    rule       TEXT NOT NULL,
    severity   TEXT NOT NULL,
    vm_id      TEXT NOT NULL,
    vm_name    TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    event_name TEXT NOT NULL,
    at         INTEGER NOT NULL,
    key        TEXT NOT NULL,
    suppressed INTEGER NOT NULL
) STRICT;
CREATE INDEX firings_at ON firings (at);

CREATE TABLE alerts (
    seq          INTEGER PRIMARY KEY,
    uid          TEXT NOT NULL UNIQUE,
    partition    INTEGER NOT NULL,
    rule         TEXT NOT NULL,
    id           TEXT NOT NULL,
    key          TEXT NOT NULL,
    vm_id        TEXT NOT NULL,
    vm_name      TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('firing', 'resolved')),
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
    firing_id    TEXT NOT NULL
) STRICT;
CREATE INDEX alerts_open ON alerts (partition) WHERE state = 'firing';
CREATE INDEX alerts_ended ON alerts (ends_at) WHERE ends_at IS NOT NULL;

-- claimed_epoch: the epoch of the daemon that is trying it; an older one is void, 0 is none.
-- dead_reason: 'gave_up', or 'disabled' where only its target's being disabled stopped it.
CREATE TABLE deliveries (
    seq           INTEGER PRIMARY KEY,
    webhook_id    TEXT NOT NULL UNIQUE,
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
    state         TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
    dead_reason   TEXT,
    attempts      INTEGER NOT NULL DEFAULT 0,
    next_at       INTEGER NOT NULL,
    claimed_epoch INTEGER NOT NULL DEFAULT 0,
    completed_at  INTEGER,
    last_status   INTEGER,
    last_detail   TEXT,
    CHECK ((state = 'pending') = (completed_at IS NULL)),
    CHECK ((state = 'dead') = (dead_reason IS NOT NULL))
) STRICT;
CREATE INDEX deliveries_due ON deliveries (target, next_at) WHERE state = 'pending';
CREATE INDEX deliveries_dead ON deliveries (target) WHERE state = 'dead';
CREATE INDEX deliveries_ended ON deliveries (completed_at) WHERE completed_at IS NOT NULL;

CREATE TABLE attempts (
    webhook_id  TEXT NOT NULL REFERENCES deliveries (webhook_id) ON DELETE CASCADE,
    attempt     INTEGER NOT NULL,
    outcome     TEXT NOT NULL,
    at          INTEGER NOT NULL,
    duration_us INTEGER NOT NULL,
    status      INTEGER,
    detail      TEXT NOT NULL,
    PRIMARY KEY (webhook_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE targets (
    name        TEXT PRIMARY KEY,
    disabled_at INTEGER,
    reason      TEXT
) STRICT, WITHOUT ROWID;

-- columns: JSON array of the fields seen, in order of appearance; they are the columns of the view record_NAME.
CREATE TABLE record_tables (
    name    TEXT PRIMARY KEY,
    columns TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    seq        INTEGER PRIMARY KEY,
    table_name TEXT NOT NULL REFERENCES record_tables (name),
    key        TEXT,
    vm_id      TEXT NOT NULL,
    vm_name    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    event_id   TEXT NOT NULL,
    firing_id  TEXT NOT NULL,
    fields     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX records_key ON records (table_name, key) WHERE key IS NOT NULL;
CREATE INDEX records_at ON records (table_name, at);

CREATE TABLE vms (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    uuid         TEXT,
    host         TEXT NOT NULL,
    address      TEXT NOT NULL,
    incarnation  TEXT,
    qemu_version TEXT,
    status       TEXT,
    seen_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
