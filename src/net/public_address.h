// Which addresses are of the public Internet: what a stranger's word may make this program connect to. Pure. Source:
// IANA's registries of special-purpose addresses (RFC 6890 and its updates). Only net/'s own files include this.
#pragma once

#include <boost/asio/ip/address.hpp>

namespace tidings::net {

// False for this machine, private networks, links, carrier-grade NAT, documentation, multicast and all that is
// reserved; an IPv6 address that holds an IPv4 one is as public as that one.
bool is_public_address(const boost::asio::ip::address& address);

}  // namespace tidings::net
