-- Who asked by HTTP: the token's or session's name. NULL on the control socket, where the kernel tells the user.
ALTER TABLE audit ADD COLUMN via TEXT;
