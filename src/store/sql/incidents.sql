-- Things somebody must know of, until they are over.
-- define: incident = id, key, severity, text, opened_at, last_at, times, resolved_at, resolution

-- Opened again while it is open: the same one, with the newest words, never milder than it was.
-- name: incidents.open
INSERT INTO incident (key, severity, text, opened_at, last_at) VALUES (?1, ?2, ?3, ?4, ?4)
ON CONFLICT (key) WHERE resolved_at = 0 DO UPDATE SET text = excluded.text, last_at = excluded.last_at, times = incident.times + 1,
  severity = CASE WHEN incident.severity > excluded.severity THEN incident.severity ELSE excluded.severity END
RETURNING id, times

-- name: incidents.resolve
UPDATE incident SET resolved_at = ?2, resolution = ?3 WHERE key = ?1 AND resolved_at = 0

-- name: incidents.open_by_key
SELECT @incident@ FROM incident WHERE key = ?1 AND resolved_at = 0

-- name: incidents.by_id
SELECT @incident@ FROM incident WHERE id = ?1

-- name: incidents.in_force
SELECT @incident@ FROM incident WHERE resolved_at = 0 AND id > ?1 ORDER BY id LIMIT ?2

-- name: incidents.page
SELECT @incident@ FROM incident WHERE id < ?1 ORDER BY id DESC LIMIT ?2
