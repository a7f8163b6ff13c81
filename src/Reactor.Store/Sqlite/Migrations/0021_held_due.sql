-- When the first of those of a target that are held is asked again.
CREATE INDEX deliveries_held_due ON deliveries (target, next_at) WHERE held_by IS NOT NULL AND state = 'pending' AND behind = 0;
