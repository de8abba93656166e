// The jobs that erase a number: what of a person goes, page by page, and how far each has come. Written by flow/inbox
// only. After it the number stands nowhere but as the name it was given, its keyed hash (store/number_keys.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::erasures {

enum class Stage : int { people = 0, messages = 1, texts = 2, names = 3, webhooks = 4 };

struct Row {
  int64_t id = 0;
  std::string suppressed_as;  // the keyed hash
  std::string phone;          // empty when it has ended
  std::string reason, actor;
  Stage stage = Stage::people;
  int64_t cursor = 0;  // of the journal of webhooks
  int64_t messages = 0, texts = 0, webhooks = 0;
  Instant begun_at, due_at, ended_at;

  // What stands for the number in the rows that stay. Its own for each erasure: the same number may come back.
  std::string name() const { return suppressed_as + "#" + std::to_string(id); }
};

void add_key(Session& s, std::string_view key, Instant now);
int64_t insert(Session& s, const Row& row);
std::optional<Row> by_id(Session& s, int64_t id);
std::vector<Row> due(Session& s, Instant now, size_t most);
void save(Session& s, const Row& row);

void hide_suppressions(Session& s, const Row& row);  // past and present ones
void wipe_people(Session& s, const Row& row, Instant now);
// Messages that have ended or are at the carrier; how many, at most so many. Those on their way wait. What a carrier
// has of them, and of what the person wrote, is noted to be taken out there (store/redactions.h).
int64_t wipe_messages(Session& s, const Row& row, size_t most, Instant now);
bool has_messages(Session& s, std::string_view phone);
int64_t wipe_texts(Session& s, const Row& row, size_t most, Instant now);
void rename(Session& s, const Row& row);
// The last of the next so many webhooks of the journal after this one, and whether there are more.
struct JournalPage {
  int64_t last = 0;
  bool more = false;
};
JournalPage journal_page(Session& s, int64_t after, int64_t most);
// Of the webhooks after the cursor, up to this one, those that name the number and are applied or dead.
int64_t wipe_webhooks(Session& s, const Row& row, int64_t last);

}  // namespace tidings::store::erasures
