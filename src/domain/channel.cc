#include "domain/channel.h"

namespace tidings {

std::string_view to_string(Channel channel) { return channel == Channel::call ? "call" : "text"; }

}  // namespace tidings
