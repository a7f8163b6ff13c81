-- What is held when it is to be sent. alert: the alert's uid; NULL for a one-off send and for what a group tells. labels, vm_labels: what matchers look at
-- and no other row has for good; NULL for none. held_by: the silence or the maintenance that holds it, or held it till it was muted.
ALTER TABLE deliveries ADD COLUMN alert TEXT;
ALTER TABLE deliveries ADD COLUMN labels TEXT;
ALTER TABLE deliveries ADD COLUMN vm_labels TEXT;
ALTER TABLE deliveries ADD COLUMN held_by TEXT;
CREATE INDEX deliveries_held ON deliveries (held_by) WHERE held_by IS NOT NULL AND state = 'pending';
CREATE INDEX deliveries_held_alerts ON deliveries (alert) WHERE held_by IS NOT NULL AND state = 'pending';
