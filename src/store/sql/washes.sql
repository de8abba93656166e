-- Numbers on their way to registers that are asked, and what that costs.
-- define: batch = id, register_id, reference, state, numbers, asked_at, next_at, looks, problem, ended_at

-- name: washes.insert
INSERT INTO wash_batch (register_id, reference, state, numbers, n, asked_at, next_at) VALUES (?1, ?2, 'asking', ?3, ?4, ?5, ?6) RETURNING id

-- name: washes.by_id
SELECT @batch@ FROM wash_batch WHERE id = ?1

-- name: washes.page
SELECT @batch@ FROM wash_batch WHERE id < ?1 ORDER BY id DESC LIMIT ?2

-- name: washes.open
SELECT @batch@ FROM wash_batch WHERE ended_at = 0 ORDER BY id LIMIT 1000

-- name: washes.move
UPDATE wash_batch SET state = ?2, next_at = ?3, looks = ?4, problem = ?5, ended_at = ?6 WHERE id = ?1 AND +ended_at = 0

-- name: washes.use
INSERT INTO service_use (service, day, n) VALUES (?1, ?2, ?3) ON CONFLICT (service, day) DO UPDATE SET n = service_use.n + excluded.n

-- name: washes.used
SELECT coalesce(sum(n), 0) FROM service_use WHERE service = ?1 AND day >= ?2

-- Planned messages of a campaign (kind 5) in the order they are due, a page at a time.
-- name: washes.planned
SELECT id, phone, not_before, channel FROM message WHERE campaign_id = ?1 AND channel = ?5 AND kind = 5 AND state = 0 AND (not_before, id) > (?2, ?3) ORDER BY not_before, id LIMIT ?4

-- Held because a register has no answer.
-- name: washes.held
SELECT id, phone, not_before, channel FROM message WHERE state = 0 AND reason = 36 AND id > ?1 ORDER BY id LIMIT ?2

-- name: washes.wake
UPDATE message SET not_before = ?2 WHERE id = ?1 AND state = 0 AND reason = 36 AND not_before > ?2
