-- Calls: what is kept beside their row of the ledger.

-- name: calls.put
INSERT INTO call (message_id, campaign_id, language, voice, machine, ring_s) VALUES (?1, ?6, ?2, ?3, ?4, ?5)
ON CONFLICT (message_id) DO UPDATE SET language = ?2, voice = ?3, machine = ?4, ring_s = ?5, outcome = 0, duration_s = 0, sequence = -1

-- name: calls.of
SELECT language, voice, machine, ring_s, outcome, duration_s, sequence, campaign_id FROM call WHERE message_id = ?1

-- name: calls.hear
UPDATE call SET outcome = ?2, duration_s = ?3, sequence = ?4 WHERE message_id = ?1

-- name: calls.outcomes
SELECT outcome, count(*) FROM call WHERE campaign_id = ?1 AND outcome > 0 GROUP BY outcome

-- name: calls.unended
SELECT id, handed_at, carrier, coalesce(provider_id, '') FROM message
WHERE channel = 1 AND state IN (4, 5) AND (handed_at, id) > (?1, ?2) AND handed_at < ?3 ORDER BY handed_at, id LIMIT ?4
