-- Numbers erased at their owner's wish: the jobs, the keys under which they are still recognised, and what a job changes. ?1 of the
-- changes is the row, ?2 the name that stands for the number from now on, ?3 the number.
-- define: columns = id, suppressed_as, phone, reason, actor, stage, page_cursor, messages, texts, webhooks, begun_at, due_at, ended_at
-- define: to_phone = (SELECT x.* FROM contact c JOIN message x ON x.contact_id = c.id WHERE c.phone = ?1 UNION ALL SELECT x.* FROM message x WHERE x.contact_id = 0 AND x.phone = ?1) AS theirs

-- name: erasures.keys
SELECT id FROM erasure_key

-- name: erasures.add_key
INSERT INTO erasure_key (id, made_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING

-- name: erasures.suppressed
SELECT EXISTS (SELECT 1 FROM suppression WHERE phone = ?1 AND lifted_at = 0)

-- name: erasures.erased
SELECT EXISTS (SELECT 1 FROM suppression WHERE phone = ?1 AND lifted_at = 0 AND source = 'erased')

-- name: erasures.insert
INSERT INTO erasure (suppressed_as, phone, reason, actor, begun_at, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5) RETURNING id

-- name: erasures.by_id
SELECT @columns@ FROM erasure WHERE id = ?1

-- name: erasures.due
SELECT @columns@ FROM erasure WHERE ended_at = 0 AND due_at <= ?1 ORDER BY due_at LIMIT ?2

-- name: erasures.save
UPDATE erasure SET phone = ?2, stage = ?3, page_cursor = ?4, messages = ?5, texts = ?6, webhooks = ?7, due_at = ?8, ended_at = ?9 WHERE id = ?1

-- name: erasures.hide_suppressions
UPDATE suppression SET phone = ?2, detail = replace(detail, ?3, 'erased') WHERE phone = ?1

-- name: erasures.wipe_contact
UPDATE contact SET status = CASE WHEN status = 2 THEN 2 ELSE 1 END, score = 0, zone = '', zone_confirmed = 0, place = '', case_ref = '', fields = '{}', last_reply = '', updated_at = ?2 WHERE id = ?1

-- name: erasures.wipe_tags
DELETE FROM contact_tag WHERE contact_id = ?1

-- name: erasures.lists
SELECT id FROM list WHERE workspace_id = ?1

-- name: erasures.unlist
DELETE FROM list_member WHERE list_id = ?2 AND contact_id = ?1

-- name: erasures.wipe_lookups
DELETE FROM number_lookup WHERE number = ?1

-- name: erasures.wipe_consents
UPDATE consent_event SET evidence = replace(evidence, ?2, 'erased'), url = replace(url, ?2, 'erased'), ip = '', user_agent = '' WHERE contact_id = ?1

-- name: erasures.rename_questions
UPDATE opt_in SET phone = ?2 WHERE phone = ?1

-- name: erasures.messages
SELECT id, state FROM @to_phone@ WHERE phone = ?1 AND state NOT IN (0, 1, 2, 3) LIMIT ?2

-- name: erasures.open_messages
SELECT count(*) FROM @to_phone@ WHERE phone = ?1

-- name: erasures.wipe_message
UPDATE message SET phone = ?2, body = '', error_text = '', sent_to = CASE WHEN sent_to = ?3 THEN ?2 ELSE sent_to END
WHERE id = ?1 AND state NOT IN (0, 1, 2, 3)

-- name: erasures.wipe_attempts
UPDATE attempt SET error_text = '', sent_to = CASE WHEN sent_to = ?3 THEN ?2 ELSE sent_to END WHERE id BETWEEN ?1 * 1024 AND ?1 * 1024 + 1023

-- name: erasures.conversations
SELECT id FROM conversation WHERE phone = ?1

-- name: erasures.inbound
SELECT id FROM inbound WHERE conversation_id = ?1 AND from_address <> ?2 LIMIT ?3

-- name: erasures.wipe_inbound
UPDATE inbound SET from_address = ?2, body = '', media = '[]' WHERE id = ?1

-- name: erasures.wipe_review
UPDATE review SET phone = ?2 WHERE inbound_id = ?1

-- name: erasures.rename_conversation
UPDATE conversation SET phone = ?2, last_text = '', open = 0, unread = 0 WHERE id = ?1

-- name: erasures.rename_contact
UPDATE contact SET phone = ?2 WHERE id = ?1

-- What is not applied yet is left: an opt-out may be in it.
-- name: erasures.wipe_webhooks
UPDATE webhook_event SET url = '', headers = '[]', body = '', problem = 'erased'
WHERE id > ?1 AND id <= ?2 AND state <> 'pending' AND (body LIKE ?3 OR url LIKE ?3 OR headers LIKE ?3)
  AND NOT EXISTS (SELECT 1 FROM receipt_batch b WHERE b.id <= webhook_event.id AND b.last_id >= webhook_event.id)
