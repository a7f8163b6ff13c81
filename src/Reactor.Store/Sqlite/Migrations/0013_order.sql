-- What is told of an alert after its beginning goes behind what is told of it before: few at a time, found by their alert.
CREATE INDEX deliveries_followers ON deliveries (target, firing_id) WHERE state = 'pending' AND kind <> 'firing';
-- An alert that is told again and again has many deliveries, and few that tell of its beginning.
DROP INDEX deliveries_firing;
CREATE INDEX deliveries_firing ON deliveries (firing_id, kind);
