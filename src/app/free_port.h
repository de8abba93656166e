// Whether a port can be listened on now. For doctor and the demo, before anything else is started.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace tidings::app {

// Error: the server's own, "port in use" and the like.
Result<> port_is_free(const std::string& address, uint16_t port);

}  // namespace tidings::app
