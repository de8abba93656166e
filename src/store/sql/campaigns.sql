-- define: columns = id, workspace_id, name, status, purpose, body, template_version, audience, hours, starts_at, not_after, rate_per_s, weight, senders, score_threshold, max_segments, test_recipient, created_at, started_at, ended_at, plan_cursor, planned, planned_count

-- name: campaigns.insert
INSERT INTO campaign (workspace_id, name, status, purpose, body, template_version, audience, hours, starts_at, not_after, rate_per_s, weight, senders, score_threshold, max_segments, test_recipient, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) RETURNING id

-- name: campaigns.by_id
SELECT @columns@ FROM campaign WHERE id = ?1

-- name: campaigns.page
SELECT @columns@ FROM campaign WHERE workspace_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3

-- name: campaigns.in_status
SELECT @columns@ FROM campaign WHERE status = ?1 ORDER BY id

-- Stopped ones that still have planned messages.
-- name: campaigns.to_sweep
SELECT @columns@ FROM campaign WHERE status = 4
  AND EXISTS (SELECT 1 FROM campaign_count n WHERE n.campaign_id = campaign.id AND n.state = 0 AND n.n > 0) ORDER BY id LIMIT ?1

-- name: campaigns.set_status
UPDATE campaign SET status = ?3, started_at = CASE WHEN started_at = 0 THEN ?4 ELSE started_at END, ended_at = ?5 WHERE id = ?1 AND status = ?2

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
