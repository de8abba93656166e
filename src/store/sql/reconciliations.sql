-- Carriers' own logs compared with ours.
-- define: run = id, carrier, kind, state, from_at, until_at, page_cursor, reached_at, pages, outbound, inbound, receipts_missing, inbound_missing, not_ours, problem, asked_by, created_at, ended_at
-- define: gap = id, run_id, carrier, direction, provider_id, missing, applied, message_id, webhook_id, detail, at, found_at

-- name: reconciliations.insert
INSERT INTO reconciliation_run (carrier, kind, state, from_at, until_at, reached_at, asked_by, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7)
ON CONFLICT DO NOTHING RETURNING id

-- name: reconciliations.by_id
SELECT @run@ FROM reconciliation_run WHERE id = ?1

-- name: reconciliations.open
SELECT @run@ FROM reconciliation_run WHERE carrier = ?1 AND state = ?2 AND ended_at = 0

-- name: reconciliations.page
SELECT @run@ FROM reconciliation_run WHERE id < ?1 ORDER BY id DESC LIMIT ?2

-- name: reconciliations.newest
SELECT @run@ FROM reconciliation_run WHERE carrier = ?1 AND kind = ?2 AND created_at <= ?3 ORDER BY created_at DESC LIMIT 1

-- Only from the page it was on: of two nodes that both read it, one moves it.
-- name: reconciliations.move
UPDATE reconciliation_run SET state = ?2, page_cursor = ?4, reached_at = ?5, pages = ?6, outbound = ?7, inbound = ?8, receipts_missing = ?9,
  inbound_missing = ?10, not_ours = ?11, problem = ?12, ended_at = ?13, created_at = ?14, until_at = ?15
WHERE id = ?1 AND +ended_at = 0 AND pages = ?3

-- Light ones that found nothing are soon only noise.
-- name: reconciliations.forget_quiet
DELETE FROM reconciliation_run WHERE carrier = ?1 AND kind = 'light' AND created_at < ?2 AND state = 'done' AND receipts_missing + inbound_missing = 0

-- name: reconciliations.gap
INSERT INTO reconciliation_gap (run_id, carrier, direction, provider_id, missing, applied, message_id, webhook_id, detail, at, found_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING RETURNING id

-- name: reconciliations.gap_known
SELECT id FROM reconciliation_gap WHERE carrier = ?1 AND provider_id = ?2 AND missing = ?3

-- name: reconciliations.gaps
SELECT @gap@ FROM reconciliation_gap WHERE run_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3

-- A message of ours of which nobody knows whether it left: this may be it. Two statements, so that each finds its partial index.
-- name: reconciliations.unknown_to
SELECT id FROM message WHERE state = 3 AND carrier = ?1 AND sent_to = ?2 AND body = ?3 AND handed_at BETWEEN ?4 AND ?5 ORDER BY +id LIMIT 2

-- name: reconciliations.unresolved_to
SELECT id FROM message WHERE state = 13 AND carrier = ?1 AND sent_to = ?2 AND body = ?3 AND handed_at BETWEEN ?4 AND ?5 ORDER BY +id LIMIT 2
