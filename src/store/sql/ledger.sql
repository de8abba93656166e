-- The ledger: one row a message. States are numbers of domain/message.h: 0 planned, 1 claimed, 2 handed, 3 unknown, 4 accepted.
-- define: columns = id, workspace_id, campaign_id, contact_id, step, kind, purpose, phone, body, segments, state, reason, not_before, not_after, lease, attempts, lookups, sender_id, sent_to, carrier, coalesce(provider_id, ''), error_code, error_text, created_by, created_at, handed_at, accepted_at, sent_at, ended_at, revision, media, channel, call_at
-- Messages to a number, by its contacts: those stand in the order they are planned in, numbers do not. See docs/adr/0008.
-- A plus before a column (+id, +state) keeps an engine from finding rows by it that are found better otherwise.
-- define: to_phone = (SELECT x.* FROM contact c JOIN message x ON x.contact_id = c.id WHERE c.phone = ?1 UNION ALL SELECT x.* FROM message x WHERE x.contact_id = 0 AND x.phone = ?1) AS theirs

-- A contact of another number would hide the message from a STOP: such a row is refused (NOT NULL).
-- name: ledger.plan
INSERT INTO message (workspace_id, campaign_id, contact_id, step, kind, purpose, phone, body, segments, state, not_before, not_after, sender_id, created_by, created_at, channel)
VALUES (?1, ?2, CASE WHEN ?3 = 0 THEN 0 ELSE (SELECT c.id FROM contact c WHERE c.id = ?3 AND c.phone = ?7) END, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT DO NOTHING RETURNING id

-- name: ledger.plan_quietly
INSERT INTO message (workspace_id, campaign_id, contact_id, step, kind, purpose, phone, body, segments, state, not_before, not_after, sender_id, created_by, created_at, channel)
VALUES (?1, ?2, CASE WHEN ?3 = 0 THEN 0 ELSE (SELECT c.id FROM contact c WHERE c.id = ?3 AND c.phone = ?7) END, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT DO NOTHING

-- name: ledger.due
SELECT @columns@ FROM message WHERE state = 0 AND campaign_id = ?1 AND channel = ?5 AND kind = ?2 AND not_before <= ?3
ORDER BY not_before, id LIMIT ?4 @skip_locked@

-- name: ledger.claim
UPDATE message SET state = 1, reason = 0, lease = ?2, lease_until = ?3 WHERE id = ?1 AND +state = 0

-- name: ledger.keep_lease
UPDATE message SET lease_until = ?3 WHERE id = ?1 AND lease = ?2 AND +state = 1

-- name: ledger.by_id
SELECT @columns@ FROM message WHERE id = ?1

-- A carrier's ids come in no order, so they are kept in order within every 4,096 messages only; the newest are looked at first. The
-- place after the newest is only where to begin.
-- name: ledger.by_provider
WITH RECURSIVE place (n, found) AS (
  SELECT ((SELECT max(id) FROM message) >> 12) + 1, CAST(NULL AS BIGINT)
  UNION ALL SELECT n - 1, (SELECT x.id FROM message x WHERE x.id >> 12 = n - 1 AND x.provider_id = ?1 LIMIT 1) FROM place WHERE n > 0 AND found IS NULL)
SELECT @columns@ FROM message WHERE id = (SELECT found FROM place WHERE found IS NOT NULL)

-- name: ledger.newest_to_phone
SELECT @columns@ FROM @to_phone@ WHERE handed_at > 0 AND kind > 0 ORDER BY +id DESC LIMIT 1

-- name: ledger.newest_to_phone_in
SELECT @columns@ FROM @to_phone@ WHERE workspace_id = ?2 AND handed_at > 0 AND kind > 0 ORDER BY +id DESC LIMIT 1

-- name: ledger.newest_to_phone_by
SELECT @columns@ FROM @to_phone@ WHERE workspace_id = ?2 AND handed_at > 0 AND handed_at <= ?3 AND kind > 0 ORDER BY +id DESC LIMIT 1

-- name: ledger.confirmations_since
SELECT count(*), coalesce(max(created_at), 0) FROM @to_phone@ WHERE kind = 0 AND created_at > ?2

-- name: ledger.open_to_phone
SELECT @columns@ FROM @to_phone@ WHERE state IN (0, 1)

-- Held rows are looked at again now, when what held them has ended.
-- name: ledger.wake
UPDATE message SET not_before = ?3 WHERE id IN (SELECT id FROM @to_phone@ WHERE +state = 0 AND reason = ?2 AND not_before > ?3)

-- What waits for a place in its senders' daily caps (reason 25).
-- name: ledger.due_for_room
SELECT @columns@ FROM message WHERE workspace_id = ?1 AND state = 0 AND reason = 25 AND campaign_id = ?2 AND kind = ?3 AND not_before <= ?4
  AND +channel = ?6 ORDER BY not_before, id LIMIT ?5 @skip_locked@

-- name: ledger.waiting_for_room
SELECT count(*) FROM message WHERE workspace_id = ?1 AND state = 0 AND reason = 25 AND not_before > ?2

-- name: ledger.wake_for_room
UPDATE message SET not_before = ?2 WHERE workspace_id = ?1 AND state = 0 AND reason = 25 AND not_before > ?2

-- Held for what an edit, a resume or other rules may have changed: the campaign's own state, its window, places, hours, holidays,
-- freezes, caps.
-- name: ledger.wake_campaign
UPDATE message SET not_before = ?2 WHERE id IN (
  SELECT id FROM message WHERE campaign_id = ?1 AND kind = 5 AND state = 0 AND not_before > ?2 AND reason IN (2, 20, 21, 22, 23, 27, 31, 32, 33, 34, 35, 38) LIMIT ?3)

-- What waits for a sender that was stopped, whichever: those still stopped are held again.
-- name: ledger.wake_stopped
UPDATE message SET not_before = ?1 WHERE state = 0 AND reason = 38 AND not_before > ?1

-- name: ledger.wake_for_brand
UPDATE message SET not_before = ?1 WHERE state = 0 AND reason = 39 AND not_before > ?1

-- Planned by a clock that ran ahead, to leave at once: now is when. All that is planned is looked at, after such a clock was set back.
-- name: ledger.wake_of_the_future
UPDATE message SET not_before = ?1 WHERE state = 0 AND not_before > ?1 AND created_at > ?1 AND not_before - created_at <= 60000

-- name: ledger.wake_direct
UPDATE message SET not_before = ?1 WHERE campaign_id = 0 AND state = 0 AND not_before > ?1 AND reason IN (20, 21, 22, 23, 31, 32, 33, 34, 35)

-- name: ledger.open_of_campaign
SELECT @columns@ FROM message WHERE campaign_id = ?1 AND state = 0 ORDER BY channel, kind, not_before, id LIMIT ?2

-- name: ledger.expiring
SELECT @columns@ FROM message WHERE state = 0 AND not_after > 0 AND not_after <= ?1 LIMIT ?2

-- name: ledger.lapsed
SELECT @columns@ FROM message WHERE state IN (1, 2) AND lease_until <= ?1 AND +channel = ?3 ORDER BY lease_until LIMIT ?2

-- name: ledger.lapsed_of_others
SELECT @columns@ FROM message WHERE state IN (1, 2) AND lease <> ?1 AND +channel = ?3 ORDER BY lease_until, id LIMIT ?2

-- name: ledger.unknown_due
SELECT @columns@ FROM message WHERE state = 3 AND not_before <= ?1 ORDER BY not_before LIMIT ?2

-- Two statements, so that each finds its partial index.
-- name: ledger.rival_leased
SELECT id FROM message WHERE state IN (1, 2) AND handed_at > 0 AND sent_to = ?1 AND channel = ?4 AND (body = ?2 OR channel = 1) AND id <> ?3 LIMIT 1

-- name: ledger.rival_unknown
SELECT id FROM message WHERE state = 3 AND sent_to = ?1 AND channel = ?4 AND (body = ?2 OR channel = 1) AND id <> ?3 LIMIT 1

-- name: ledger.rival_unresolved
SELECT id FROM message WHERE state = 13 AND sent_to = ?1 AND channel = ?4 AND (body = ?2 OR channel = 1) AND id <> ?3 LIMIT 1

-- name: ledger.release
UPDATE message SET state = 0, reason = ?4, not_before = ?5, lease = 0, lease_until = 0, error_code = ?6, error_text = ?7, attempts = ?8
WHERE id = ?1 AND state = ?2 AND lease = ?3

-- A text that may need a call after it has ended: that is looked at now.
-- name: ledger.finish
UPDATE message SET state = ?4, reason = ?5, lease = 0, lease_until = 0, ended_at = ?6, error_code = ?7, error_text = ?8,
  call_at = CASE WHEN call_at > 0 THEN CAST(?6 AS BIGINT) ELSE 0 END
WHERE id = ?1 AND state = ?2 AND lease = ?3

-- name: ledger.hand
UPDATE message SET state = 2, reason = 0, lease = ?11, lease_until = ?4, attempts = ?5, lookups = 0, sender_id = ?6, sent_to = ?7, carrier = ?8, body = ?9,
  segments = ?10, handed_at = ?12, revision = ?13, call_at = ?14
WHERE id = ?1 AND state = ?2 AND lease = ?3 AND state IN (0, 1)

-- A carrier may give no id; then receipts name ours.
-- name: ledger.accept
UPDATE message SET state = ?4, reason = 0, lease = 0, lease_until = 0, provider_id = nullif(?5, ''), accepted_at = ?6, error_code = '', error_text = ''
WHERE id = ?1 AND state = ?2 AND lease = ?3

-- name: ledger.unknown
UPDATE message SET state = 3, reason = ?4, lease = 0, lease_until = 0, not_before = ?5, error_code = ?6, error_text = ?7
WHERE id = ?1 AND state = ?2 AND lease = ?3

-- name: ledger.look_again
UPDATE message SET not_before = ?2, lookups = ?3 WHERE id = ?1 AND +state = 3

-- Without the carrier's id, which is indexed: naming it here would write it anew with every word.
-- name: ledger.carrier_word
UPDATE message SET state = ?3, reason = ?4, lease = 0, lease_until = 0,
  accepted_at = CASE WHEN accepted_at = 0 THEN ?5 ELSE accepted_at END, sent_at = ?6, ended_at = ?7, error_code = ?8, error_text = ?9,
  call_at = CASE WHEN call_at > 0 AND CAST(?7 AS BIGINT) > 0 THEN CAST(?7 AS BIGINT) ELSE call_at END
WHERE id = ?1 AND state = ?2

-- name: ledger.set_provider
UPDATE message SET provider_id = ?2, accepted_at = CASE WHEN accepted_at = 0 THEN ?3 ELSE accepted_at END WHERE id = ?1 AND provider_id IS NULL

-- name: ledger.set_segments
UPDATE message SET segments = ?2 WHERE id = ?1

-- name: ledger.sent_since
SELECT handed_at FROM @to_phone@ WHERE sent_to = phone AND handed_at > ?2 AND kind > 0 AND state IN (2, 3, 4, 5, 6, 7, 8, 13)

-- name: ledger.count_add
INSERT INTO campaign_count (campaign_id, channel, state, reason, n) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (campaign_id, channel, state, reason) DO UPDATE SET n = campaign_count.n + ?5

-- name: ledger.decide
INSERT INTO decision (id, at, verdict, reason, until_at, trace)
SELECT coalesce(max(id) + 1, ?1 * 1024), ?2, ?3, ?4, ?5, ?6 FROM decision WHERE id BETWEEN ?1 * 1024 AND ?1 * 1024 + 1022
ON CONFLICT (id) DO UPDATE SET at = excluded.at, verdict = excluded.verdict, reason = excluded.reason, until_at = excluded.until_at, trace = excluded.trace

-- name: ledger.decisions
SELECT at, verdict, reason, until_at, trace FROM decision WHERE id BETWEEN ?1 * 1024 AND ?1 * 1024 + 1023 ORDER BY id

-- name: ledger.attempt
INSERT INTO attempt (id, number, sender, sent_to, handed_at, ended_at, outcome, provider_id, error_class, error_code, error_text)
SELECT coalesce(max(id) + 1, ?1 * 1024), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM attempt WHERE id BETWEEN ?1 * 1024 AND ?1 * 1024 + 1022
ON CONFLICT (id) DO UPDATE SET number = excluded.number, sender = excluded.sender, sent_to = excluded.sent_to, handed_at = excluded.handed_at,
  ended_at = excluded.ended_at, outcome = excluded.outcome, provider_id = excluded.provider_id, error_class = excluded.error_class,
  error_code = excluded.error_code, error_text = excluded.error_text

-- name: ledger.attempts
SELECT number, sender, sent_to, handed_at, ended_at, outcome, provider_id, error_class, error_code, error_text FROM attempt
WHERE id BETWEEN ?1 * 1024 AND ?1 * 1024 + 1023 ORDER BY id

-- name: ledger.accepted_attempt
SELECT m.attempts, coalesce(x.address, ''), m.sent_to, m.handed_at, m.accepted_at, coalesce(m.provider_id, '')
FROM message m LEFT JOIN sender x ON x.id = m.sender_id WHERE m.id = ?1 AND m.handed_at > 0 AND m.accepted_at > 0

-- name: ledger.use_sender
INSERT INTO sender_use (sender_id, minute, n) VALUES (?1, ?2, ?3) ON CONFLICT (sender_id, minute) DO UPDATE SET n = sender_use.n + excluded.n

-- name: ledger.unuse_sender
UPDATE sender_use SET n = n - 1 WHERE sender_id = ?1 AND minute = ?2 AND n > 0

-- name: ledger.sender_uses
SELECT minute, n FROM sender_use WHERE sender_id = ?1 AND minute >= ?2 ORDER BY minute

-- name: ledger.forget_sender_uses
DELETE FROM sender_use WHERE minute < ?1

-- name: ledger.queue_depth
SELECT count(*) FROM message WHERE state = 0 AND campaign_id = ?1 AND channel IN (0, 1) AND kind = ?2 AND not_before <= ?3

-- name: ledger.counts
SELECT state, reason, n, channel FROM campaign_count WHERE campaign_id = ?1 AND n <> 0 ORDER BY channel, state, reason

-- name: ledger.recount
SELECT state, reason, count(*), channel FROM message WHERE campaign_id = ?1 GROUP BY channel, state, reason ORDER BY channel, state, reason

-- name: ledger.next_due
SELECT min(not_before) FROM message WHERE state = 0 AND campaign_id = ?1 AND channel IN (0, 1) AND kind = ?2

-- name: ledger.of_campaign
SELECT @columns@ FROM message WHERE campaign_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3

-- name: ledger.of_phone
SELECT @columns@ FROM @to_phone@ WHERE workspace_id = ?2 AND +id > ?3 ORDER BY +id LIMIT ?4

-- Replies, urgent and single sends that are due and have not left.
-- name: ledger.direct_due
SELECT count(*) FROM message WHERE state = 0 AND campaign_id = 0 AND channel = 0 AND kind IN (1, 2, 3) AND not_before <= ?2 AND workspace_id = ?1

-- What waits outside campaigns, by reason; held for none: due and not left.
-- name: ledger.direct_waiting
SELECT reason, count(*), min(not_before) FROM message
WHERE state = 0 AND campaign_id = 0 AND channel = 0 AND kind IN (0, 1, 2, 3) AND (reason <> 0 OR not_before <= ?1) GROUP BY reason

-- Everything of a contact, and everything to a number that was nobody's, a page at a time.
-- name: ledger.of_contact
SELECT @columns@ FROM message WHERE contact_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3

-- name: ledger.without_contact
SELECT @columns@ FROM message WHERE contact_id = 0 AND phone = ?1 AND +id > ?2 ORDER BY +id LIMIT ?3

-- Texts of a campaign whose call is to be looked at.
-- name: ledger.calls_to_look_at
SELECT @columns@ FROM message WHERE call_at > 0 AND campaign_id = ?1 AND call_at <= ?2 ORDER BY call_at LIMIT ?3

-- name: ledger.any_call_to_come
SELECT EXISTS (SELECT 1 FROM message WHERE call_at > 0 AND campaign_id = ?1)

-- name: ledger.set_call_at
UPDATE message SET call_at = ?2 WHERE id = ?1

-- The message of a campaign to a contact at a step.
-- name: ledger.at_step
SELECT @columns@ FROM message WHERE campaign_id = ?1 AND campaign_id > 0 AND contact_id = ?2 AND step = ?3
