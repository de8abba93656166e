// The table of routes and docs/api/openapi.yaml say the same.
#include "http/routes.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace tidings::http {
namespace {

// "GET /path" of the description. Reads only what it needs of YAML: paths stand two blanks in, methods four.
std::set<std::string> described() {
  std::ifstream in(TIDINGS_SOURCE_DIR "/docs/api/openapi.yaml");
  EXPECT_TRUE(in);
  std::set<std::string> out;
  std::string path;
  bool in_paths = false;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != ' ' && line[0] != '#') in_paths = line.starts_with("paths:");
    if (!in_paths) continue;
    if (line.starts_with("  /")) path = line.substr(2, line.find(':') - 2);
    for (const std::string method : {"get", "post", "put", "patch", "delete"}) {
      if (!line.starts_with("    " + method + ":")) continue;
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(c - 32);
      out.insert(upper + " " + path);
    }
  }
  return out;
}

TEST(Routes, AreThoseOfTheDescription) {
  std::set<std::string> table;
  for (const Route& route : routes()) table.insert(std::string(route.method) + " " + std::string(route.path));
  EXPECT_EQ(table.size(), routes().size()) << "a route stands twice";
  EXPECT_EQ(table, described());
}

TEST(Routes, EachHasAHandlerAndAPermission) {
  for (const Route& route : routes()) {
    const bool own_way = route.runs == Runs::events || route.runs == Runs::webhook;
    EXPECT_EQ(route.handler == nullptr, own_way) << route.path;
    const bool open = route.runs == Runs::webhook || route.runs == Runs::ops || route.runs == Runs::open;
    EXPECT_TRUE(open || route.permission != access::Permission::none) << route.path;
  }
}

TEST(Routes, FixedPathsComeBeforePatterns) {
  EXPECT_EQ(find_route("POST", "/api/messages/send").route->path, "/api/messages/send");
  const auto thread = find_route("GET", "/api/messages/17");
  EXPECT_EQ(thread.route->path, "/api/messages/{threadId}");
  EXPECT_EQ(thread.params, std::vector<std::string>{"17"});
  EXPECT_EQ(find_route("GET", "/api/messages/").route, nullptr);
  EXPECT_EQ(find_route("PUT", "/api/messages/17").allow, "GET");
  EXPECT_EQ(find_route("GET", "").route, nullptr);
}

}  // namespace
}  // namespace tidings::http
