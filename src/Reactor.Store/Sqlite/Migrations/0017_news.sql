-- series: the alert's name over all its openings; NULL for a one-off send and for what a group tells. What is told of an alert that opened again goes behind what is
-- told of its earlier openings. Of rows that are there it isn't known: as before, they go in the order of their own opening alone.
ALTER TABLE deliveries ADD COLUMN series TEXT;
CREATE INDEX deliveries_of_series ON deliveries (target, series) WHERE state = 'pending' AND handed_over = 0 AND series IS NOT NULL;
-- 1 for what a group tells, where it says of some that they ended: no silence holds that.
ALTER TABLE deliveries ADD COLUMN tells_end INTEGER NOT NULL DEFAULT 0;
-- 1 for what waits behind another of its series: then the index of what is due doesn't have it, however much an alert that opens and ends again and again has
-- to tell. The first of a series has 0: whatever takes the one before it away frees it, so none waits for ever. What held that one doesn't hold another opening.
ALTER TABLE deliveries ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (target, next_at) WHERE state = 'pending' AND handed_over = 0 AND behind = 0;
CREATE TRIGGER deliveries_ended AFTER UPDATE OF state ON deliveries
WHEN old.state = 'pending' AND new.state <> 'pending' AND old.series IS NOT NULL
BEGIN
    UPDATE deliveries SET
        behind = 0,
        next_at = iif(held_by IS NULL OR firing_id = old.firing_id, next_at, created_at),
        held_by = iif(firing_id = old.firing_id, held_by, NULL)
    WHERE seq > old.seq AND seq = (SELECT min(d.seq) FROM deliveries d WHERE d.state = 'pending' AND d.handed_over = 0 AND d.target = old.target AND d.series = old.series);
END;
CREATE TRIGGER deliveries_dropped AFTER DELETE ON deliveries
WHEN old.state = 'pending' AND old.series IS NOT NULL
BEGIN
    UPDATE deliveries SET
        behind = 0,
        next_at = iif(held_by IS NULL OR firing_id = old.firing_id, next_at, created_at),
        held_by = iif(firing_id = old.firing_id, held_by, NULL)
    WHERE seq > old.seq AND seq = (SELECT min(d.seq) FROM deliveries d WHERE d.state = 'pending' AND d.handed_over = 0 AND d.target = old.target AND d.series = old.series);
END;
