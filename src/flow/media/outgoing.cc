#include "flow/media/outgoing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/http.h"
#include "base/limits.h"
#include "carrier/media_fit.h"
#include "flow/media/sniff.h"
#include "store/media.h"

namespace tidings::media {
namespace {

// Nobody elsewhere reaches it. The address to listen at, where nothing else was configured, is one of these.
bool is_only_here(std::string_view url) {
  const auto parts = split_url(url);
  return !parts || is_loopback(*parts) || parts->host == "0.0.0.0" || parts->host == "[::]";
}

}  // namespace

Result<std::vector<MediaId>> read_ids(const json::array* given) {
  std::vector<MediaId> out;
  if (given == nullptr) return out;
  for (size_t i = 0; i < given->size(); ++i) {
    const auto& id = (*given)[i];
    if (!id.is_int64() || id.get_int64() <= 0) {
      return fail(ErrorCode::invalid_argument, "media holds ids, as POST /api/media gave them",
                  fmt::format("media[{}]", i));
    }
    out.push_back(MediaId{id.get_int64()});
  }
  return out;
}

Result<std::vector<Medium>> find(store::Session& s, WorkspaceId workspace, std::span<const MediaId> ids) {
  if (ids.size() > limits::kMediaPerMessage) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("a message takes at most {} media along", limits::kMediaPerMessage), "media");
  }
  std::vector<Medium> out;
  for (size_t i = 0; i < ids.size(); ++i) {
    const std::string where = fmt::format("media[{}]", i);
    auto found = store::media::by_id(s, ids[i]);
    if (!found || found->workspace != workspace || found->inbound || found->state != MediumState::stored) {
      return fail(ErrorCode::invalid_argument, fmt::format("there is no medium {} of this workspace", ids[i].value),
                  where, "POST /api/media uploads one, GET /api/media lists them");
    }
    if (std::ranges::find(out, found->id, &Medium::id) != out.end())
      return fail(ErrorCode::invalid_argument, fmt::format("medium {} is named twice", ids[i].value), where);
    out.push_back(std::move(*found));
  }
  return out;
}

std::string why_not(const carrier::Carrier& carrier, std::span<const Medium> media, std::string_view public_url) {
  std::vector<carrier::Piece> pieces;
  for (const auto& one : media) pieces.push_back({one.type, static_cast<size_t>(one.bytes)});
  if (auto problem = carrier::misfit(carrier.media_rules(), pieces); !problem.empty()) return problem;
  if (is_only_here(public_url) && !is_only_here(carrier.api_url()))
    return fmt::format("cannot fetch them from {}: server.public_url must be set", public_url);
  return {};
}

Result<> may_go(std::span<const Medium> media, std::span<const Sender> senders, const Outgoing& with) {
  if (media.empty()) return {};
  std::map<std::string, std::string> reasons;
  for (const auto& sender : senders) {
    if (!sender.active || reasons.contains(sender.carrier)) continue;
    const auto* carrier = with.find_carrier(sender.carrier);
    if (carrier == nullptr) continue;
    auto problem = why_not(*carrier, media, with.public_url);
    if (problem.empty()) return {};
    reasons.emplace(sender.carrier, std::move(problem));
  }
  std::string words;
  for (const auto& [name, reason] : reasons) words += fmt::format("{}{} {}", words.empty() ? "" : "; ", name, reason);
  if (words.empty()) words = "there is no active sender";
  return fail(ErrorCode::invalid_argument, "no carrier can send these media: " + words, "media");
}

std::vector<Medium> along(store::Session& s, std::span<const MediaId> ids) {
  std::vector<Medium> out;
  for (const MediaId id : ids) out.push_back(store::media::by_id(s, id).value_or(Medium{}));
  return out;
}

bool takes(const Sender& sender, std::span<const Medium> media, const Outgoing& with) {
  if (media.empty()) return true;
  const auto* carrier = with.find_carrier(sender.carrier);
  return carrier != nullptr && why_not(*carrier, media, with.public_url).empty();
}

std::string public_url_of(const Medium& medium, std::string_view public_url) {
  return fmt::format("{}/media/{}.{}", public_url, medium.token, extension_of(medium.type));
}
std::string_view token_in(std::string_view part) { return part.substr(0, part.find('.')); }

}  // namespace tidings::media
