-- Do-not-contact registers: uploaded lists and what services said of numbers.
-- define: list = l.id, l.register_id, l.slot, l.state, l.source, l.snapshot_at, l.expires_at, l.covers, l.region, l.column_name, l.path, l.bytes, l.read_bytes, l.lines, l.numbers, l.rejected, l.problem, l.created_at, l.created_by, l.finished_at

-- name: registers.insert
INSERT INTO register (name, created_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING

-- name: registers.by_name
SELECT id, name, list_id FROM register WHERE name = ?1

-- There are a handful. What is in force of each.
-- name: registers.all
SELECT r.id, r.name, r.list_id, l.slot, l.snapshot_at, l.expires_at, l.covers FROM register r LEFT JOIN register_list l ON l.id = r.list_id WHERE r.id > ?1

-- name: registers.put_in_force
UPDATE register SET list_id = ?2 WHERE id = ?1

-- name: registers.list_insert
INSERT INTO register_list (register_id, slot, state, source, snapshot_at, expires_at, covers, region, column_name, path, bytes, created_at, created_by)
VALUES (?1, ?2, 'loading', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING id

-- name: registers.list_by_id
SELECT @list@ FROM register_list l WHERE l.id = ?1

-- name: registers.lists_of
SELECT @list@ FROM register_list l WHERE l.register_id = ?1 AND l.id < ?2 ORDER BY l.id DESC LIMIT ?3

-- Those whose numbers are here: loading, in force, or not cleaned away yet. A handful.
-- name: registers.lists_here
SELECT @list@ FROM register_list l WHERE l.slot > 0 ORDER BY l.id LIMIT 1000

-- name: registers.path_in_use
SELECT id FROM register_list WHERE slot > 0 AND path = ?1 LIMIT 1

-- name: registers.list_progress
UPDATE register_list SET read_bytes = ?2, lines = ?3, rejected = ?4 WHERE id = ?1 AND state = 'loading'

-- name: registers.list_end
UPDATE register_list SET state = ?2, problem = ?3, numbers = ?4, finished_at = ?5 WHERE id = ?1

-- name: registers.list_leave
UPDATE register_list SET state = ?2 WHERE id = ?1

-- name: registers.list_path_gone
UPDATE register_list SET path = '' WHERE id = ?1

-- name: registers.list_cleaned
UPDATE register_list SET slot = 0 WHERE id = ?1

-- name: registers.entry
INSERT INTO register_entry (id) VALUES (?1) ON CONFLICT DO NOTHING

-- name: registers.has_entry
SELECT EXISTS (SELECT 1 FROM register_entry WHERE id = ?1)

-- name: registers.count_entries
SELECT count(*) FROM register_entry WHERE id >= ?1 AND id < ?2

-- name: registers.forget_entries
DELETE FROM register_entry WHERE id IN (SELECT id FROM register_entry WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3)

-- name: registers.reject
INSERT INTO register_reject (list_id, line, reason, value) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING

-- name: registers.rejects
SELECT line, reason, value FROM register_reject WHERE list_id = ?1 AND line > ?2 ORDER BY line LIMIT ?3

-- name: registers.word
SELECT answer, at, expires_at FROM register_word WHERE id = ?1

-- name: registers.put_word
INSERT INTO register_word (id, answer, at, expires_at, batch_id) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (id) DO UPDATE SET answer = excluded.answer, at = excluded.at, expires_at = excluded.expires_at, batch_id = excluded.batch_id
