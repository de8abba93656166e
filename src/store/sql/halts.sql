-- Senders nothing leaves from for the time being; few.
-- name: halts.put
INSERT INTO sender_halt (key, carrier, address, since, next_trial_at, problem) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key) DO NOTHING

-- name: halts.all
SELECT h.key, h.carrier, h.address, h.since, h.trials, h.next_trial_at, h.problem,
  CASE WHEN EXISTS (SELECT 1 FROM incident i WHERE i.key = h.key AND i.resolved_at = 0) THEN 1 ELSE 0 END
FROM sender_halt h

-- name: halts.trial
UPDATE sender_halt SET trials = ?2, next_trial_at = ?3 WHERE key = ?1

-- name: halts.remove
DELETE FROM sender_halt WHERE key = ?1
