-- Parts of messages, both ways: of ours that left in several, of people's that came in several.
-- define: inbound_part = id, carrier, provider_id, from_address, to_address, ref, part, parts, body, received_at, due_at, joined_at

-- name: parts.add
INSERT INTO message_part (message_id, provider_id, carrier) VALUES (?1, ?2, ?3) ON CONFLICT (message_id, provider_id) DO NOTHING

-- Forward only; of two last words the first stays. States: 1 queued, 2 sending, 3 sent, 4 delivered and above: last words.
-- name: parts.word
INSERT INTO message_part (message_id, provider_id, carrier, state, undelivered, error_code) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (message_id, provider_id) DO UPDATE SET state = excluded.state, undelivered = excluded.undelivered, error_code = excluded.error_code
WHERE excluded.state > message_part.state AND message_part.state < 4

-- name: parts.of
SELECT provider_id, state, undelivered, error_code FROM message_part WHERE message_id = ?1 ORDER BY provider_id

-- name: parts.message_of
SELECT message_id FROM message_part WHERE provider_id = ?1 AND carrier = ?2 ORDER BY message_id DESC LIMIT 1

-- name: parts.came
INSERT INTO inbound_part (carrier, provider_id, from_address, to_address, ref, part, parts, body, received_at, due_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (carrier, provider_id) DO NOTHING RETURNING id

-- name: parts.together
SELECT @inbound_part@ FROM inbound_part WHERE from_address = ?1 AND to_address = ?2 AND ref = ?3 AND carrier = ?4 AND parts = ?5 AND received_at > ?6

-- name: parts.due
SELECT @inbound_part@ FROM inbound_part WHERE joined_at = 0 AND due_at <= ?1 ORDER BY due_at, id LIMIT ?2

-- name: parts.join
UPDATE inbound_part SET joined_at = ?2, body = '' WHERE id = ?1 AND joined_at = 0

-- name: parts.put_off
UPDATE inbound_part SET due_at = ?2 WHERE id = ?1 AND joined_at = 0

-- name: parts.forget
DELETE FROM inbound_part WHERE joined_at > 0 AND joined_at < ?1

-- name: parts.erase
DELETE FROM inbound_part WHERE from_address = ?1
