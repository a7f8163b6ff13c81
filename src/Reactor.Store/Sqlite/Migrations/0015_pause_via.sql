-- Who paused by HTTP: the token's or session's name. NULL on the control socket, where the kernel tells the user.
ALTER TABLE action_pauses ADD COLUMN via TEXT;
