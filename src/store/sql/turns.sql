-- Whose turn it is: of the nodes on one database, one does the work that must not be done twice at a time. Times are of the database's clock.

-- name: turns.take
INSERT INTO turn (name, holder, node, session, until_at) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, node = excluded.node, session = excluded.session, until_at = excluded.until_at

-- name: turns.holder
SELECT holder, node, until_at, session FROM turn WHERE name = ?1

-- name: turns.leave
DELETE FROM turn WHERE name = ?1 AND holder = ?2
