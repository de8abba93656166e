-- Workspaces, senders and single settings.
-- define: columns = id, name, active, default_region, score_threshold, frequency_cap, frequency_window_ms, rate_per_s, review_limit_ms, undo_campaign_ms, undo_single_ms, stop_text, start_text, help_text, policy, test_recipient
-- define: sender = id, workspace_id, address, kind, carrier, segments_per_s, daily_cap, active, standby, brand, texts, calls

-- name: workspaces.insert
INSERT INTO workspace (name, active, default_region, score_threshold, frequency_cap, frequency_window_ms, rate_per_s, review_limit_ms, undo_campaign_ms, undo_single_ms, stop_text, start_text, help_text, test_recipient, policy)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) RETURNING id

-- name: workspaces.update
UPDATE workspace SET name = ?2, active = ?3, default_region = ?4, score_threshold = ?5, frequency_cap = ?6, frequency_window_ms = ?7, rate_per_s = ?8,
  review_limit_ms = ?9, undo_campaign_ms = ?10, undo_single_ms = ?11, stop_text = ?12, start_text = ?13, help_text = ?14, test_recipient = ?15 WHERE id = ?1

-- name: workspaces.by_id
SELECT @columns@ FROM workspace WHERE id = ?1

-- name: workspaces.all
SELECT @columns@ FROM workspace ORDER BY id

-- name: workspaces.set_policy
UPDATE workspace SET policy = ?2 WHERE id = ?1

-- name: workspaces.add_revision
INSERT INTO policy_revision (workspace_id, number, at, actor, reason, policy) VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: workspaces.revisions
SELECT number, at, actor, reason, policy FROM policy_revision WHERE workspace_id = ?1 ORDER BY number DESC LIMIT ?2

-- name: workspaces.put_sender
INSERT INTO sender (workspace_id, address, kind, carrier, segments_per_s, daily_cap, active, standby, brand, texts, calls) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (workspace_id, address) DO UPDATE SET kind = ?3, carrier = ?4, segments_per_s = ?5, daily_cap = ?6, active = ?7, standby = ?8, brand = ?9, texts = ?10, calls = ?11 RETURNING id

-- name: workspaces.senders
SELECT @sender@ FROM sender WHERE workspace_id = ?1 ORDER BY id

-- name: workspaces.sender_by_id
SELECT @sender@ FROM sender WHERE id = ?1

-- name: workspaces.sender_by_address
SELECT @sender@ FROM sender WHERE address = ?1 ORDER BY active DESC, id LIMIT 1

-- name: workspaces.get_setting
SELECT value FROM setting WHERE key = ?1

-- name: workspaces.put_setting
INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2
