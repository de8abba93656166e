-- Instants are UTC milliseconds, 0 = none. Enums are the numbers of src/domain. Booleans are 0 or 1.

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);
-- Which of several nodes does what one at a time must do (store/turn.h). session 0: none that others could see end.
CREATE TABLE turn (name TEXT PRIMARY KEY, holder BIGINT NOT NULL, node TEXT NOT NULL, session BIGINT NOT NULL, until_at BIGINT NOT NULL);

CREATE TABLE workspace (
  id @identity@,
  name TEXT NOT NULL UNIQUE,
  active BIGINT NOT NULL DEFAULT 1,
  default_region TEXT NOT NULL,
  score_threshold BIGINT NOT NULL,
  frequency_cap BIGINT NOT NULL,
  frequency_window_ms BIGINT NOT NULL,
  rate_per_s DOUBLE PRECISION NOT NULL,
  review_limit_ms BIGINT NOT NULL,
  undo_campaign_ms BIGINT NOT NULL DEFAULT 0,
  undo_single_ms BIGINT NOT NULL DEFAULT 0,
  stop_text TEXT NOT NULL,
  start_text TEXT NOT NULL,
  help_text TEXT NOT NULL,
  policy TEXT NOT NULL DEFAULT '',
  test_recipient TEXT NOT NULL
);
-- Append-only: every policy a workspace had, whole, with who changed it and why.
CREATE TABLE policy_revision (
  workspace_id BIGINT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, policy TEXT NOT NULL,
  PRIMARY KEY (workspace_id, number)
);

CREATE TABLE sender (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  address TEXT NOT NULL,
  kind BIGINT NOT NULL,
  carrier TEXT NOT NULL,
  segments_per_s DOUBLE PRECISION NOT NULL,
  daily_cap BIGINT NOT NULL,
  active BIGINT NOT NULL,
  standby BIGINT NOT NULL DEFAULT 0,
  brand TEXT NOT NULL DEFAULT '',
  texts BIGINT NOT NULL DEFAULT 1,
  calls BIGINT NOT NULL DEFAULT 0,
  UNIQUE (workspace_id, address)
);
CREATE INDEX sender_by_address ON sender (address);

-- Messages handed over per sender and minute: the daily cap in any 24 hours survives restarts and clock changes.
CREATE TABLE sender_use (sender_id BIGINT NOT NULL, minute BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (sender_id, minute));

CREATE TABLE contact (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  phone TEXT NOT NULL,
  sms_capable BIGINT NOT NULL,
  region TEXT NOT NULL,
  status BIGINT NOT NULL,
  consent BIGINT NOT NULL, -- and its basis and instants: of the record in consent_event that stands
  consent_basis BIGINT NOT NULL DEFAULT 0,
  consent_given_at BIGINT NOT NULL DEFAULT 0,
  consent_expires_at BIGINT NOT NULL DEFAULT 0,
  score BIGINT NOT NULL,
  zone TEXT NOT NULL,
  zone_confirmed BIGINT NOT NULL,
  place TEXT NOT NULL,
  case_ref TEXT NOT NULL,
  fields TEXT NOT NULL,
  last_reply TEXT NOT NULL DEFAULT '',
  last_reply_at BIGINT NOT NULL DEFAULT 0,
  replies BIGINT NOT NULL DEFAULT 0,
  import_id BIGINT NOT NULL DEFAULT 0, -- the import that brought it; also how that import knows a number it met before
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (phone, workspace_id) -- this order, so that it also finds a number in all workspaces
);
CREATE TABLE contact_tag (contact_id BIGINT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (tag, contact_id));
CREATE INDEX contact_tag_by_contact ON contact_tag (contact_id);
CREATE TABLE list (id @identity@, workspace_id BIGINT NOT NULL, name TEXT NOT NULL, created_at BIGINT NOT NULL, UNIQUE (workspace_id, name));
CREATE TABLE list_member (list_id BIGINT NOT NULL, contact_id BIGINT NOT NULL, PRIMARY KEY (list_id, contact_id));
-- Append-only: how a consent came and went, with what proves it. given_at 0: nobody knows; purpose 0: whatever it was, 1: marketing,
-- 2: informing only; channels '': all, else words between commas; wording_id 0: no text is known.
CREATE TABLE consent_event (
  id @identity@,
  contact_id BIGINT NOT NULL,
  consent BIGINT NOT NULL,
  source TEXT NOT NULL,
  evidence TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  method BIGINT NOT NULL,
  basis BIGINT NOT NULL DEFAULT 0,
  purpose BIGINT NOT NULL DEFAULT 0,
  channels TEXT NOT NULL DEFAULT '',
  wording_id BIGINT NOT NULL DEFAULT 0,
  url TEXT NOT NULL DEFAULT '',
  ip TEXT NOT NULL DEFAULT '',
  user_agent TEXT NOT NULL DEFAULT '',
  inbound_id BIGINT NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT '',
  expires_at BIGINT NOT NULL DEFAULT 0,
  actor TEXT NOT NULL DEFAULT ''
);
CREATE INDEX consent_event_by_contact ON consent_event (contact_id, given_at, consent, id);

-- state: queued, running, done, failed, cancelled. byte_offset, encoding and row_number are one border between two rows of the
-- file, moved in the same transaction as the contacts before it; fingerprint is of the bytes just before that border.
CREATE TABLE import_job (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  list_id BIGINT NOT NULL,
  list_name TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  plan TEXT NOT NULL,
  dry_run BIGINT NOT NULL,
  state TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  byte_offset BIGINT NOT NULL,
  encoding BIGINT NOT NULL,
  row_number BIGINT NOT NULL,
  fingerprint TEXT NOT NULL,
  imported BIGINT NOT NULL DEFAULT 0,
  updated BIGINT NOT NULL DEFAULT 0,
  duplicates BIGINT NOT NULL DEFAULT 0,
  rejected BIGINT NOT NULL DEFAULT 0,
  notes TEXT NOT NULL,
  problem TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL DEFAULT 0,
  cleaned BIGINT NOT NULL DEFAULT 0,
  lookup TEXT NOT NULL,
  lookup_price BIGINT NOT NULL,
  lookup_currency TEXT NOT NULL,
  lookups BIGINT NOT NULL DEFAULT 0,
  looked_up BIGINT NOT NULL DEFAULT 0,
  not_looked_up BIGINT NOT NULL DEFAULT 0,
  waits_for TEXT NOT NULL DEFAULT ''
);
CREATE INDEX import_job_open ON import_job (id) WHERE state IN ('queued', 'running');
CREATE INDEX import_job_uncleaned ON import_job (id) WHERE cleaned = 0;
CREATE TABLE import_reject (
  import_id BIGINT NOT NULL, row_number BIGINT NOT NULL, column_name TEXT NOT NULL, reason TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (import_id, row_number)
);
-- Numbers met in this file (E.164 without the plus) that it did not bring itself, so that a repeated one is told from one that was
-- there before. A dry run brings nobody: all of its numbers are here.
CREATE TABLE import_seen (import_id BIGINT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (import_id, number));

-- workspace_id 0: the whole organisation, which is the rule. lifted_at 0: in force.
CREATE TABLE suppression (
  id @identity@,
  phone TEXT NOT NULL,
  workspace_id BIGINT NOT NULL DEFAULT 0,
  source TEXT NOT NULL,
  detail TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  lifted_at BIGINT NOT NULL DEFAULT 0,
  lifted_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX suppression_in_force ON suppression (phone) WHERE lifted_at = 0;
CREATE INDEX suppression_by_phone ON suppression (phone, id);
-- Suspected opt-outs: the number is frozen until a person decides, or until due_at makes it a stop.
CREATE TABLE review (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  phone TEXT NOT NULL,
  contact_id BIGINT NOT NULL,
  inbound_id BIGINT NOT NULL,
  because TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  decision TEXT NOT NULL DEFAULT '',
  decided_at BIGINT NOT NULL DEFAULT 0,
  decided_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX review_open ON review (phone) WHERE decided_at = 0;

CREATE TABLE campaign (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  type BIGINT NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  status BIGINT NOT NULL,
  purpose BIGINT NOT NULL,
  body TEXT NOT NULL,
  spoken TEXT NOT NULL DEFAULT '', -- JSON: what its calls say and how
  template_version BIGINT NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,
  audience TEXT NOT NULL,
  hours TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  expire_after_ms BIGINT NOT NULL DEFAULT 0,
  undo_ms BIGINT NOT NULL DEFAULT 0,
  undo_until BIGINT NOT NULL DEFAULT 0,
  queued_at BIGINT NOT NULL DEFAULT 0,
  look_again BIGINT NOT NULL DEFAULT 0,
  rate_per_s DOUBLE PRECISION NOT NULL,
  weight DOUBLE PRECISION NOT NULL DEFAULT 1,
  senders TEXT NOT NULL,
  media TEXT NOT NULL DEFAULT '[]',
  score_threshold BIGINT,
  max_segments BIGINT NOT NULL,
  test_recipient TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL DEFAULT 0,
  ended_at BIGINT NOT NULL DEFAULT 0,
  plan_cursor BIGINT NOT NULL DEFAULT 0,
  planned BIGINT NOT NULL DEFAULT 0,
  planned_count BIGINT NOT NULL DEFAULT 0,
  replies BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX campaign_by_status ON campaign (status);
CREATE INDEX campaign_look_again ON campaign (id) WHERE look_again = 1;
CREATE TABLE campaign_event (id @identity@, campaign_id BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, event TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX campaign_event_by_campaign ON campaign_event (campaign_id);
-- Append-only: what each edit changed, from and to.
CREATE TABLE campaign_revision (
  campaign_id BIGINT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, changes TEXT NOT NULL, PRIMARY KEY (campaign_id, number)
);
-- Counts by state and reason, moved in the same transaction as the rows.
CREATE TABLE campaign_count (
  campaign_id BIGINT NOT NULL, channel BIGINT NOT NULL, state BIGINT NOT NULL, reason BIGINT NOT NULL, n BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, channel, state, reason)
);

-- Stopped campaigns asked back from the carriers, a pass at a time over their messages, and each message asked for.
CREATE TABLE recall (
  campaign_id BIGINT PRIMARY KEY,
  page_cursor BIGINT NOT NULL DEFAULT 0,
  pass_at BIGINT NOT NULL DEFAULT 0,
  last_pass BIGINT NOT NULL DEFAULT 0,
  begun_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX recall_open ON recall (campaign_id) WHERE ended_at = 0;
CREATE TABLE recall_asked (
  campaign_id BIGINT NOT NULL, message_id BIGINT NOT NULL, cancelled BIGINT NOT NULL, PRIMARY KEY (campaign_id, message_id)
);

-- The ledger. campaign_id 0: replies, confirmations, single sends.
CREATE TABLE message (
  id @append_identity@,
  workspace_id BIGINT NOT NULL,
  campaign_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  purpose BIGINT NOT NULL,
  phone TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  segments BIGINT NOT NULL DEFAULT 0,
  state BIGINT NOT NULL,
  reason BIGINT NOT NULL DEFAULT 0,
  not_before BIGINT NOT NULL,
  not_after BIGINT NOT NULL DEFAULT 0,
  lease_until BIGINT NOT NULL DEFAULT 0,
  lease BIGINT NOT NULL DEFAULT 0,
  attempts BIGINT NOT NULL DEFAULT 0,
  lookups BIGINT NOT NULL DEFAULT 0,
  sender_id BIGINT NOT NULL DEFAULT 0,
  sent_to TEXT NOT NULL DEFAULT '',
  carrier TEXT NOT NULL DEFAULT '',
  provider_id TEXT,
  error_code TEXT NOT NULL DEFAULT '',
  error_text TEXT NOT NULL DEFAULT '',
  created_by TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  handed_at BIGINT NOT NULL DEFAULT 0,
  accepted_at BIGINT NOT NULL DEFAULT 0,
  sent_at BIGINT NOT NULL DEFAULT 0,
  ended_at BIGINT NOT NULL DEFAULT 0,
  revision BIGINT NOT NULL DEFAULT 0,
  media BIGINT NOT NULL DEFAULT 0, -- pieces of message_media; of a campaign's message from its hand-over on
  channel BIGINT NOT NULL DEFAULT 0,
  call_at BIGINT NOT NULL DEFAULT 0 -- a text that may need a call after it: when that is looked at; 0: not, or no more
);
CREATE UNIQUE INDEX message_once ON message (campaign_id, contact_id, step) WHERE campaign_id > 0;
CREATE INDEX message_due ON message (campaign_id, channel, kind, not_before, id) WHERE state = 0;
CREATE INDEX message_call_at ON message (campaign_id, call_at) WHERE call_at > 0;
CREATE INDEX message_waits_for_room ON message (workspace_id, campaign_id, kind, not_before, id) WHERE state = 0 AND reason = 25;
CREATE INDEX message_expiring ON message (not_after) WHERE state = 0 AND not_after > 0;
-- By number: through its contacts, whose messages are planned in their order. A contact keeps its number for ever.
CREATE INDEX message_by_contact ON message (contact_id, id);
CREATE INDEX message_by_phone ON message (phone, id) WHERE contact_id = 0;
CREATE INDEX message_leased ON message (lease_until) WHERE state IN (1, 2);
CREATE INDEX message_unknown ON message (not_before) WHERE state = 3;
CREATE INDEX message_unresolved ON message (sent_to) WHERE state = 13;
CREATE INDEX message_by_provider ON message ((id >> 12), provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_by_campaign ON message (campaign_id, id);

-- Why: one row for each decision of the gate that changed something; the trace holds every rule. id = 1024 * message + n, so that a
-- message's decisions stand together without an index of their own; the newest overwrites the last place.
CREATE TABLE decision (
  id @own_key@,
  at BIGINT NOT NULL,
  verdict BIGINT NOT NULL,
  reason BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  trace TEXT NOT NULL
);
-- The activity record: one row for each request to a carrier that was not accepted at once; of the accepted one the message's own
-- row tells all. id as in decision.
CREATE TABLE attempt (
  id @own_key@,
  number BIGINT NOT NULL,
  sender TEXT NOT NULL,
  sent_to TEXT NOT NULL,
  handed_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  error_class TEXT NOT NULL,
  error_code TEXT NOT NULL,
  error_text TEXT NOT NULL
);

-- The carrier's words. message_id 0: parked, the send's own answer has not been stored yet.
CREATE TABLE receipt (
  id @append_identity@,
  message_id BIGINT NOT NULL,
  carrier TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  provider_status TEXT NOT NULL,
  state BIGINT NOT NULL,
  undelivered BIGINT NOT NULL,
  error_code TEXT NOT NULL,
  error_class BIGINT NOT NULL,
  at BIGINT NOT NULL,
  applied BIGINT NOT NULL
);
CREATE INDEX receipt_by_message ON receipt (message_id);
CREATE INDEX receipt_parked ON receipt (provider_id) WHERE message_id = 0;

-- Every webhook as it came. state: pending, applied, dead. In parts by the month of received_at where the engine has parts; what no
-- part is for is in the rest.
CREATE TABLE webhook_event (
  id @month_identity@,
  carrier TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  problem TEXT NOT NULL
@by_month_received_at@;
@rest_of_webhook_event@
CREATE INDEX webhook_event_pending ON webhook_event (next_at, id) WHERE state = 'pending';
CREATE INDEX webhook_event_dead ON webhook_event (id) WHERE state = 'dead';

-- Receipts that are answered, but not applied yet: rows id to last_id of the journal, which read 'applied' already. Whoever answered
-- them applies them within moments; left alone until until_at they become pending.
CREATE TABLE receipt_batch (id @own_key@, last_id BIGINT NOT NULL, until_at BIGINT NOT NULL);
CREATE INDEX receipt_batch_lapsed ON receipt_batch (until_at);

CREATE TABLE conversation (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  phone TEXT NOT NULL,
  sender_address TEXT NOT NULL,
  open BIGINT NOT NULL DEFAULT 1,
  unread BIGINT NOT NULL DEFAULT 0,
  last_at BIGINT NOT NULL,
  last_text TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (phone, workspace_id) -- as in contact
);
CREATE INDEX conversation_recent ON conversation (workspace_id, last_at, id);
CREATE TABLE inbound (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  conversation_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  campaign_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  from_address TEXT NOT NULL,
  to_address TEXT NOT NULL,
  body TEXT NOT NULL,
  media TEXT NOT NULL,
  class TEXT NOT NULL,
  because TEXT NOT NULL,
  carrier TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  UNIQUE (carrier, provider_id)
);
CREATE INDEX inbound_by_conversation ON inbound (conversation_id, id);
CREATE INDEX inbound_by_campaign ON inbound (campaign_id) WHERE campaign_id > 0;
CREATE INDEX review_by_inbound ON review (inbound_id);

CREATE TABLE api_key (
  id @identity@, name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL, revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE idempotency (key TEXT PRIMARY KEY, request_hash TEXT NOT NULL, status BIGINT NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX idempotency_by_age ON idempotency (at);
-- Append-only and chained: each hash covers the one before.
CREATE TABLE audit (
  id @identity@, at BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
  previous_hash TEXT NOT NULL, hash TEXT NOT NULL
);

-- What people agree to, as it was shown to them: never changed; each text is stored once, under its SHA-256.
CREATE TABLE consent_text (hash TEXT PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE consent_wording (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  version TEXT NOT NULL,
  language TEXT NOT NULL,
  hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  UNIQUE (workspace_id, version)
);

-- Double opt-in: a question by text, open until a YES, a STOP, or due_at. One open question a number. due_at moves once, when the
-- question has left; look_at: when the stage looks at it again.
CREATE TABLE opt_in (
  id @identity@,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  phone TEXT NOT NULL,
  message_id BIGINT NOT NULL,
  wording_id BIGINT NOT NULL,
  consent BIGINT NOT NULL,
  limit_ms BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  look_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT '',
  inbound_id BIGINT NOT NULL DEFAULT 0,
  consent_id BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX opt_in_open ON opt_in (phone) WHERE closed_at = 0;
CREATE INDEX opt_in_due ON opt_in (look_at) WHERE closed_at = 0;
CREATE INDEX opt_in_by_phone ON opt_in (phone, id);
