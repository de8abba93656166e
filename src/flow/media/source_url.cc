#include "flow/media/source_url.h"

#include <algorithm>

#include "base/http.h"
#include "base/limits.h"

namespace tidings::media {
namespace {

// An address instead of a name, in any of the ways they are written ("[::1]", "127.1", "0x7f000001"), or this machine.
bool is_no_name(std::string_view host) {
  while (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host.starts_with('[') || host == "localhost" || host.ends_with(".localhost")) return true;
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return last.starts_with("0x") || last.starts_with("0X") ||
         last.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string origin_of(std::string_view url) {
  const auto parts = split_url(url);
  if (!parts || parts->authority.find('@') != std::string_view::npos) return {};
  return std::string(url.substr(0, parts->scheme.size() + 3 + parts->authority.size()));
}

Result<> may_fetch(std::string_view url, std::string_view own, const std::vector<std::string>& all) {
  const auto no = [](const char* why) { return fail(ErrorCode::invalid_argument, why); };
  if (url.size() > limits::kMediaUrlBytes) return no("its address is too long");
  if (std::ranges::any_of(url, [](unsigned char c) { return c <= 0x20 || c == 0x7f; }))
    return no("its address holds a blank or a control character");
  const std::string origin = origin_of(url);
  if (origin.empty()) return no("its address is not an https URL");
  if (origin == own) return {};
  if (!url.starts_with("https://")) return no("its address is not https");
  const auto parts = *split_url(url);
  constexpr std::string_view kOfHosts = "0123456789.-:[]abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  if (parts.authority.ends_with(':') || parts.authority.find_first_not_of(kOfHosts) != std::string::npos ||
      std::string_view(parts.port).find_first_not_of("0123456789") != std::string::npos)
    return no("its address has a host or a port that is none");
  if (is_no_name(parts.host)) return no("its address names no host of the public Internet");
  if (std::ranges::find(all, origin) != all.end()) return no("its address is at another carrier's");
  return {};
}

std::string resolve(std::string_view base, std::string_view location) {
  const std::string origin = origin_of(base);
  location = location.substr(0, location.find('#'));
  if (origin.empty() || location.empty()) return {};
  if (location.starts_with("//")) return std::string(base.substr(0, base.find(':') + 1)) + std::string(location);
  if (location.starts_with('/')) return origin + std::string(location);
  if (split_url(location)) return std::string(location);
  const size_t colon = location.find(':');
  if (colon != std::string_view::npos && colon < location.find_first_of("/?")) return {};  // another scheme
  std::string_view path = base.substr(origin.size());
  path = path.substr(0, path.find_first_of("?#"));
  if (location.starts_with('?')) return origin + std::string(path) + std::string(location);
  const size_t slash = path.rfind('/');
  return origin + (slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash + 1))) +
         std::string(location);
}

}  // namespace tidings::media
