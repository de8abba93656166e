-- Messages to numbers of our own that must come back.
-- define: canary = id, carrier, from_address, to_address, token, message_id, planned_at, handed_at, receipt_at, inbound_at, verdict, problem, ended_at

-- name: canaries.insert
INSERT INTO canary (carrier, from_address, to_address, token, message_id, planned_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id

-- name: canaries.open
SELECT @canary@ FROM canary WHERE ended_at = 0 AND id > ?1 ORDER BY id LIMIT ?2

-- name: canaries.newest
SELECT @canary@ FROM canary WHERE from_address = ?1 AND to_address = ?2 ORDER BY planned_at DESC LIMIT 1

-- name: canaries.by_token
SELECT @canary@ FROM canary WHERE token = ?1

-- name: canaries.came_in
UPDATE canary SET inbound_at = ?2 WHERE id = ?1 AND inbound_at = 0

-- name: canaries.move
UPDATE canary SET handed_at = ?2, receipt_at = ?3, verdict = ?4, problem = ?5, ended_at = ?6 WHERE id = ?1

-- name: canaries.page
SELECT @canary@ FROM canary WHERE id < ?1 ORDER BY id DESC LIMIT ?2

-- name: canaries.forget
DELETE FROM canary WHERE id IN (SELECT id FROM canary WHERE from_address = ?1 AND to_address = ?2 AND planned_at < ?3 LIMIT 100)
