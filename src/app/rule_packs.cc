#include "app/rule_packs.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "law/pack_reader.h"
#include "store/campaigns.h"
#include "store/ledger.h"
#include "store/workspaces.h"

namespace tidings::app {
namespace {

constexpr const char* kSetting = "rules_in_force";

Result<std::string> text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  if (in) text << in.rdbuf();
  if (!in) {
    return fail(ErrorCode::not_found, "the rule pack cannot be read", path,
                "law.packs names files; check the path and its permissions");
  }
  return text.str();
}

}  // namespace

Result<std::vector<law::Pack>> read_packs(const LawConfig& config) {
  std::vector<law::Pack> out;
  if (config.standard) out.push_back(TRY(law::read_pack(std::string(law::standard_pack()), "standard.toml")));
  for (const auto& path : config.packs) {
    out.push_back(TRY(law::read_pack(TRY(text_of(path)), path)));
    for (size_t i = 0; i + 1 < out.size(); ++i) {
      if (out[i].id == out.back().id) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("a pack of the id '{}' is there already: {}", out[i].id, out[i].file), path,
                    "an id of its own for each pack");
      }
    }
  }
  return out;
}

Result<> RulePacks::begin() {
  seen_ = marks();
  return take(TRY(read_packs(config_)));
}

Result<> RulePacks::tick() {
  auto now = marks();
  if (now == seen_) return {};
  auto packs = read_packs(config_);
  auto taken = packs ? take(std::move(*packs)) : Result<>(std::unexpected(packs.error()));
  const bool faulty =
      !taken && (taken.error().code == ErrorCode::invalid_argument || taken.error().code == ErrorCode::not_found);
  if (!taken && !faulty) return taken;  // the store: tried again
  seen_ = std::move(now);
  if (!taken) {
    const auto& error = taken.error();
    env_.log.error("rule_pack_refused", {{"problem", error.what},
                                         {"where", error.where},
                                         {"expected", error.hint},
                                         {"in_force", shelf_.book().version()}});
  } else {
    env_.log.info("rule_packs", {{"in_force", shelf_.book().version()}});
  }
  return {};
}

Result<> RulePacks::take(std::vector<law::Pack> packs) {
  // Packs that read may still not fit together: that is found before anything is told.
  TRY(shelf_.put(std::move(packs)));
  const auto in_force = fmt::format("tz {}; {}", tz_version_, shelf_.book().version());
  return database_.write([&](store::Session& s) -> Result<> {
    const auto before = store::workspaces::setting(s, kSetting);
    if (before == in_force) return {};
    store::workspaces::put_setting(s, kSetting, in_force);
    if (!before) return {};
    // Earlier decisions keep their reasons; what they held is looked at again by the rules of now.
    for (const auto status : {CampaignStatus::active, CampaignStatus::paused}) {
      for (const auto& campaign : store::campaigns::in_status(s, status))
        store::campaigns::look_again(s, campaign.id, true);
    }
    store::ledger::wake_direct(s, env_.clock.now());
    return {};
  });
}

std::string RulePacks::marks() const {
  std::string out;
  for (const auto& path : config_.packs) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) found = {};
    out += fmt::format("{}.{} {} {};", found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_size, found.st_ino);
  }
  return out;
}

}  // namespace tidings::app
