-- What operators have paused, for as long as it is paused; what was, stands in the audit. Empty: all VMs, all rules.
-- Numbers are not used again: an id that someone noted never becomes another pause.
CREATE TABLE action_pauses (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    vm_id   TEXT NOT NULL,
    vm_name TEXT NOT NULL,
    rule    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    uid     INTEGER,
    pid     INTEGER,
    reason  TEXT NOT NULL,
    UNIQUE (vm_id, vm_name, rule)
) STRICT;

-- begun_at: nothing held it when it was looked at last, just before it was carried out. NULL for a gather, which nothing holds.
ALTER TABLE steps ADD COLUMN begun_at INTEGER;

-- From an event to what followed from it.
CREATE INDEX firings_event ON firings (event_id);
CREATE INDEX deliveries_firing ON deliveries (firing_id);
CREATE INDEX alerts_rule ON alerts (rule, key, starts_at);
CREATE INDEX audit_vm ON audit (vm_id, at);
CREATE INDEX records_event ON records (event_id);
