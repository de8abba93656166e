-- API keys, idempotent answers, the audit chain.

-- name: keys.insert
INSERT INTO api_key (name, hash, created_at) VALUES (?1, ?2, ?3) RETURNING id

-- name: keys.by_hash
SELECT id, name FROM api_key WHERE hash = ?1 AND revoked_at = 0

-- name: keys.all
SELECT id, name, created_at, revoked_at FROM api_key ORDER BY id

-- name: keys.count
SELECT count(*) FROM api_key WHERE revoked_at = 0

-- name: keys.revoke
UPDATE api_key SET revoked_at = ?2 WHERE id = ?1 AND revoked_at = 0

-- name: keys.stored_answer
SELECT request_hash, status, body FROM idempotency WHERE key = ?1

-- name: keys.store_answer
INSERT INTO idempotency (key, request_hash, status, body, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (key) DO NOTHING

-- name: keys.forget_answers
DELETE FROM idempotency WHERE at < ?1

-- name: keys.audit_last
SELECT hash FROM audit ORDER BY id DESC LIMIT 1

-- name: keys.audit_insert
INSERT INTO audit (at, actor, action, subject, detail, previous_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id

-- name: keys.audit_page
SELECT id, at, actor, action, subject, detail, previous_hash, hash FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2

-- name: keys.audit_of
SELECT id, at, actor, action, subject, detail, previous_hash, hash FROM audit WHERE subject = ?1 AND id > ?2 ORDER BY id LIMIT ?3
