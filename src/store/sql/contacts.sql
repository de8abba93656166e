-- Contacts, tags, lists.
-- define: columns = c.id, c.workspace_id, c.phone, c.sms_capable, c.region, c.status, c.consent, c.consent_basis, c.consent_given_at, c.consent_expires_at, c.score, c.zone, c.zone_confirmed, c.place, c.case_ref, c.fields, c.last_reply, c.last_reply_at, c.replies, c.import_id

-- name: contacts.insert
INSERT INTO contact (workspace_id, phone, sms_capable, region, status, consent, consent_basis, consent_given_at, consent_expires_at, score, zone, zone_confirmed, place,
  case_ref, fields, created_at, updated_at, import_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16, ?17) ON CONFLICT (workspace_id, phone) DO NOTHING RETURNING id

-- name: contacts.update
UPDATE contact SET sms_capable = ?2, region = ?3, status = ?4, consent = ?5, consent_basis = ?6, consent_given_at = ?7, consent_expires_at = ?8,
  score = ?9, zone = ?10, zone_confirmed = ?11, place = ?12, case_ref = ?13, fields = ?14, updated_at = ?15 WHERE id = ?1

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
UPDATE contact SET last_reply = CASE WHEN ?3 >= last_reply_at THEN ?2 ELSE last_reply END, last_reply_at = CASE WHEN ?3 >= last_reply_at THEN ?3 ELSE last_reply_at END,
  replies = replies + 1, updated_at = CASE WHEN ?3 >= updated_at THEN ?3 ELSE updated_at END WHERE id = ?1

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
