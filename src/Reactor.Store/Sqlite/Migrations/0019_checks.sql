-- `state IN (...)` of four words builds a table of them in memory each time a row is written, which was an eighth of a delivery's cost. What is allowed stays
-- the same: so the text of the schema is changed, and no row is.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
    'state IN (''pending'', ''delivered'', ''dead'', ''muted'')',
    'state = ''pending'' OR state = ''delivered'' OR state = ''dead'' OR state = ''muted''')
WHERE type = 'table' AND name = 'deliveries';
UPDATE sqlite_schema SET sql = replace(sql,
    'state IN (''firing'', ''acknowledged'', ''resolved'')',
    'state = ''firing'' OR state = ''acknowledged'' OR state = ''resolved''')
WHERE type = 'table' AND name = 'alerts';
UPDATE sqlite_schema SET sql = replace(sql,
    'state IN (''intended'', ''refused'', ''started'', ''ended'')',
    'state = ''intended'' OR state = ''refused'' OR state = ''started'' OR state = ''ended''')
WHERE type = 'table' AND name = 'steps';
PRAGMA writable_schema = RESET;
