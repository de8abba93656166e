// How a message reaches a person: as a text, or spoken in a call. Laws, consents and senders tell the two apart.
#pragma once

#include <optional>
#include <string_view>

namespace tidings {

// The numbers are stored: never renumber.
enum class Channel : int { text = 0, call = 1 };
std::string_view to_string(Channel channel);  // "text", "call"
std::optional<Channel> channel_from(std::string_view name);

}  // namespace tidings
