-- The history of consents, and the wordings people agreed to.
-- define: event = e.id, e.contact_id, e.consent, e.source, e.evidence, e.given_at, e.recorded_at, e.method, e.basis, e.purpose, e.channels, e.wording_id, e.url, e.ip, e.user_agent, e.inbound_id, e.language, e.expires_at, e.actor
-- define: wording = w.id, w.workspace_id, w.version, w.language, w.hash, w.created_at, w.created_by, t.text

-- name: consents.now
SELECT consent, consent_given_at FROM contact WHERE id = ?1

-- name: consents.stand
UPDATE contact SET consent = ?2, consent_basis = ?3, consent_given_at = ?4, consent_expires_at = ?5, updated_at = ?6 WHERE id = ?1

-- name: consents.add_short
INSERT INTO consent_event (contact_id, consent, source, evidence, given_at, recorded_at, method) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: consents.add
INSERT INTO consent_event (contact_id, consent, source, evidence, given_at, recorded_at, method, basis, purpose, channels, wording_id, url, ip, user_agent,
  inbound_id, language, expires_at, actor)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) RETURNING id

-- name: consents.standing
SELECT coalesce(max(e.id), 0) FROM contact c JOIN consent_event e ON e.contact_id = c.id AND e.given_at = c.consent_given_at AND e.consent = c.consent
WHERE c.id = ?1

-- name: consents.history
SELECT @event@ FROM consent_event e WHERE e.contact_id = ?1 ORDER BY +e.id

-- name: consents.page
SELECT @event@ FROM consent_event e WHERE e.contact_id = ?1 AND +e.id > ?2 ORDER BY +e.id LIMIT ?3

-- name: consents.text_insert
INSERT INTO consent_text (hash, text) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING

-- name: consents.wording_insert
INSERT INTO consent_wording (workspace_id, version, language, hash, created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (workspace_id, version) DO NOTHING RETURNING id

-- name: consents.wording_by_id
SELECT @wording@ FROM consent_wording w JOIN consent_text t ON t.hash = w.hash WHERE w.id = ?1

-- name: consents.wording_by_version
SELECT @wording@ FROM consent_wording w JOIN consent_text t ON t.hash = w.hash WHERE w.workspace_id = ?1 AND w.version = ?2

-- name: consents.wordings
SELECT @wording@ FROM consent_wording w JOIN consent_text t ON t.hash = w.hash WHERE +w.workspace_id = ?1 AND w.id > ?2 ORDER BY w.id LIMIT ?3

-- name: consents.wording_ids
SELECT version, id FROM consent_wording WHERE workspace_id = ?1
