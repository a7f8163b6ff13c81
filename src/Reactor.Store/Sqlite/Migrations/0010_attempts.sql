-- Attempts by the number of their delivery, not by its id: ids lie in no order, and each would touch a page of its own.
CREATE TABLE attempt_rows (
    delivery    INTEGER NOT NULL REFERENCES deliveries (seq) ON DELETE CASCADE,
    attempt     INTEGER NOT NULL,
    outcome     TEXT NOT NULL,
    at          INTEGER NOT NULL,
    duration_us INTEGER NOT NULL,
    status      INTEGER,
    detail      TEXT NOT NULL,
    PRIMARY KEY (delivery, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO attempt_rows SELECT d.seq, a.attempt, a.outcome, a.at, a.duration_us, a.status, a.detail FROM attempts a JOIN deliveries d ON d.webhook_id = a.webhook_id;
DROP TABLE attempts;
CREATE VIEW attempts AS
    SELECT d.webhook_id, a.attempt, a.outcome, a.at, a.duration_us, a.status, a.detail FROM attempt_rows a JOIN deliveries d ON d.seq = a.delivery;
