-- The journal of webhooks, and the carrier's words.
-- define: event = id, carrier, received_at, method, url, headers, body, state, attempts, next_at, problem
-- define: receipt = id, message_id, carrier, provider_id, provider_status, state, undelivered, error_code, error_class, at, applied

-- name: events.journal
INSERT INTO webhook_event (carrier, received_at, method, url, headers, body, state, attempts, next_at, problem)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id

-- name: events.journal_quietly
INSERT INTO webhook_event (carrier, received_at, method, url, headers, body, state, attempts, next_at, problem)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

-- name: events.settle
UPDATE webhook_event SET state = ?2, attempts = ?3, next_at = ?4, problem = ?5 WHERE id = ?1 AND received_at = ?6

-- name: events.pending
SELECT @event@ FROM webhook_event WHERE state = 'pending' AND next_at <= ?1 ORDER BY next_at, id LIMIT ?2

-- name: events.by_id
SELECT @event@ FROM webhook_event WHERE id = ?1

-- name: events.dead
SELECT @event@ FROM webhook_event WHERE state = 'dead' AND id > ?1 ORDER BY id LIMIT ?2

-- name: events.replay_all
UPDATE webhook_event SET state = 'pending', attempts = 0, next_at = ?1 WHERE state = 'dead'

-- name: events.page
SELECT @event@ FROM webhook_event WHERE id > ?1 ORDER BY id LIMIT ?2

-- name: events.open_batch
INSERT INTO receipt_batch (id, last_id, until_at) SELECT max(id) - ?1 + 1, max(id), ?2 FROM webhook_event
WHERE id > 0 AND received_at >= ?3 RETURNING id

-- name: events.close_batch
DELETE FROM receipt_batch WHERE id = ?1

-- name: events.lapsed_batches
SELECT id, last_id FROM receipt_batch WHERE until_at <= ?1 ORDER BY until_at, id LIMIT ?2

-- name: events.batch
SELECT last_id FROM receipt_batch WHERE id = ?1

-- name: events.reopen
UPDATE webhook_event SET state = 'pending', attempts = ?3, next_at = ?4, problem = ?5 WHERE id BETWEEN ?1 AND ?2 AND state = 'applied'

-- name: events.receipt
INSERT INTO receipt (message_id, carrier, provider_id, provider_status, state, undelivered, error_code, error_class, at, applied)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

-- name: events.parked
SELECT @receipt@ FROM receipt WHERE provider_id = ?1 AND message_id = 0 ORDER BY id

-- name: events.any_parked
SELECT EXISTS (SELECT 1 FROM receipt WHERE message_id = 0 LIMIT 1)

-- name: events.unpark
UPDATE receipt SET message_id = ?2, applied = ?3 WHERE id = ?1

-- name: events.page_of_times
SELECT id, received_at FROM webhook_event WHERE id > ?1 ORDER BY id LIMIT ?2

-- name: events.forget
DELETE FROM webhook_event WHERE id BETWEEN ?1 AND ?2 AND received_at < ?3 AND state = 'applied' AND id < (SELECT max(id) FROM webhook_event)
AND NOT EXISTS (SELECT 1 FROM receipt_batch b WHERE b.id <= webhook_event.id AND b.last_id >= webhook_event.id)

-- name: events.parked_before
SELECT id FROM receipt WHERE message_id = 0 AND at < ?1 LIMIT ?2

-- name: events.forget_parked
DELETE FROM receipt WHERE id = ?1 AND +message_id = 0 AND id < (SELECT max(id) FROM receipt)

-- name: events.receipts_of
SELECT @receipt@ FROM receipt WHERE message_id = ?1 ORDER BY id
