-- Which sender a person knows, and what brands have used of their day.

-- The number their conversation runs over; else the last one that wrote to them.
-- name: senders.known_to
SELECT coalesce(
  (SELECT x.id FROM conversation v JOIN sender x ON x.workspace_id = v.workspace_id AND x.address = v.sender_address WHERE v.phone = ?3 AND v.workspace_id = ?1),
  (SELECT m.sender_id FROM message m WHERE m.contact_id = ?2 AND ?2 > 0 AND m.sender_id > 0 AND m.state IN (2, 3, 4, 5, 6, 7, 13) ORDER BY m.contact_id DESC, m.id DESC LIMIT 1),
  0)

-- name: senders.put_brand
INSERT INTO brand (name, daily_segments) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET daily_segments = ?2

-- name: senders.brands
SELECT name, daily_segments FROM brand ORDER BY name

-- name: senders.brand_used
SELECT segments FROM brand_use WHERE brand = ?1 AND day = ?2

-- name: senders.use_brand
INSERT INTO brand_use (brand, day, segments) VALUES (?1, ?2, ?3) ON CONFLICT (brand, day) DO UPDATE SET segments = brand_use.segments + ?3

-- Which network a look-up named; the newest word.
-- name: senders.network_of
SELECT carrier FROM number_lookup WHERE number = ?1 AND state = 1 ORDER BY number DESC, asked_at DESC LIMIT 1
