-- Who was told of incidents. See store/alerts.h.
-- define: notice = route, incident_id, what, state, attempts, next_at, problem, made_at

-- Incidents a route has not looked at yet: they come in the order of their ids.
-- name: alerts.unseen
SELECT id, severity, resolved_at FROM incident WHERE id > (SELECT coalesce(max(incident_id), 0) FROM alert_notice WHERE route = ?1) ORDER BY id LIMIT ?2

-- name: alerts.add
INSERT INTO alert_notice (route, incident_id, what, state, next_at, made_at, over) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)
ON CONFLICT (route, incident_id, what) DO NOTHING

-- What was opened and has changed since: it is over, or has become worse.
-- name: alerts.open
SELECT n.route, n.incident_id, n.state, n.attempts, i.resolved_at, i.severity FROM alert_notice n JOIN incident i ON i.id = n.incident_id
WHERE n.over = 0 ORDER BY n.incident_id, n.route LIMIT ?1

-- name: alerts.due
SELECT @notice@ FROM alert_notice WHERE state = 'pending' AND next_at <= ?1 ORDER BY next_at LIMIT ?2

-- name: alerts.set
UPDATE alert_notice SET state = ?4, attempts = ?5, next_at = ?6, problem = ?7 WHERE route = ?1 AND incident_id = ?2 AND what = ?3

-- name: alerts.end
UPDATE alert_notice SET over = 1 WHERE route = ?1 AND incident_id = ?2 AND what = 'opened'

-- name: alerts.of_incident
SELECT @notice@ FROM alert_notice WHERE incident_id = ?1 ORDER BY incident_id, route, what
