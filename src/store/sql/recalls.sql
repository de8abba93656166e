-- Messages of stopped campaigns and to silenced numbers, asked back from the carriers.
-- define: columns = id, workspace_id, campaign_id, contact_id, step, kind, purpose, phone, body, segments, state, reason, not_before, not_after, lease, attempts, lookups, sender_id, sent_to, carrier, coalesce(provider_id, ''), error_code, error_text, created_by, created_at, handed_at, accepted_at, sent_at, ended_at, revision, media, channel, call_at
-- define: to_phone = (SELECT x.* FROM contact c JOIN message x ON x.contact_id = c.id WHERE c.phone = ?1 UNION ALL SELECT x.* FROM message x WHERE x.contact_id = 0 AND x.phone = ?1) AS theirs

-- name: recalls.begin
INSERT INTO recall (campaign_id, begun_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING

-- name: recalls.of
SELECT campaign_id, page_cursor, pass_at, last_pass, begun_at, ended_at FROM recall WHERE campaign_id = ?1

-- name: recalls.open
SELECT campaign_id, page_cursor, pass_at, last_pass, begun_at, ended_at FROM recall WHERE ended_at = 0 ORDER BY campaign_id LIMIT ?1

-- name: recalls.save
UPDATE recall SET page_cursor = ?2, pass_at = ?3, last_pass = ?4, ended_at = ?5 WHERE campaign_id = ?1

-- name: recalls.page_end
SELECT coalesce(max(id), 0) FROM (SELECT id FROM message WHERE campaign_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3) AS page

-- name: recalls.at_carrier
SELECT @columns@ FROM message WHERE campaign_id = ?1 AND id > ?2 AND id <= ?3 AND state = 4 AND provider_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM recall_asked a WHERE a.campaign_id = ?1 AND a.message_id = message.id)
ORDER BY id LIMIT ?4

-- name: recalls.asked
INSERT INTO recall_asked (campaign_id, message_id, cancelled) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING

-- name: recalls.counts
SELECT count(*), CAST(coalesce(sum(cancelled), 0) AS BIGINT) FROM recall_asked WHERE campaign_id = ?1

-- Handed, unknown or accepted: what a carrier has, or may have. Not confirmations: they answer the very STOP.
-- name: recalls.begin_number
INSERT INTO number_recall (message_id, begun_at, due_at) SELECT id, ?3, ?3 FROM @to_phone@
WHERE state IN (2, 3, 4) AND kind > 0 AND handed_at > ?4 AND (?2 = 0 OR workspace_id = ?2) ON CONFLICT DO NOTHING

-- name: recalls.numbers_due
SELECT message_id, begun_at, tries FROM number_recall WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2

-- name: recalls.number_later
UPDATE number_recall SET due_at = ?2, tries = ?3 WHERE message_id = ?1

-- name: recalls.number_done
DELETE FROM number_recall WHERE message_id = ?1
