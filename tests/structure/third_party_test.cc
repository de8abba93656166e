// Each third-party library has one home, and nothing comes in unnoticed: an angled include is either of the standard
// library or the system, or stands in the table here.
#include <algorithm>
#include <array>

#include "tests/structure/layers.h"

namespace tidings::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Home {
  std::string_view header;  // the header itself, or a prefix ending in '/'
  std::string_view rooms;   // rooms below src/ that may include it, parted by spaces; "*" for all
};

// The first line that fits counts.
constexpr auto kHomes = std::to_array<Home>({
    {"boost/asio.hpp", "net"},
    {"boost/asio/", "net"},
    {"boost/beast.hpp", "net"},
    {"boost/beast/", "net"},
    {"boost/json.hpp", "base"},  // everybody else: base/json.h
    {"boost/json/", "base"},
    {"openssl/ssl.h", "net"},
    {"openssl/x509", "net"},
    {"openssl/err.h", "net base"},
    {"openssl/", "base"},  // digests and MACs: base/crypto.h
    {"sodium.h", "base"},
    {"spdlog/", "base"},
    {"prometheus/", "base"},
    {"fmt/", "*"},
    {"phonenumbers/", "sms"},
    {"mustache.hpp", "sms"},
    {"kainjow/", "sms"},
    {"date/", "flow/compliance"},
    {"pugixml.hpp", "service"},
    {"sqlite3.h", "store/sqlite"},
    {"libpq-fe.h", "store/postgres"},
    {"curl/", "net"},
    {"CLI/", "app"},
    {"toml++/", "app law"},
    {"endian.h", "store/postgres"},
    // the system's own, where it is a door to the outside
    {"sys/socket.h", "net"},
    {"netinet/", "net"},
    {"arpa/", "net"},
    {"netdb.h", "net"},
    {"sys/epoll.h", "net"},
    {"linux/sockios.h", "net"},
    {"sys/wait.h", "app"},
    {"sys/", "app base net store/sqlite"},
    {"dirent.h", "app"},
    {"fcntl.h", "app base net store/sqlite"},
    {"poll.h", "app net"},
    {"pthread.h", "app base"},
    {"signal.h", "app"},
    {"termios.h", "app"},
    {"time.h", "base"},
    {"unistd.h", "app base net store/sqlite"},
});

// Known in tests beside the code as well. These may use what has a home elsewhere (make a certificate, a temporary
// folder), but no stranger.
constexpr auto kTestHeaders = std::to_array<std::string_view>({"gtest/", "gmock/", "rapidcheck.h", "rapidcheck/"});

bool fits(std::string_view include, std::string_view header) {
  const bool whole = header.ends_with(".h") || header.ends_with(".hpp");
  return whole ? include == header : include.starts_with(header);
}

// <vector>, <cstring>, <sys/stat.h> is not: headers of the C++ library have neither a dot nor a slash.
bool standard(std::string_view include) { return include.find_first_of("./") == std::string_view::npos; }

Findings check_third_party(const Tree& tree) {
  Findings out;
  const File* listed = tree.find("src/layers.txt");
  const Layers layers = parse_layers(listed == nullptr ? std::string_view{} : listed->text);
  for (const File& file : tree.files) {
    if (!file.under("src") || !file.is_cpp()) continue;
    const Room* room = layers.room_of(file.path.substr(4));
    for (const Include& include : includes(file)) {
      if (!include.angled || standard(include.path)) continue;
      if (file.is_unit_test() &&
          std::ranges::any_of(kTestHeaders, [&](auto header) { return fits(include.path, header); }))
        continue;
      const auto* home = std::ranges::find_if(kHomes, [&](const Home& h) { return fits(include.path, h.header); });
      if (home == kHomes.end()) {
        out.push_back(
            {file.path, include.line,
             "<" + std::string(include.path) + "> has no home: give it one in tests/structure/third_party_test.cc"});
      } else if (home->rooms != "*" && !file.is_unit_test() &&
                 (room == nullptr || !(" " + std::string(home->rooms) + " ").contains(" " + room->name + " "))) {
        out.push_back(
            {file.path, include.line, "<" + std::string(include.path) + "> belongs to " + std::string(home->rooms)});
      }
    }
  }
  return out;
}

TEST(ThirdParty, StaysAtHome) { EXPECT_EQ(report(check_third_party(project())), ""); }

Tree made_up(std::string path, std::string text) {
  return Tree{
      {{std::move(path), std::move(text)},
       {"src/layers.txt", "base :\nsms : base\nnet : base\nstore : base\nstore/sqlite : base store\napp : *\n"}}};
}

TEST(ThirdPartySelf, AtHomePasses) {
  EXPECT_THAT(check_third_party(made_up("src/net/server.cc", "#include <boost/asio/ip/tcp.hpp>\n#include <vector>\n")),
              IsEmpty());
  EXPECT_THAT(check_third_party(made_up("src/store/sqlite/db.cc", "#include <sqlite3.h>\n#include <fmt/format.h>\n")),
              IsEmpty());
  EXPECT_THAT(check_third_party(made_up("src/sms/a_test.cc", "#include <gtest/gtest.h>\n")), IsEmpty());
  EXPECT_THAT(check_third_party(made_up("src/net/https_test.cc", "#include <openssl/pem.h>\n")), IsEmpty());
  EXPECT_THAT(check_third_party(made_up("src/sms/sms_test_world.h", "#include <gtest/gtest.h>\n")), IsEmpty());
}

TEST(ThirdPartySelf, AwayFromHomeIsFound) {
  EXPECT_THAT(check_third_party(made_up("src/store/rows.cc", "#include <string>\n#include <sqlite3.h>\n")),
              ElementsAre(Finding{"src/store/rows.cc", 2, "<sqlite3.h> belongs to store/sqlite"}));
  EXPECT_THAT(check_third_party(made_up("src/sms/a.cc", "#include <boost/json.hpp>\n")),
              ElementsAre(Finding{"src/sms/a.cc", 1, "<boost/json.hpp> belongs to base"}));
  EXPECT_THAT(check_third_party(made_up("src/base/a.cc", "#include <openssl/ssl.h>\n")),
              ElementsAre(Finding{"src/base/a.cc", 1, "<openssl/ssl.h> belongs to net"}));
  EXPECT_THAT(check_third_party(made_up("src/odd/a.cc", "#include <spdlog/spdlog.h>\n")),
              ElementsAre(Finding{"src/odd/a.cc", 1, "<spdlog/spdlog.h> belongs to base"}));
}

TEST(ThirdPartySelf, AStrangerIsFound) {
  EXPECT_THAT(check_third_party(made_up("src/app/a_test.cc", "#include <zmq.h>\n")), ::testing::SizeIs(1));
  EXPECT_THAT(
      check_third_party(made_up("src/app/a.cc", "#include <gtest/gtest.h>\n#include <zmq.h>\n")),
      ElementsAre(
          Finding{"src/app/a.cc", 1, "<gtest/gtest.h> has no home: give it one in tests/structure/third_party_test.cc"},
          Finding{"src/app/a.cc", 2, "<zmq.h> has no home: give it one in tests/structure/third_party_test.cc"}));
}

}  // namespace
}  // namespace tidings::structure
