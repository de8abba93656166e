-- What came since a reader last looked. Ids are in the order of commits on both engines: a cursor passes nothing over.

-- name: live.newest
SELECT (SELECT coalesce(max(id), 0) FROM inbound), (SELECT coalesce(max(id), 0) FROM campaign_event), (SELECT coalesce(max(id), 0) FROM receipt)

-- name: live.campaigns
SELECT DISTINCT campaign_id FROM campaign_event WHERE id > ?1 AND id <= ?2 ORDER BY campaign_id LIMIT ?3

-- name: live.words
SELECT message_id, provider_id, state, error_code FROM receipt WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3
