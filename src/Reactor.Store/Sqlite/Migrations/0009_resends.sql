-- Of the re-sends of an alert to a target only the latest is kept: the next one, and the alert's end, find it here.
CREATE INDEX deliveries_resends ON deliveries (firing_id, target) WHERE kind = 'resend';
