-- define: columns = id, workspace_id, type, name, status, purpose, body, spoken, template_version, revision, audience, hours, starts_at, not_after, expire_after_ms, undo_ms, undo_until, queued_at, rate_per_s, weight, senders, score_threshold, max_segments, test_recipient, created_at, started_at, ended_at, plan_cursor, planned, planned_count, media

-- Of one pool: hybrid campaigns (2) are in that of texts.
-- define: in_pool = CASE WHEN type = 1 THEN 1 ELSE 0 END = ?1

-- name: campaigns.insert
INSERT INTO campaign (workspace_id, type, name, status, purpose, body, template_version, audience, hours, starts_at, not_after, expire_after_ms, undo_ms, rate_per_s, weight, senders, score_threshold, max_segments, test_recipient, created_at, spoken)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21) RETURNING id

-- name: campaigns.by_id
SELECT @columns@ FROM campaign WHERE id = ?1

-- name: campaigns.page
SELECT @columns@ FROM campaign WHERE workspace_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3

-- name: campaigns.in_status
SELECT @columns@ FROM campaign WHERE status = ?1 ORDER BY id

-- Stopped and expired ones that still have planned messages.
-- name: campaigns.to_sweep
SELECT @columns@ FROM campaign WHERE status IN (4, 6)
  AND EXISTS (SELECT 1 FROM campaign_count n WHERE n.campaign_id = campaign.id AND n.state = 0 AND n.n > 0) ORDER BY id LIMIT ?1

-- name: campaigns.count
SELECT count(*) FROM campaign WHERE status = ?2 AND @in_pool@

-- name: campaigns.enqueue
UPDATE campaign SET status = 7, queued_at = ?3 WHERE id = ?1 AND status = ?2

-- Who waits longest first.
-- name: campaigns.queued
SELECT @columns@ FROM campaign WHERE status = 7 AND @in_pool@ ORDER BY queued_at, id LIMIT ?2

-- name: campaigns.queued_before
SELECT count(*) FROM campaign WHERE status = 7 AND @in_pool@ AND (queued_at < ?2 OR (queued_at = ?2 AND id < ?3))

-- name: campaigns.set_undo
UPDATE campaign SET undo_until = ?2 WHERE id = ?1

-- name: campaigns.undo
UPDATE campaign SET status = ?3, started_at = 0, undo_until = 0 WHERE id = ?1 AND status = ?2

-- Its held messages are worth looking at again, though their time has not come.
-- name: campaigns.look_again
UPDATE campaign SET look_again = ?2 WHERE id = ?1

-- name: campaigns.to_look_again
SELECT id FROM campaign WHERE look_again = 1 ORDER BY id LIMIT ?1

-- name: campaigns.set_status
UPDATE campaign SET status = ?3, started_at = CASE WHEN started_at = 0 THEN ?4 ELSE started_at END, ended_at = ?5 WHERE id = ?1 AND status = ?2

-- What may be changed while it runs; only from the revision that was read.
-- name: campaigns.edit
UPDATE campaign SET name = ?3, body = ?4, template_version = ?5, revision = revision + 1, hours = ?6, not_after = ?7, rate_per_s = ?8, weight = ?9, senders = ?10,
  score_threshold = ?11, max_segments = ?12, test_recipient = ?13, spoken = ?14 WHERE id = ?1 AND revision = ?2

-- name: campaigns.set_media
UPDATE campaign SET media = ?2 WHERE id = ?1

-- name: campaigns.revise
INSERT INTO campaign_revision (campaign_id, number, at, actor, changes) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: campaigns.revisions
SELECT number, at, actor, changes FROM campaign_revision WHERE campaign_id = ?1 ORDER BY number

-- name: campaigns.plan_progress
UPDATE campaign SET plan_cursor = ?2, planned = ?3, planned_count = planned_count + ?4 WHERE id = ?1

-- name: campaigns.event
INSERT INTO campaign_event (campaign_id, at, actor, event, detail) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: campaigns.events
SELECT at, actor, event, detail FROM campaign_event WHERE campaign_id = ?1 ORDER BY id

-- name: campaigns.note_reply
UPDATE campaign SET replies = replies + 1 WHERE id = ?1

-- name: campaigns.replies
SELECT replies FROM campaign WHERE id = ?1
