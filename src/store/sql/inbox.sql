-- Conversations and inbound messages.
-- define: conversation = id, workspace_id, contact_id, phone, sender_address, open, unread, last_at, last_text, created_at
-- define: inbound = id, workspace_id, conversation_id, contact_id, campaign_id, message_id, from_address, to_address, body, media, class, because, carrier, provider_id, received_at

-- What was written earlier and comes late changes neither the order of conversations nor what was said last.
-- name: inbox.touch
INSERT INTO conversation (workspace_id, contact_id, phone, sender_address, open, unread, last_at, last_text, created_at)
VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?6)
ON CONFLICT (workspace_id, phone) DO UPDATE SET open = 1, unread = conversation.unread + ?5, 
  last_at = CASE WHEN ?6 >= conversation.last_at THEN ?6 ELSE conversation.last_at END,
  last_text = CASE WHEN ?6 >= conversation.last_at THEN ?7 ELSE conversation.last_text END,
  sender_address = CASE WHEN ?6 >= conversation.last_at THEN ?4 ELSE conversation.sender_address END
RETURNING id

-- name: inbox.conversation_by_id
SELECT @conversation@ FROM conversation WHERE id = ?1

-- name: inbox.conversation_by_phone
SELECT @conversation@ FROM conversation WHERE workspace_id = ?1 AND phone = ?2

-- name: inbox.conversations
SELECT @conversation@ FROM conversation WHERE workspace_id = ?1 AND (last_at < ?2 OR (last_at = ?2 AND id < ?3)) ORDER BY last_at DESC, id DESC LIMIT ?4

-- name: inbox.read
UPDATE conversation SET unread = 0 WHERE id = ?1

-- name: inbox.insert
INSERT INTO inbound (workspace_id, conversation_id, contact_id, campaign_id, message_id, from_address, to_address, body, media, class, because, carrier, provider_id, received_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT (carrier, provider_id) DO NOTHING RETURNING id

-- As a message of its own, or as a part of one.
-- name: inbox.seen
SELECT id FROM inbound WHERE carrier = ?1 AND provider_id = ?2 UNION ALL SELECT id FROM inbound_part WHERE carrier = ?1 AND provider_id = ?2

-- The refusals of a number since then, in whatever workspace it said so.
-- name: inbox.refused_since
SELECT i.id FROM inbound i JOIN conversation c ON c.id = i.conversation_id
WHERE c.phone = ?1 AND i.received_at >= ?2 AND i.class IN ('stop', 'suspected_stop') LIMIT 1

-- name: inbox.started_since
SELECT i.id FROM inbound i JOIN conversation c ON c.id = i.conversation_id
WHERE c.phone = ?1 AND i.received_at >= ?2 AND i.class = 'start' LIMIT 1

-- name: inbox.of_conversation
SELECT @inbound@ FROM inbound WHERE conversation_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3

-- name: inbox.by_id
SELECT @inbound@ FROM inbound WHERE id = ?1

-- People, not messages: a plain STOP, or a suspected one that was decided to be a stop.
-- name: inbox.opt_outs_of_campaign
SELECT count(DISTINCT i.from_address) FROM inbound i WHERE i.campaign_id = ?1 AND i.campaign_id > 0
  AND (i.class = 'stop' OR EXISTS (SELECT 1 FROM review r WHERE r.inbound_id = i.id AND r.decision = 'stop'))

-- name: inbox.after
SELECT @inbound@ FROM inbound WHERE id > ?1 ORDER BY id LIMIT ?2

-- name: inbox.inbound_count
SELECT count(*) FROM inbound WHERE conversation_id = ?1

-- name: inbox.outbound_count
SELECT (SELECT count(*) FROM contact c JOIN message x ON x.contact_id = c.id WHERE c.phone = ?1 AND x.workspace_id = ?2)
  + (SELECT count(*) FROM message x WHERE x.contact_id = 0 AND x.phone = ?1 AND x.workspace_id = ?2)

-- Parameters that narrow nothing: '' and 0; for the two flags -1.
-- name: inbox.threads
SELECT @conversation@ FROM conversation WHERE workspace_id = ?1 AND (last_at < ?2 OR (last_at = ?2 AND id < ?3))
  AND (?4 = '' OR phone = ?4)
  AND (?5 = 0 OR EXISTS (SELECT 1 FROM inbound i WHERE i.conversation_id = conversation.id AND i.campaign_id = ?5))
  AND (?6 < 0 OR (CASE WHEN unread > 0 THEN 1 ELSE 0 END) = ?6)
  AND (?7 < 0 OR (CASE WHEN (SELECT x.id FROM suppression x WHERE x.phone = conversation.phone AND x.lifted_at = 0 LIMIT 1) IS NULL THEN 0 ELSE 1 END) = ?7)
  AND last_at >= ?8 AND (?9 = 0 OR last_at < ?9)
ORDER BY last_at DESC, id DESC LIMIT ?10
