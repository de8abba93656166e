-- The record of migrations.

-- name: schema.create_meta
CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)

-- name: schema.version
SELECT coalesce(max(number), 0) FROM schema_migration

-- name: schema.record
INSERT INTO schema_migration (number, name) VALUES (?1, ?2)
