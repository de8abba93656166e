-- Media and their bytes. States: 0 waiting, 1 stored, 2 failed. A part's id is 1024 * medium + its number.
-- define: columns = id, workspace_id, inbound_id, position, state, carrier, url, said_type, type, bytes, sha256, name, coalesce(token, ''), tries, next_at, problem, created_by, created_at, stored_at

-- name: media.came
INSERT INTO media (workspace_id, inbound_id, position, state, carrier, url, said_type, next_at, created_at)
VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?7) RETURNING id

-- name: media.uploaded
INSERT INTO media (workspace_id, state, said_type, name, token, created_by, created_at) VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6) RETURNING id

-- name: media.by_id
SELECT @columns@ FROM media WHERE id = ?1

-- name: media.by_token
SELECT @columns@ FROM media WHERE token = ?1

-- name: media.of_inbound
SELECT @columns@ FROM media WHERE inbound_id = ?1 AND inbound_id > 0 ORDER BY position

-- name: media.ours
SELECT @columns@ FROM media WHERE workspace_id = ?1 AND inbound_id = 0 AND id > ?2 ORDER BY id LIMIT ?3

-- name: media.due
SELECT @columns@ FROM media WHERE state = 0 AND next_at <= ?1 AND inbound_id > 0 ORDER BY next_at LIMIT ?2

-- After a start: what was being fetched is not any more.
-- name: media.ask_anew
UPDATE media SET next_at = ?1 WHERE state = 0 AND next_at > ?1

-- name: media.try_it
UPDATE media SET tries = ?2, next_at = ?3 WHERE id = ?1 AND +state = 0

-- name: media.try_later
UPDATE media SET next_at = ?2, problem = ?3 WHERE id = ?1 AND +state = 0

-- name: media.fail
UPDATE media SET state = 2, problem = ?2 WHERE id = ?1 AND +state = 0

-- Only while somebody waits for it: it may have been erased meanwhile.
-- name: media.put_part
INSERT INTO media_part (id, bytes) SELECT ?2, ?3 FROM media WHERE id = ?1 AND +state = 0
ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes

-- name: media.part
SELECT bytes FROM media_part WHERE id = ?1

-- name: media.finish
UPDATE media SET state = 1, type = ?2, bytes = ?3, sha256 = ?4, stored_at = ?5, problem = '', said_type = CASE WHEN said_type = '' THEN ?6 ELSE said_type END WHERE id = ?1 AND +state = 0

-- name: media.remove
DELETE FROM media WHERE id = ?1

-- name: media.remove_parts
DELETE FROM media_part WHERE id BETWEEN ?1 * 1024 AND ?1 * 1024 + 1023

-- name: media.take_along
INSERT INTO message_media (message_id, position, media_id) VALUES (?1, ?2, ?3)

-- name: media.counted
UPDATE message SET media = ?2 WHERE id = ?1

-- name: media.of_message
SELECT media_id FROM message_media WHERE message_id = ?1 ORDER BY position

-- name: media.leave_behind
DELETE FROM message_media WHERE message_id = ?1

-- name: media.of_campaign
INSERT INTO campaign_media (campaign_id, media_id) VALUES (?1, ?2) ON CONFLICT (campaign_id, media_id) DO NOTHING

-- name: media.message_with
SELECT message_id FROM message_media WHERE media_id = ?1 LIMIT 1

-- name: media.campaign_with
SELECT campaign_id FROM campaign_media WHERE media_id = ?1 LIMIT 1
