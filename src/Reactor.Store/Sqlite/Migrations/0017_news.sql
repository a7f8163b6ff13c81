-- series: the alert's name over all its openings; NULL for a one-off send and for what a group tells. What is told of an alert that opened again goes behind what is
-- told of its earlier openings. Of rows that are there it isn't known: as before, they go in the order of their own opening alone.
ALTER TABLE deliveries ADD COLUMN series TEXT;
CREATE INDEX deliveries_of_series ON deliveries (target, series) WHERE state = 'pending' AND handed_over = 0 AND series IS NOT NULL;
-- 1 for what a group tells, where it says of some that they ended: no silence holds that.
ALTER TABLE deliveries ADD COLUMN tells_end INTEGER NOT NULL DEFAULT 0;
