-- Double opt-in: questions by text and what became of them.
-- define: opt_in = id, workspace_id, contact_id, phone, message_id, wording_id, consent, limit_ms, asked_at, asked_by, due_at, look_at, closed_at, outcome, inbound_id, consent_id

-- name: opt_ins.insert
INSERT INTO opt_in (workspace_id, contact_id, phone, message_id, wording_id, consent, limit_ms, asked_at, asked_by, due_at, look_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id

-- name: opt_ins.open_of
SELECT @opt_in@ FROM opt_in WHERE phone = ?1 AND closed_at = 0

-- name: opt_ins.newest
SELECT @opt_in@ FROM opt_in WHERE phone = ?1 ORDER BY id DESC LIMIT 1

-- name: opt_ins.by_id
SELECT @opt_in@ FROM opt_in WHERE id = ?1

-- name: opt_ins.page
SELECT @opt_in@ FROM opt_in WHERE phone = ?1 AND id > ?2 ORDER BY id LIMIT ?3

-- name: opt_ins.due
SELECT @opt_in@ FROM opt_in WHERE closed_at = 0 AND look_at <= ?1 ORDER BY look_at LIMIT ?2

-- name: opt_ins.move
UPDATE opt_in SET due_at = ?2, look_at = ?3 WHERE id = ?1 AND +closed_at = 0

-- name: opt_ins.close
UPDATE opt_in SET closed_at = ?2, outcome = ?3, inbound_id = ?4, consent_id = ?5 WHERE id = ?1 AND +closed_at = 0

-- name: opt_ins.close_phone
UPDATE opt_in SET closed_at = ?2, outcome = ?3 WHERE phone = ?1 AND closed_at = 0
