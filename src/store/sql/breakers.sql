-- What the breakers count, a minute a row.
-- name: breakers.place
SELECT receipt, inbound FROM breaker_place WHERE id = 1

-- name: breakers.set_place
INSERT INTO breaker_place (id, receipt, inbound) VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET receipt = excluded.receipt, inbound = excluded.inbound

-- name: breakers.receipts
SELECT r.at, r.state, r.error_class, r.error_code, r.applied,
  coalesce((SELECT m.campaign_id FROM message m WHERE m.id = r.message_id), 0), coalesce((SELECT m.sender_id FROM message m WHERE m.id = r.message_id), 0),
  coalesce((SELECT m.channel FROM message m WHERE m.id = r.message_id), 0)
FROM receipt r WHERE r.id > ?1 AND r.id <= ?2 AND r.message_id > 0

-- name: breakers.stops
SELECT campaign_id FROM inbound WHERE id > ?1 AND id <= ?2 AND campaign_id > 0 AND class = 'stop'

-- name: breakers.add
INSERT INTO breaker_count (subject, minute, sent, words, judged, failed, filtered, stops) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (subject, minute) DO UPDATE SET sent = breaker_count.sent + excluded.sent, words = breaker_count.words + excluded.words,
  judged = breaker_count.judged + excluded.judged, failed = breaker_count.failed + excluded.failed,
  filtered = breaker_count.filtered + excluded.filtered, stops = breaker_count.stops + excluded.stops

-- name: breakers.total
SELECT sent FROM breaker_count WHERE subject = ?1 AND minute = 0

-- name: breakers.set_total
INSERT INTO breaker_count (subject, minute, sent) VALUES (?1, 0, ?2) ON CONFLICT (subject, minute) DO UPDATE SET sent = excluded.sent

-- name: breakers.sum
SELECT coalesce(sum(sent), 0), coalesce(sum(words), 0), coalesce(sum(judged), 0), coalesce(sum(failed), 0), coalesce(sum(filtered), 0), coalesce(sum(stops), 0)
FROM breaker_count WHERE subject = ?1 AND minute >= ?2 AND minute < ?3

-- name: breakers.clear
DELETE FROM breaker_count WHERE subject = ?1 AND minute > 0

-- name: breakers.forget
DELETE FROM breaker_count WHERE minute > 0 AND minute < ?1
