-- Things somebody must know of, until they are over (flow/watch/incidents.h). One open incident a key.
CREATE TABLE incident (
  id @identity@,
  key TEXT NOT NULL,
  severity BIGINT NOT NULL,
  text TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL, -- when it was last found so
  times BIGINT NOT NULL DEFAULT 1,
  resolved_at BIGINT NOT NULL DEFAULT 0,
  resolution TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX incident_open ON incident (key) WHERE resolved_at = 0;
CREATE INDEX incident_in_force ON incident (id) WHERE resolved_at = 0;

-- Who has been told of an incident, by route ([alert.NAME]): that it was opened, that it is over. state: pending, done, refused (the other
-- side will not have it), spared (over before anybody was told), below (not severe enough for the route), old (before the route).
CREATE TABLE alert_notice (
  route TEXT NOT NULL,
  incident_id BIGINT NOT NULL,
  what TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  next_at BIGINT NOT NULL,
  problem TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  over BIGINT NOT NULL DEFAULT 0, -- of 'opened': nothing is left to tell
  PRIMARY KEY (route, incident_id, what)
);
CREATE INDEX alert_notice_due ON alert_notice (next_at) WHERE state = 'pending';
CREATE INDEX alert_notice_open ON alert_notice (incident_id, route) WHERE over = 0;
CREATE INDEX alert_notice_of ON alert_notice (incident_id, route);

-- Carriers' own logs compared with ours (store/reconciliations.h). kind: light, full, asked. state: waiting, running, done, failed.
-- page_cursor: where the next page is, '' = the first. reached_at: how far back the pages have come.
CREATE TABLE reconciliation_run (
  id @identity@,
  carrier TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  page_cursor TEXT NOT NULL DEFAULT '',
  reached_at BIGINT NOT NULL DEFAULT 0,
  pages BIGINT NOT NULL DEFAULT 0,
  outbound BIGINT NOT NULL DEFAULT 0,
  inbound BIGINT NOT NULL DEFAULT 0,
  receipts_missing BIGINT NOT NULL DEFAULT 0,
  inbound_missing BIGINT NOT NULL DEFAULT 0,
  not_ours BIGINT NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT '',
  asked_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0
);
-- One that runs and one that waits for a carrier, not more.
CREATE UNIQUE INDEX reconciliation_open ON reconciliation_run (carrier, state) WHERE ended_at = 0;
CREATE INDEX reconciliation_newest ON reconciliation_run (carrier, kind, created_at);
-- What a run found missing here. missing: 'inbound', 'receipt' with the carrier's word, 'not ours'. Each thing once, whichever run
-- found it. applied: applied, pending (the journal tries again), none. Whose number it is stands where the ids lead, not here.
CREATE TABLE reconciliation_gap (
  id @identity@,
  run_id BIGINT NOT NULL,
  carrier TEXT NOT NULL,
  direction TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  missing TEXT NOT NULL,
  applied TEXT NOT NULL,
  message_id BIGINT NOT NULL DEFAULT 0,
  webhook_id BIGINT NOT NULL DEFAULT 0,
  detail TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL, -- by the carrier
  found_at BIGINT NOT NULL,
  UNIQUE (carrier, provider_id, missing)
);
CREATE INDEX reconciliation_gap_of ON reconciliation_gap (run_id, id);

-- Parts of messages that left in several, each with an id of the carrier's own and words about it (store/message_parts.h). state: the
-- carrier's last word, a number of domain/delivery.h; 0: none yet.
CREATE TABLE message_part (
  message_id BIGINT NOT NULL,
  provider_id TEXT NOT NULL,
  carrier TEXT NOT NULL,
  state BIGINT NOT NULL DEFAULT 0,
  undelivered BIGINT NOT NULL DEFAULT 0,
  error_code TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (message_id, provider_id)
);
CREATE INDEX message_part_by_provider ON message_part (provider_id, message_id);

-- Parts of long texts people wrote (store/inbound_parts.h). Without its text and with joined_at once it is in the inbox; it stays a while,
-- so that a repeat is known.
CREATE TABLE inbound_part (
  id @identity@,
  carrier TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  from_address TEXT NOT NULL,
  to_address TEXT NOT NULL,
  ref TEXT NOT NULL,
  part BIGINT NOT NULL,
  parts BIGINT NOT NULL,
  body TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  joined_at BIGINT NOT NULL DEFAULT 0,
  UNIQUE (carrier, provider_id)
);
CREATE INDEX inbound_part_of ON inbound_part (from_address, to_address, ref);
CREATE INDEX inbound_part_due ON inbound_part (due_at) WHERE joined_at = 0;
CREATE INDEX inbound_part_joined ON inbound_part (joined_at) WHERE joined_at > 0;

-- Messages to numbers of our own that must come back (store/canaries.h). verdict: '' while it is under way, good, missed, not_sent.
CREATE TABLE canary (
  id @identity@,
  carrier TEXT NOT NULL,
  from_address TEXT NOT NULL,
  to_address TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,
  message_id BIGINT NOT NULL,
  planned_at BIGINT NOT NULL,
  handed_at BIGINT NOT NULL DEFAULT 0,
  receipt_at BIGINT NOT NULL DEFAULT 0,
  inbound_at BIGINT NOT NULL DEFAULT 0,
  verdict TEXT NOT NULL DEFAULT '',
  problem TEXT NOT NULL DEFAULT '',
  ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX canary_open ON canary (id) WHERE ended_at = 0;
CREATE INDEX canary_newest ON canary (from_address, to_address, planned_at);

-- Senders nothing leaves from until their trouble is over (store/halts.h). The incident of the same key says so to people; resolved by
-- one, it ends the halt. address '' = every sender of the carrier. next_trial_at 0 = only a person ends it.
CREATE TABLE sender_halt (
  key TEXT PRIMARY KEY,
  carrier TEXT NOT NULL,
  address TEXT NOT NULL,
  since BIGINT NOT NULL,
  trials BIGINT NOT NULL DEFAULT 0,
  next_trial_at BIGINT NOT NULL,
  problem TEXT NOT NULL
);
CREATE INDEX message_waits_for_sender ON message (id) WHERE state = 0 AND reason = 38;

-- What the breakers have counted (store/breakers.h): by subject ('campaign:7', 'sender:3') and minute of its time. minute 0 of a campaign:
-- sent is the total when it was last looked at.
CREATE TABLE breaker_count (
  subject TEXT NOT NULL,
  minute BIGINT NOT NULL,
  sent BIGINT NOT NULL DEFAULT 0,
  words BIGINT NOT NULL DEFAULT 0,
  judged BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  filtered BIGINT NOT NULL DEFAULT 0,
  stops BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (subject, minute)
);
CREATE INDEX breaker_count_old ON breaker_count (minute);
-- How far they have read: ids of receipt and inbound.
CREATE TABLE breaker_place (id BIGINT PRIMARY KEY, receipt BIGINT NOT NULL, inbound BIGINT NOT NULL);

-- Brands that US networks cap (domain/brand.h), and what they have used of a day: days since 1970 on the Pacific coast.
CREATE TABLE brand (name TEXT PRIMARY KEY, daily_segments BIGINT NOT NULL);
CREATE TABLE brand_use (brand TEXT NOT NULL, day BIGINT NOT NULL, segments BIGINT NOT NULL, PRIMARY KEY (brand, day));
CREATE INDEX message_waits_for_brand ON message (id) WHERE state = 0 AND reason = 39;
-- Media (store/media.h): what people sent us, fetched from the carrier after the message was stored, and what we send, uploaded before.
-- state: a number of domain/medium.h. inbound_id 0: ours; token: where a carrier fetches it. said_type: by the carrier or the uploader,
-- type: by its bytes.
CREATE TABLE media (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  inbound_id BIGINT NOT NULL DEFAULT 0,
  position BIGINT NOT NULL DEFAULT 0,
  state BIGINT NOT NULL,
  carrier TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  said_type TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL DEFAULT '',
  bytes BIGINT NOT NULL DEFAULT 0,
  sha256 TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  token TEXT,
  tries BIGINT NOT NULL DEFAULT 0,
  next_at BIGINT NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT '',
  created_by TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  stored_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX media_of_inbound ON media (inbound_id, position) WHERE inbound_id > 0;
CREATE INDEX media_due ON media (next_at) WHERE state = 0;
CREATE INDEX media_ours ON media (workspace_id, id) WHERE inbound_id = 0;
CREATE UNIQUE INDEX media_by_token ON media (token) WHERE token IS NOT NULL;
-- Their bytes, a quarter of a megabyte a row. id = 1024 * medium + part.
CREATE TABLE media_part (id @own_key@, bytes @blob@ NOT NULL);
-- What a message takes along, and what a campaign has in any of its revisions.
CREATE TABLE message_media (message_id BIGINT NOT NULL, position BIGINT NOT NULL, media_id BIGINT NOT NULL, PRIMARY KEY (message_id, position));
CREATE INDEX message_media_of ON message_media (media_id);
CREATE TABLE campaign_media (campaign_id BIGINT NOT NULL, media_id BIGINT NOT NULL, PRIMARY KEY (campaign_id, media_id));
CREATE INDEX campaign_media_of ON campaign_media (media_id);
-- Messages that are calls, once they were handed over (store/calls.h): as they were made, and what the carrier says of them. outcome: a
-- number of domain/call.h, the strongest that was heard; sequence: the carrier's own order of its words, -1: none yet.
CREATE TABLE call (
  message_id BIGINT PRIMARY KEY,
  campaign_id BIGINT NOT NULL,
  language TEXT NOT NULL,
  voice TEXT NOT NULL,
  machine BIGINT NOT NULL,
  ring_s BIGINT NOT NULL,
  outcome BIGINT NOT NULL DEFAULT 0,
  duration_s BIGINT NOT NULL DEFAULT 0,
  sequence BIGINT NOT NULL DEFAULT -1
);
CREATE INDEX call_by_campaign ON call (campaign_id, outcome);
-- Texts of erased people in carriers' own logs, to be taken out there (store/redactions.h).
CREATE TABLE carrier_redaction (
  carrier TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  tries BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (carrier, provider_id)
);
CREATE INDEX carrier_redaction_due ON carrier_redaction (due_at);
-- Calls whose end nobody has told yet (flow/watch/call_check.h).
CREATE INDEX message_call_unended ON message (handed_at, id) WHERE channel = 1 AND state IN (4, 5);
