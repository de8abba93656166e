-- Import jobs, the rows they refused, the numbers they have met.
-- define: columns = id, workspace_id, list_id, list_name, name, path, plan, dry_run, state, bytes, byte_offset, encoding, row_number, fingerprint, imported, updated, duplicates, rejected, notes, problem, created_at, finished_at, lookup, lookup_price, lookup_currency, lookups, looked_up, not_looked_up, waits_for

-- name: imports.insert
INSERT INTO import_job (workspace_id, list_id, list_name, name, path, plan, dry_run, state, bytes, byte_offset, encoding, row_number, fingerprint, notes, created_at, lookup,
  lookup_price, lookup_currency)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) RETURNING id

-- name: imports.by_id
SELECT @columns@ FROM import_job WHERE id = ?1

-- name: imports.page
SELECT @columns@ FROM import_job WHERE workspace_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3

-- name: imports.next_oldest
SELECT @columns@ FROM import_job WHERE state IN ('queued', 'running') ORDER BY id LIMIT 1000

-- name: imports.next_shortest
SELECT @columns@ FROM import_job j WHERE state IN ('queued', 'running') AND (dry_run = 1 OR NOT EXISTS (
  SELECT 1 FROM import_job e WHERE e.state IN ('queued', 'running') AND e.dry_run = 0 AND e.workspace_id = j.workspace_id AND e.id < j.id))
ORDER BY bytes - byte_offset, id LIMIT 1000

-- name: imports.next_uncleaned
SELECT @columns@ FROM import_job WHERE cleaned = 0 AND state NOT IN ('queued', 'running') ORDER BY id LIMIT 1000

-- name: imports.progress
UPDATE import_job SET state = ?2, byte_offset = ?3, encoding = ?4, row_number = ?5, fingerprint = ?6, imported = ?7, updated = ?8, duplicates = ?9,
  rejected = ?10, notes = ?11, finished_at = ?12, lookups = ?13, looked_up = ?14, not_looked_up = ?15, waits_for = '' WHERE id = ?1 AND state IN ('queued', 'running')

-- name: imports.asked
UPDATE import_job SET lookups = lookups + 1 WHERE id = ?1 AND state IN ('queued', 'running')

-- name: imports.waits
UPDATE import_job SET state = 'running', waits_for = ?2 WHERE id = ?1 AND state IN ('queued', 'running') AND waits_for <> ?2

-- name: imports.finish
UPDATE import_job SET state = ?2, problem = ?3, finished_at = ?4, waits_for = '' WHERE id = ?1 AND state IN ('queued', 'running')

-- name: imports.cleaned
UPDATE import_job SET cleaned = 1 WHERE id = ?1

-- name: imports.path_in_use
SELECT id FROM import_job WHERE cleaned = 0 AND path = ?1 LIMIT 1

-- name: imports.meet
INSERT INTO import_seen (import_id, number) VALUES (?1, ?2) ON CONFLICT DO NOTHING

-- name: imports.forget
DELETE FROM import_seen WHERE import_id = ?1 AND number IN (SELECT number FROM import_seen WHERE import_id = ?1 ORDER BY number LIMIT ?2)

-- name: imports.met
SELECT count(*) FROM import_seen WHERE import_id = ?1

-- name: imports.reject
INSERT INTO import_reject (import_id, row_number, column_name, reason, value) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: imports.rejects
SELECT row_number, column_name, reason, value FROM import_reject WHERE import_id = ?1 AND row_number > ?2 ORDER BY row_number LIMIT ?3
