-- What is sent is written once, and is most of a delivery: apart from the row, which changes with what comes of it.
CREATE TABLE delivery_bodies (
    delivery INTEGER PRIMARY KEY REFERENCES deliveries (seq) ON DELETE CASCADE,
    body     BLOB NOT NULL
) STRICT;
INSERT INTO delivery_bodies SELECT seq, body FROM deliveries;
ALTER TABLE deliveries DROP COLUMN body;
-- The attempt that a target took is told by the delivery itself, which says the rest of it: a row of its own have those that failed.
ALTER TABLE deliveries ADD COLUMN duration_us INTEGER;
-- Of the same types in both, or whoever asks for those of one delivery would go over all.
DROP VIEW attempts;
CREATE VIEW attempts AS
    SELECT d.webhook_id, a.attempt, a.outcome, a.at, a.duration_us, a.status, a.detail, a.delivery FROM attempt_rows a JOIN deliveries d ON d.seq = a.delivery
    UNION ALL
    SELECT webhook_id, attempts, CAST('delivered' AS TEXT), completed_at, duration_us, last_status, last_detail, seq FROM deliveries WHERE duration_us IS NOT NULL;
