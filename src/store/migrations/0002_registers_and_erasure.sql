-- Do-not-contact registers (domain/dnc_register.h), as configured or first uploaded. list_id: the list in force, 0 = none.
CREATE TABLE register (id @identity@, name TEXT NOT NULL UNIQUE, list_id BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL);
-- An uploaded list, one snapshot of a register. state: loading, in_force, replaced, failed, removed. slot > 0: its numbers are here.
-- covers: the beginnings of numbers it speaks of, separated by commas; empty = all.
CREATE TABLE register_list (
  id @identity@,
  register_id BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  snapshot_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  covers TEXT NOT NULL,
  region TEXT NOT NULL,
  column_name TEXT NOT NULL,
  path TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  read_bytes BIGINT NOT NULL DEFAULT 0,
  lines BIGINT NOT NULL DEFAULT 0,
  numbers BIGINT NOT NULL DEFAULT 0,
  rejected BIGINT NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  finished_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX register_list_here ON register_list (id) WHERE slot > 0;
CREATE INDEX register_list_of ON register_list (register_id, id);
-- id = 2^50 * slot + the digits of the number.
CREATE TABLE register_entry (id @own_key@);
CREATE TABLE register_reject (
  list_id BIGINT NOT NULL, line BIGINT NOT NULL, reason TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (list_id, line)
);
-- What a service said of a number. id = 2^50 * register + the digits of the number.
CREATE TABLE register_word (
  id @own_key@, answer BIGINT NOT NULL, at BIGINT NOT NULL, expires_at BIGINT NOT NULL, batch_id BIGINT NOT NULL
);
-- Numbers on their way to a service (store/washes.h). The reference is stored before the call, so that a result can be asked for
-- whatever happens. state: asking (about to leave, or under way), unclear (perhaps taken), done, refused, lost. numbers: E.164, blanks between.
CREATE TABLE wash_batch (
  id @identity@,
  register_id BIGINT NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  numbers TEXT NOT NULL,
  n BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  looks BIGINT NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT '',
  ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX wash_batch_open ON wash_batch (id) WHERE ended_at = 0;
-- What was spent on a service in a day of UTC (days since 1970).
CREATE TABLE service_use (service TEXT NOT NULL, day BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (service, day));
-- Held because a register has no answer (reason 36).
CREATE INDEX message_waits_for_register ON message (id) WHERE state = 0 AND reason = 36;

-- Messages to numbers that were silenced while a carrier had them, or may have had: asked back one by one. A row goes when there is
-- nothing left to ask.
CREATE TABLE number_recall (message_id BIGINT PRIMARY KEY, begun_at BIGINT NOT NULL, due_at BIGINT NOT NULL, tries BIGINT NOT NULL DEFAULT 0);
CREATE INDEX number_recall_due ON number_recall (due_at);

-- Numbers erased at their owner's wish: how far the job has come, which holds the number only while it runs. Elsewhere such a number
-- is its keyed hash; the keys are in a file (store/number_keys.h), here only which of them are needed to recognise one.
CREATE TABLE erasure (
  id @identity@,
  suppressed_as TEXT NOT NULL,
  phone TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  stage BIGINT NOT NULL DEFAULT 0,
  page_cursor BIGINT NOT NULL DEFAULT 0,
  messages BIGINT NOT NULL DEFAULT 0,
  texts BIGINT NOT NULL DEFAULT 0,
  webhooks BIGINT NOT NULL DEFAULT 0,
  begun_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX erasure_open ON erasure (due_at) WHERE ended_at = 0;
CREATE TABLE erasure_key (id TEXT PRIMARY KEY, made_at BIGINT NOT NULL);

-- For an evidence pack: what there is about one number.
CREATE INDEX review_by_phone ON review (phone, id);
CREATE INDEX audit_by_subject ON audit (subject, id);

-- What a service said of a number that was looked up while a file was imported. state: 0 asked, or about to be (asked_at 0: not at the
-- moment), 1 answered. The row and its place in the budget are stored before the call. reachable 0: invalid, or a line that never gets texts.
CREATE TABLE number_lookup (
  number BIGINT NOT NULL,
  service TEXT NOT NULL,
  state BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  valid BIGINT NOT NULL DEFAULT 0,
  reachable BIGINT NOT NULL DEFAULT 1,
  line_type TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  carrier TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (number, service)
);
CREATE INDEX number_lookup_old ON number_lookup (expires_at);
