-- What waits behind another of its group is marked as what waits behind another of its series is: whatever takes the first away frees the next. What of it is
-- held is asked again then: the first alone was, however many waited behind it.
UPDATE deliveries SET behind = 1
WHERE state = 'pending' AND handed_over = 0 AND line <> vm_name AND EXISTS (
    SELECT 1 FROM deliveries e INDEXED BY deliveries_of_line
    WHERE e.state = 'pending' AND e.handed_over = 0 AND e.target = deliveries.target AND e.line = deliveries.line AND e.line <> e.vm_name AND e.seq < deliveries.seq);
CREATE TRIGGER deliveries_ended_of_group AFTER UPDATE OF state ON deliveries
WHEN old.state = 'pending' AND new.state <> 'pending' AND old.line <> old.vm_name
BEGIN
    UPDATE deliveries SET behind = 0, next_at = iif(held_by IS NULL, next_at, created_at)
    WHERE seq > old.seq AND seq = (
        SELECT min(d.seq) FROM deliveries d INDEXED BY deliveries_of_line
        WHERE d.state = 'pending' AND d.handed_over = 0 AND d.target = old.target AND d.line = old.line AND d.line <> d.vm_name);
END;
CREATE TRIGGER deliveries_dropped_of_group AFTER DELETE ON deliveries
WHEN old.state = 'pending' AND old.line <> old.vm_name
BEGIN
    UPDATE deliveries SET behind = 0, next_at = iif(held_by IS NULL, next_at, created_at)
    WHERE seq > old.seq AND seq = (
        SELECT min(d.seq) FROM deliveries d INDEXED BY deliveries_of_line
        WHERE d.state = 'pending' AND d.handed_over = 0 AND d.target = old.target AND d.line = old.line AND d.line <> d.vm_name);
END;
-- What says that some of a group ended lets what is before it go, whatever holds that: it is looked for each time that one is held.
CREATE INDEX deliveries_ends_of_line ON deliveries (target, line) WHERE state = 'pending' AND tells_end = 1;
