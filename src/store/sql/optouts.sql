-- Suppressions and the review list of suspected opt-outs.
-- define: suppression = id, phone, workspace_id, source, detail, created_at, lifted_at, lifted_by
-- define: review = id, workspace_id, phone, contact_id, inbound_id, because, created_at, due_at, decision, decided_at, decided_by

-- name: optouts.insert
INSERT INTO suppression (phone, workspace_id, source, detail, created_at) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id

-- name: optouts.in_force
SELECT @suppression@ FROM suppression WHERE phone = ?1 AND lifted_at = 0 ORDER BY id

-- name: optouts.same_in_force
SELECT id FROM suppression WHERE phone = ?1 AND workspace_id = ?2 AND source = ?3 AND lifted_at = 0 LIMIT 1

-- name: optouts.by_id
SELECT @suppression@ FROM suppression WHERE id = ?1

-- name: optouts.history
SELECT @suppression@ FROM suppression WHERE phone = ?1 ORDER BY id

-- name: optouts.history_page
SELECT @suppression@ FROM suppression WHERE phone = ?1 AND id > ?2 ORDER BY id LIMIT ?3

-- name: optouts.reviews_of
SELECT @review@ FROM review WHERE phone = ?1 AND id > ?2 ORDER BY id LIMIT ?3

-- name: optouts.page
SELECT @suppression@ FROM suppression WHERE id > ?1 AND +lifted_at = 0 ORDER BY id LIMIT ?2

-- name: optouts.lift
UPDATE suppression SET lifted_at = ?2, lifted_by = ?3 WHERE id = ?1 AND +lifted_at = 0

-- name: optouts.review_insert
INSERT INTO review (workspace_id, phone, contact_id, inbound_id, because, created_at, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id

-- name: optouts.review_open
SELECT count(*) FROM review WHERE phone = ?1 AND decided_at = 0

-- name: optouts.reviews_open
SELECT @review@ FROM review WHERE decided_at = 0 AND +id > ?1 ORDER BY +id LIMIT ?2

-- name: optouts.reviews_due
SELECT @review@ FROM review WHERE decided_at = 0 AND due_at <= ?1 ORDER BY due_at LIMIT ?2

-- name: optouts.review_by_id
SELECT @review@ FROM review WHERE id = ?1

-- name: optouts.review_decide
UPDATE review SET decision = ?2, decided_at = ?3, decided_by = ?4 WHERE id = ?1 AND +decided_at = 0

-- name: optouts.review_decide_phone
UPDATE review SET decision = ?2, decided_at = ?3, decided_by = ?4 WHERE phone = ?1 AND decided_at = 0
