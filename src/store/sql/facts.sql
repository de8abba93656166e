-- What the gate asks about one message, in one go. An organisation's phone is one phone in all workspaces.

-- name: facts.of_message
SELECT @contact@,
  EXISTS (SELECT 1 FROM suppression s WHERE s.phone = ?2 AND s.lifted_at = 0),
  EXISTS (SELECT 1 FROM review r WHERE r.phone = ?2 AND r.decided_at = 0),
  CASE WHEN ?3 = 0 THEN 0 ELSE (SELECT count(*) FROM contact o JOIN message m ON m.contact_id = o.id WHERE o.phone = ?2 AND @sent@)
    + (SELECT count(*) FROM message m WHERE m.contact_id = 0 AND m.phone = ?2 AND @sent@) END,
  coalesce((SELECT max(e.id) FROM consent_event e WHERE e.contact_id = c.id AND e.given_at = c.consent_given_at AND e.consent = c.consent), 0),
  EXISTS (SELECT 1 FROM opt_in o WHERE o.phone = ?2 AND o.closed_at = 0)
FROM (SELECT 1) one LEFT JOIN contact c ON c.id = ?1

-- define: contact = c.id, c.workspace_id, c.phone, c.sms_capable, c.region, c.status, c.consent, c.consent_basis, c.consent_given_at, c.consent_expires_at, c.score, c.zone, c.zone_confirmed, c.place, c.case_ref, c.fields, c.last_reply, c.last_reply_at, c.replies
-- define: sent = m.sent_to = m.phone AND m.handed_at > ?3 AND m.kind > 0 AND m.state IN (2, 3, 4, 5, 6, 7, 8, 13)
