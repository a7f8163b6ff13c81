-- A one-off send is nobody's beginning, and nobody asks for it by its firing. Ids of firings come in no order: with sends among them, as many rows as waited
-- dirtied as many pages of this index, half of all that was written.
DROP INDEX deliveries_of_firing;
CREATE INDEX deliveries_of_firing ON deliveries (target, firing_id) WHERE state = 'pending' AND handed_over = 0 AND action_path NOT GLOB '*.send';
