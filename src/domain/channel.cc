#include "domain/channel.h"

namespace tidings {

std::string_view to_string(Channel channel) { return channel == Channel::call ? "call" : "text"; }

std::optional<Channel> channel_from(std::string_view name) {
  for (const auto channel : {Channel::text, Channel::call}) {
    if (to_string(channel) == name) return channel;
  }
  return std::nullopt;
}

}  // namespace tidings
