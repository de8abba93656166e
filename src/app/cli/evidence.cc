// tidings evidence: everything about one number as a signed file, and its check, which needs the file alone.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/server_config.h"
#include "app/cli/show.h"
#include "app/evidence_key.h"
#include "base/crypto.h"
#include "base/new_file.h"
#include "flow/evidence/verify.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  ServerFlags server;
  std::string number, region, file, reason, key;
};

// Piece by piece into a file of its owner, which gets its name when it is whole; never in place of another one.
Result<> fetch(ApiClient& api, const std::string& id, const std::string& path) {
  const std::string part = fmt::format("{}.{}.part", path, crypto::random_token(4));
  auto file = TRY(NewFile::create(part));
  auto done = csv_pages(api, api_path({"evidence", id}), [&](std::string_view page) { return file->append(page); });
  if (done) done = file->finish();
  const bool named = done && ::link(part.c_str(), path.c_str()) == 0;
  const int number = errno;
  file->remove();
  if (!done) return done;
  if (!named) {
    return fail(number == EEXIST ? ErrorCode::already_exists : ErrorCode::storage_full,
                fmt::format("the file cannot be written: {}", why_not(number)), path, "name another file");
  }
  return {};
}

Result<evidence::Verdict> check_file(const std::string& path, const std::string& key) {
  TRY(check_readable(path));
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open()) return fail(ErrorCode::not_found, "the file cannot be read", path);
  return evidence::verify(in, key);
}

Result<int> make(Context& context, const Flags& flags) {
  if (::access(flags.file.c_str(), F_OK) == 0)
    return fail(ErrorCode::already_exists, "the file is there already", flags.file, "name another file");
  ApiClient api(context);
  json::object body{{"phone", flags.number}, {"reason", flags.reason}};
  if (!flags.region.empty()) body["region"] = flags.region;
  const auto made = TRY(api.post("/api/evidence", body));
  const std::string answer = api.last_body();
  TRY(fetch(api, text_at(made, "id"), flags.file));
  const auto verdict = TRY(check_file(flags.file, text_at(made, "public_key")));
  if (!verdict.good) {
    return fail(ErrorCode::corrupt, fmt::format("line {}: {}", verdict.line, verdict.problem), flags.file,
                "it did not arrive as it was made: make it again");
  }
  if (context.json) {
    put(context.out, answer + "\n");
    return kDone;
  }
  put(context.out, fmt::format("{}: {} lines about {}, signed with the key {}\n", flags.file, verdict.lines,
                               text_at(made, "phone"), verdict.public_key));
  return kDone;
}

Result<int> verify(Context& context, const Flags& flags) {
  if (!flags.key.empty() && (flags.key.size() != 64 || !crypto::from_hex(flags.key))) {
    return fail(ErrorCode::invalid_argument, "a public key has 64 characters, 0-9 and a-f", "--key",
                "`tidings evidence key` shows that of a deployment");
  }
  const auto verdict = TRY(check_file(flags.file, flags.key));
  if (!verdict.good) {
    put(context.out, fmt::format("BAD: line {}: {}\n", verdict.line, harmless(verdict.problem)));
    return kFailed;
  }
  const json::value manifest(verdict.manifest);
  put(context.out, fmt::format("good: {} lines about {}\n", verdict.lines, text_at(manifest, "phone")));
  const auto line = [&](std::string_view what, const std::string& value) {
    put(context.out, fmt::format("{:<10} {}\n", what, value));
  };
  line("made", plain_time(text_at(manifest, "made_at")));
  line("by", text_at(manifest, "made_by"));
  line("because", text_at(manifest, "reason"));
  line("program", text_at(manifest, "program"));
  line("tz", text_at(manifest, "tz"));
  line("rules", text_at(manifest, "rules"));
  line("key", verdict.public_key);
  for (const auto& [section, n] : verdict.manifest.at("counts").as_object())
    line(harmless(std::string_view(section)), text_at(n, ""));
  if (flags.key.empty()) {
    put(context.err,
        "whose key this is only the deployment can say: compare it with `tidings evidence key` there, or give --key\n");
  }
  return kDone;
}

Result<int> show_key(Context& context, const Flags& flags) {
  const Config config = TRY(server_config(context, flags.server));
  put(context.out, crypto::to_hex(TRY(evidence_key(config.data_dir)).public_key()) + "\n");
  return kDone;
}

}  // namespace

void add_evidence(Command& root) {
  auto& top = root.sub("evidence", "everything about a number as a signed file, and its check");
  const auto m = std::make_shared<Flags>();
  auto& of_make = top.sub("make", "all there is about a number: consents, opt-outs, texts, decisions, who did what");
  of_make.argument("NUMBER", m->number, "+12125550123");
  of_make.option("--out", m->file, "FILE", "where to; must not be there yet (NUMBER.evidence.jsonl)");
  of_make.option("--reason", m->reason, "TEXT", "why it is asked for; stands in the pack and in the audit chain");
  of_make.option("--region", m->region, "COUNTRY", "of a number without +");
  of_make.uses_api();
  of_make.run([m](Context& context) -> Result<int> {
    if (m->reason.empty()) {
      return fail(ErrorCode::invalid_argument, "it must be said why the pack is made", "--reason",
                  "--reason \"complaint 17 of the regulator\"");
    }
    if (m->file.empty()) m->file = m->number + ".evidence.jsonl";
    return make(context, *m);
  });

  const auto v = std::make_shared<Flags>();
  auto& of_verify = top.sub("verify", "whether a pack is as it was signed; needs no server");
  of_verify.argument("FILE", v->file, "the pack");
  of_verify.option("--key", v->key, "PUBLICKEY", "the deployment's, from `tidings evidence key`");
  of_verify.run([v](Context& context) { return verify(context, *v); });

  const auto k = std::make_shared<Flags>();
  auto& of_key = top.sub("key", "the public key of this machine's deployment; made when there is none");
  add_config_flags(of_key, k->server);
  of_key.run([k](Context& context) { return show_key(context, *k); });
}

}  // namespace tidings::app::cli
