#include "net/public_address.h"

#include <cstdint>

namespace tidings::net {
namespace {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

struct Block {
  uint32_t first;
  int bits;
};
constexpr uint32_t at(uint32_t a, uint32_t b, uint32_t c) { return a << 24 | b << 16 | c << 8; }
constexpr Block kNotPublic[] = {
    {at(0, 0, 0), 8},        // this network
    {at(10, 0, 0), 8},       // private
    {at(100, 64, 0), 10},    // carrier-grade NAT
    {at(127, 0, 0), 8},      // this machine
    {at(169, 254, 0), 16},   // link-local, where clouds keep credentials
    {at(172, 16, 0), 12},    // private
    {at(192, 0, 0), 24},     // protocol assignments
    {at(192, 0, 2), 24},     // documentation
    {at(192, 88, 99), 24},   // 6to4 relays, withdrawn
    {at(192, 168, 0), 16},   // private
    {at(198, 18, 0), 15},    // benchmarks
    {at(198, 51, 100), 24},  // documentation
    {at(203, 0, 113), 24},   // documentation
    {at(224, 0, 0), 3},      // multicast, reserved, broadcast
};

bool is_public(uint32_t address) {
  for (const auto& block : kNotPublic) {
    if ((address ^ block.first) >> (32 - block.bits) == 0) return false;
  }
  return true;
}

uint32_t four(const address_v6::bytes_type& bytes, size_t from) {
  return static_cast<uint32_t>(bytes[from]) << 24 | static_cast<uint32_t>(bytes[from + 1]) << 16 |
         static_cast<uint32_t>(bytes[from + 2]) << 8 | bytes[from + 3];
}

bool is_public(const address_v6& address) {
  const auto bytes = address.to_bytes();
  const uint32_t first = four(bytes, 0), second = four(bytes, 4), third = four(bytes, 8), last = four(bytes, 12);
  if (first == 0 && second == 0 && third == 0xffff) return is_public(last);            // ::ffff:a.b.c.d
  if (first == 0x0064ff9b && second == 0 && third == 0) return is_public(last);        // 64:ff9b::/96, NAT64
  if (first >> 16 == 0x2002) return is_public((first & 0xffff) << 16 | second >> 16);  // 2002::/16, 6to4
  if (first >> 29 != 1) return false;                                                  // all but 2000::/3
  if (first >> 9 == 0x20010000U >> 9) return false;    // 2001::/23: Teredo, benchmarks, ORCHID
  if (first == 0x20010db8) return false;               // documentation
  if (first >> 12 == 0x3fff0000U >> 12) return false;  // 3fff::/20, documentation
  return true;
}

}  // namespace

bool is_public_address(const boost::asio::ip::address& address) {
  return address.is_v4() ? is_public(address.to_v4().to_uint()) : is_public(address.to_v6());
}

}  // namespace tidings::net
