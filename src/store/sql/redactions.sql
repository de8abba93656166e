-- Texts of erased people in carriers' own logs, taken out there one by one.

-- name: redactions.add_message
INSERT INTO carrier_redaction (carrier, provider_id, begun_at, due_at) SELECT carrier, provider_id, ?2, ?2 FROM message
WHERE id = ?1 AND carrier <> '' AND provider_id IS NOT NULL AND channel = 0 ON CONFLICT DO NOTHING

-- name: redactions.add_inbound
INSERT INTO carrier_redaction (carrier, provider_id, begun_at, due_at) SELECT carrier, provider_id, ?2, ?2 FROM inbound
WHERE id = ?1 AND carrier <> '' AND provider_id <> '' ON CONFLICT DO NOTHING

-- name: redactions.due
SELECT carrier, provider_id, begun_at, tries FROM carrier_redaction WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2

-- name: redactions.done
DELETE FROM carrier_redaction WHERE carrier = ?1 AND provider_id = ?2

-- name: redactions.later
UPDATE carrier_redaction SET due_at = ?3, tries = ?4 WHERE carrier = ?1 AND provider_id = ?2
