-- Which deliveries are being tried is known by the daemon that tries them, and ends with it: it needs no column.
ALTER TABLE deliveries DROP COLUMN claimed_epoch;
-- Attempts that were made before it was last revived by hand: its schedule begins after them.
ALTER TABLE deliveries ADD COLUMN revived_after INTEGER NOT NULL DEFAULT 0;
-- For targets whose deliveries go one after another, VM by VM.
CREATE INDEX deliveries_of_vm ON deliveries (target, vm_name) WHERE state = 'pending';
