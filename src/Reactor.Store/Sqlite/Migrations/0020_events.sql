-- An event's id begins with its VM's process: in an index of all ids the events of a transaction lie on a page for each VM. Now they lie by blocks of 256 events, and
-- within a block by id, as those of firings do. That an id comes once is seen within its block: events are for people, and nothing follows from a row of theirs.
CREATE TABLE events_2 (
    seq     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL,
    vm_id   TEXT NOT NULL,
    vm_name TEXT NOT NULL,
    name    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    qemu_us INTEGER,
    origin  TEXT NOT NULL,
    data    TEXT NOT NULL,
    matched INTEGER NOT NULL,
    block   INTEGER NOT NULL AS (seq / 256)
) STRICT;
INSERT INTO events_2 (seq, id, vm_id, vm_name, name, at, qemu_us, origin, data, matched)
    SELECT seq, id, vm_id, vm_name, name, at, qemu_us, origin, data, matched FROM events;
-- Somebody may have made a view of events, which would be of no table for a moment.
PRAGMA legacy_alter_table = ON;
DROP TABLE events;
ALTER TABLE events_2 RENAME TO events;
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX events_ids ON events (block, id);
CREATE INDEX events_at ON events (at);
