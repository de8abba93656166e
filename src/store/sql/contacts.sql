-- Contacts, tags, lists, consent history.
-- define: columns = c.id, c.workspace_id, c.phone, c.sms_capable, c.region, c.status, c.consent, c.score, c.zone, c.zone_confirmed, c.place, c.case_ref, c.fields, c.last_reply, c.last_reply_at, c.replies, c.import_id

-- name: contacts.insert
INSERT INTO contact (workspace_id, phone, sms_capable, region, status, consent, score, zone, zone_confirmed, place, case_ref, fields, created_at, updated_at, import_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?14) ON CONFLICT (workspace_id, phone) DO NOTHING RETURNING id

-- name: contacts.update
UPDATE contact SET sms_capable = ?2, region = ?3, status = ?4, consent = ?5, score = ?6, zone = ?7, zone_confirmed = ?8, place = ?9, case_ref = ?10,
  fields = ?11, updated_at = ?12 WHERE id = ?1

-- name: contacts.by_id
SELECT @columns@ FROM contact c WHERE c.id = ?1

-- name: contacts.by_phone
SELECT @columns@ FROM contact c WHERE c.workspace_id = ?1 AND c.phone = ?2

-- name: contacts.all_by_phone
SELECT @columns@ FROM contact c WHERE c.phone = ?1 ORDER BY c.id

-- name: contacts.page
SELECT @columns@ FROM contact c WHERE +c.workspace_id = ?1 AND c.id > ?2 ORDER BY c.id LIMIT ?3

-- name: contacts.of_list
SELECT @columns@ FROM list_member m JOIN contact c ON c.id = m.contact_id
WHERE m.list_id = ?1 AND m.contact_id > ?2 ORDER BY m.contact_id LIMIT ?3

-- name: contacts.note_reply
UPDATE contact SET last_reply = ?2, last_reply_at = ?3, replies = replies + 1, updated_at = ?3 WHERE id = ?1

-- name: contacts.set_consent
UPDATE contact SET consent = ?2, updated_at = ?3 WHERE id = ?1

-- name: contacts.consent_event
INSERT INTO consent_event (contact_id, consent, source, evidence, at) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: contacts.consent_history
SELECT consent, source, evidence, at FROM consent_event WHERE contact_id = ?1 ORDER BY +id

-- name: contacts.tag
INSERT INTO contact_tag (contact_id, tag) VALUES (?1, ?2) ON CONFLICT DO NOTHING

-- name: contacts.untag
DELETE FROM contact_tag WHERE contact_id = ?1 AND tag = ?2

-- name: contacts.tags
SELECT tag FROM contact_tag WHERE contact_id = ?1 ORDER BY tag || ''

-- name: contacts.count
SELECT count(*) FROM contact WHERE workspace_id = ?1

-- name: contacts.list_insert
INSERT INTO list (workspace_id, name, created_at) VALUES (?1, ?2, ?3) ON CONFLICT (workspace_id, name) DO NOTHING RETURNING id

-- name: contacts.list_by_name
SELECT id FROM list WHERE workspace_id = ?1 AND name = ?2

-- name: contacts.list_all
SELECT l.id, l.name, l.created_at, (SELECT count(*) FROM list_member m WHERE m.list_id = l.id) FROM list l WHERE l.workspace_id = ?1 ORDER BY l.id

-- name: contacts.list_add
INSERT INTO list_member (list_id, contact_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING

-- name: contacts.list_count
SELECT count(*) FROM list_member WHERE list_id = ?1
