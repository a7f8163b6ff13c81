-- What a delivery goes one after another with: its VM's name, or the group of alerts that it tells of, whichever VMs' alerts those are.
ALTER TABLE deliveries ADD COLUMN line TEXT NOT NULL DEFAULT '';
-- Delivered ones never wait again.
UPDATE deliveries SET line = vm_name WHERE state <> 'delivered';
DROP INDEX deliveries_of_vm;
CREATE INDEX deliveries_of_line ON deliveries (target, line) WHERE state = 'pending';
