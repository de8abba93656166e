#include "flow/evidence/packs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "access/audit.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/log.h"
#include "flow/evidence/chain.h"
#include "flow/evidence/content.h"
#include "store/contacts.h"

namespace tidings::evidence {

Packs::Packs(Env env, store::Database& database, std::string folder, Key key)
    : env_(env), database_(database), folder_(std::move(folder)), key_(std::move(key)) {}

Result<> Packs::begin() {
  std::error_code problem;
  std::filesystem::create_directories(folder_, problem);
  std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, problem);
  for (std::filesystem::directory_iterator file(folder_, problem), end; !problem && file != end;
       file.increment(problem)) {
    std::error_code ignored;
    if (file->path().extension() == ".jsonl") std::filesystem::remove(file->path(), ignored);
  }
  if (problem) {
    return fail(ErrorCode::storage_full, "the folder of evidence packs cannot be used: " + problem.message(), folder_,
                "check the data folder and its rights");
  }
  return {};
}

Result<Made> Packs::make(const Question& question) {
  const std::unique_lock turn(making_, std::try_to_lock);
  if (!turn.owns_lock()) {
    return fail(ErrorCode::unavailable, "another evidence pack is being made", {}, "ask again in a moment");
  }
  const auto key = TRY(key_());
  const std::string id = crypto::random_token(16);
  TRY(database_.write([&](store::Session& s) -> Result<> {
    // By contact: its number may be erased one day, and the chain cannot be changed.
    std::vector<std::string> subjects;
    for (const auto& contact : store::contacts::all_by_phone(s, question.phone))
      subjects.push_back(fmt::format("contact {}", contact.id.value));
    if (subjects.empty()) subjects.push_back(fmt::format("number {}", mask_phone(question.phone)));
    for (const auto& subject : subjects)
      access::record(s, question.actor, "evidence.make", subject, question.reason, question.at);
    return {};
  }));
  auto made = write(question, id, key);
  if (!made) {
    std::error_code ignored;
    std::filesystem::remove(path_of(id), ignored);
    return std::unexpected(std::move(made.error()));
  }
  keep(*made);
  return made;
}

Result<Made> Packs::write(const Question& question, const std::string& id, const crypto::SigningKey& key) {
  Made made{.id = id, .public_key = crypto::to_hex(key.public_key())};
  std::unique_ptr<NewFile> file;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    // Anew each time: a read that lost its database may be run again.
    if (file) file->remove();
    made.bytes = 0;
    file = TRY(NewFile::create(path_of(id)));
    Chain chain([&](std::string_view line) -> Result<> {
      made.bytes += static_cast<int64_t>(line.size());
      if (made.bytes > limits::kEvidencePackBytes) return fail(ErrorCode::too_large, "the pack is too large");
      return file->append(line);
    });
    json::object head{{"phone", question.phone},
                      {"made_at", format_utc(question.at)},
                      {"made_by", question.actor},
                      {"reason", question.reason}};
    TRY(chain.add("pack", head));
    TRY(write_content(s, question.phone, chain, question.gone));
    for (const auto& part : question.versions) head[part.key()] = part.value();
    TRY(chain.end(std::move(head), key));
    made.lines = chain.lines();
    return {};
  }));
  TRY(file->finish());
  return made;
}

void Packs::keep(const Made& made) {
  forget_old();
  const std::lock_guard hold(lock_);
  while (kept_.size() >= limits::kEvidenceKept) {
    std::error_code ignored;
    std::filesystem::remove(path_of(kept_.front().id), ignored);
    kept_.pop_front();
  }
  kept_.push_back({made.id, made.bytes, env_.clock.monotonic_ms()});
}

void Packs::forget_old() {
  const std::lock_guard hold(lock_);
  while (!kept_.empty() && env_.clock.monotonic_ms() - kept_.front().made_ms >= limits::kEvidenceKeptMs) {
    std::error_code ignored;
    std::filesystem::remove(path_of(kept_.front().id), ignored);
    kept_.pop_front();
  }
}

Result<Piece> Packs::piece(const std::string& id, int64_t from) {
  const std::lock_guard hold(lock_);
  const auto kept = std::ranges::find(kept_, id, &Kept::id);
  std::ifstream in;
  if (kept != kept_.end()) in.open(path_of(id), std::ios::binary);
  if (!in.is_open()) {
    return fail(ErrorCode::not_found, "there is no such evidence pack here any more", "id",
                "make it anew; it is kept for an hour, on the server that made it");
  }
  if (from < 0 || from >= kept->bytes) {
    return fail(ErrorCode::invalid_argument, "there is nothing at this place of the pack", "after",
                "follow the link of the answer before");
  }
  Piece out;
  out.text.resize(static_cast<size_t>(std::min<int64_t>(limits::kEvidencePieceBytes, kept->bytes - from)));
  in.seekg(from);
  in.read(out.text.data(), static_cast<std::streamsize>(out.text.size()));
  if (!in) return fail(ErrorCode::unavailable, "the evidence pack cannot be read", "the data folder");
  const auto last = out.text.rfind('\n');
  if (last != std::string::npos) {
    out.text.resize(last + 1);
  } else if (std::string rest; std::getline(in, rest)) {
    out.text += rest + "\n";
  }
  const int64_t next = from + static_cast<int64_t>(out.text.size());
  out.next = next < kept->bytes ? next : 0;
  return out;
}

}  // namespace tidings::evidence
