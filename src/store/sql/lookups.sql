-- What services said of numbers that were looked up.

-- name: lookups.one
SELECT state, tries, asked_at, expires_at, valid, reachable, line_type FROM number_lookup WHERE number = ?1 AND service = ?2

-- Nothing changes where there is an answer that holds, or where somebody has asked after ?5.
-- name: lookups.ask
INSERT INTO number_lookup (number, service, state, tries, asked_at, expires_at) VALUES (?1, ?2, 0, 1, ?3, ?4)
ON CONFLICT (number, service) DO UPDATE SET state = 0, tries = CASE WHEN number_lookup.state = 0 THEN number_lookup.tries + 1 ELSE 1 END,
  asked_at = excluded.asked_at, expires_at = excluded.expires_at
WHERE (number_lookup.state = 1 AND number_lookup.expires_at <= excluded.asked_at) OR (number_lookup.state = 0 AND number_lookup.asked_at <= ?5)

-- name: lookups.release
UPDATE number_lookup SET asked_at = 0, tries = tries - ?3 WHERE number = ?1 AND service = ?2 AND state = 0

-- A number that was erased meanwhile has no row any more, and gets none.
-- name: lookups.answer
UPDATE number_lookup SET state = 1, expires_at = ?3, valid = ?4, reachable = ?5, line_type = ?6, country = ?7, carrier = ?8
WHERE number = ?1 AND service = ?2 AND state = 0

-- name: lookups.unreachable
SELECT EXISTS (SELECT 1 FROM number_lookup WHERE number = ?1 AND state = 1 AND reachable = 0 AND expires_at > ?2)

-- name: lookups.old
SELECT number, service FROM number_lookup WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2

-- name: lookups.forget
DELETE FROM number_lookup WHERE number = ?1 AND service = ?2
