-- Whom an alert was not told to after all, for those who look at alerts: few rows.
CREATE INDEX deliveries_untold ON deliveries (alert) WHERE alert IS NOT NULL AND kind = 'firing' AND state = 'muted';
