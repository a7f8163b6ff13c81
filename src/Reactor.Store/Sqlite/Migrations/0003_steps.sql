-- Steps of runs, kept for the audit. A step goes one way: intended -> started -> ended, or refused -> ended where its budget was spent.
-- claimed_epoch: the daemon that began it. One that an earlier daemon began may have been done or not: it ends as interrupted, and is never
-- begun again.
-- status, result: what became of it, once it has ended.
CREATE TABLE steps (
    seq           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    partition     INTEGER NOT NULL,
    firing_id     TEXT NOT NULL,
    rule          TEXT NOT NULL,
    action_path   TEXT NOT NULL,
    kind          TEXT NOT NULL,
    vm_id         TEXT NOT NULL,
    vm_name       TEXT NOT NULL,
    intended_at   INTEGER NOT NULL,
    request       BLOB NOT NULL,
    budget        TEXT,
    state         TEXT NOT NULL CHECK (state IN ('intended', 'refused', 'started', 'ended')),
    claimed_epoch INTEGER NOT NULL DEFAULT 0,
    started_at    INTEGER,
    ended_at      INTEGER,
    status        TEXT,
    result        BLOB,
    CHECK ((state = 'started') <= (started_at IS NOT NULL)),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (result IS NULL) AND (ended_at IS NULL) = (status IS NULL))
) STRICT;
CREATE INDEX steps_open ON steps (state, kind, seq) WHERE state <> 'ended';
CREATE INDEX steps_ended ON steps (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX steps_firing ON steps (firing_id);

-- What was taken from budgets, each taking for as long as a span may reach back to it.
-- budget, key: the budget's name, and the values of its `by` as JSON. until: when it counts no more.
CREATE TABLE budget_takes (
    seq    INTEGER PRIMARY KEY,
    budget TEXT NOT NULL,
    key    TEXT NOT NULL,
    at     INTEGER NOT NULL,
    until  INTEGER NOT NULL
) STRICT;
CREATE INDEX budget_takes_key ON budget_takes (budget, key, at);
CREATE INDEX budget_takes_until ON budget_takes (until);
