-- What is known of a VM's state besides its run state: JSON, compared with its answers after a gap.
ALTER TABLE vms ADD COLUMN known TEXT;
