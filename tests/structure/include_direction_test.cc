// Who may include whom: src/layers.txt, held against every #include below src/.
#include "tests/structure/layers.h"

namespace tidings::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kLayers = "src/layers.txt";
constexpr std::string_view kRules = "flow/compliance/rules";

Layers layers_of(const Tree& tree) {
  const File* file = tree.find(kLayers);
  return file == nullptr ? Layers{} : parse_layers(file->text);
}

// The file itself: rooms once each, naming only rooms above, and every source file in a room.
Findings check_layers(const Tree& tree) {
  Findings out;
  const Layers layers = layers_of(tree);
  if (layers.rooms.empty()) out.push_back({std::string(kLayers), 0, "names no room"});
  std::set<std::string> above;
  for (const Room& room : layers.rooms) {
    if (above.contains(room.name))
      out.push_back({std::string(kLayers), room.line, "room " + room.name + " stands twice"});
    for (const auto& other : room.may_include)
      if (!above.contains(other))
        out.push_back({std::string(kLayers), room.line, room.name + " names " + other + ", which is no room above it"});
    above.insert(room.name);
  }
  for (const File& file : tree.files)
    if (file.under("src") && file.is_cpp() && layers.room_of(file.path.substr(4)) == nullptr)
      out.push_back({file.path, 0, "is in no room of src/layers.txt: add its folder there"});
  return out;
}

// Stages are tested over the real embedded engine (cmake/rooms.cmake links it to their tests).
bool engine_for_tests(const File& file, const Room& room, const Room& other) {
  return file.is_unit_test() && other.name == "store/sqlite" &&
         (room.name.starts_with("flow/") || room.name == "access" || room.name == "http");
}

Findings check_include_direction(const Tree& tree) {
  Findings out;
  const Layers layers = layers_of(tree);
  for (const File& file : tree.files) {
    if (!file.under("src") || !file.is_cpp()) continue;
    const Room* room = layers.room_of(file.path.substr(4));
    if (room == nullptr) continue;
    for (const Include& include : includes(file)) {
      if (include.angled) continue;
      const Room* other = layers.room_of(include.path);
      if (other == nullptr) {
        out.push_back(
            {file.path, include.line,
             std::string(include.path) + " is in no room: write the path from src/, as in \"base/result.h\""});
      } else if (other != room && !room->everything && !room->may_include.contains(other->name) &&
                 !engine_for_tests(file, *room, *other)) {
        out.push_back({file.path, include.line, room->name + " may not include " + other->name + " (src/layers.txt)"});
      }
    }
  }
  return out;
}

// A rule is a pair of files that knows no other rule: what several need belongs into flow/compliance itself.
Findings check_rules_know_no_sibling(const Tree& tree) {
  Findings out;
  for (const File& file : tree.files) {
    if (!file.under("src/" + std::string(kRules)) || !file.is_cpp()) continue;
    std::string_view stem = file.stem();
    if (stem.ends_with("_test")) stem.remove_suffix(std::string_view("_test").size());
    for (const Include& include : includes(file)) {
      const File other{std::string(include.path), {}};
      if (other.under(kRules) && other.stem() != stem)
        out.push_back({file.path, include.line, "a rule may not include another rule: " + other.path});
    }
  }
  return out;
}

TEST(IncludeDirection, LayersAreInOrder) { EXPECT_EQ(report(check_layers(project())), ""); }
TEST(IncludeDirection, FollowsLayers) { EXPECT_EQ(report(check_include_direction(project())), ""); }
TEST(IncludeDirection, RulesKnowNoSibling) { EXPECT_EQ(report(check_rules_know_no_sibling(project())), ""); }

Tree made_up(std::vector<File> files) {
  Tree tree{std::move(files)};
  tree.files.push_back({std::string(kLayers),
                        "# rooms\n"
                        "base :\n"
                        "store/sqlite : base\n"
                        "domain : base\n"
                        "carrier : base\n"
                        "carrier/twilio : base carrier\n"
                        "carrier/sandbox : base carrier\n"
                        "flow/compliance : base\n"
                        "app : *\n"});
  return tree;
}

auto finding(std::string_view path, size_t line, std::string_view what) {
  return ::testing::AllOf(Field(&Finding::path, path), Field(&Finding::line, line),
                          Field(&Finding::what, HasSubstr(what)));
}

TEST(IncludeDirectionSelf, SoundTreePasses) {
  const Tree tree = made_up({{"src/domain/a.cc", "#include \"domain/a.h\"\n#include \"base/b.h\"\n#include <vector>\n"},
                             {"src/carrier/twilio/send.cc", "#include \"carrier/contract.h\"\n"},
                             {"src/flow/compliance/gate_test.cc", "#include \"store/sqlite/sqlite_database.h\"\n"},
                             {"src/app/main.cc", "#include \"carrier/twilio/send.h\"\n"}});
  EXPECT_THAT(check_layers(tree), IsEmpty());
  EXPECT_THAT(check_include_direction(tree), IsEmpty());
}

TEST(IncludeDirectionSelf, UpwardsIsFound) {
  EXPECT_THAT(check_include_direction(made_up({{"src/base/a.cc", "// a\n#include \"domain/b.h\"\n"}})),
              ElementsAre(finding("src/base/a.cc", 2, "base may not include domain")));
}

TEST(IncludeDirectionSelf, TheEngineIsForTestsOfStagesOnly) {
  const std::string include = "#include \"store/sqlite/sqlite_database.h\"\n";
  EXPECT_THAT(
      check_include_direction(made_up({{"src/flow/compliance/gate.cc", include}, {"src/domain/a_test.cc", include}})),
      ElementsAre(finding("src/flow/compliance/gate.cc", 1, "may not include store/sqlite"),
                  finding("src/domain/a_test.cc", 1, "may not include store/sqlite")));
}

TEST(IncludeDirectionSelf, ParentMayNotIncludeChildNorChildItsSibling) {
  EXPECT_THAT(check_include_direction(made_up({{"src/carrier/list.cc", "#include \"carrier/twilio/send.h\"\n"},
                                               {"src/carrier/sandbox/x.cc", "#include \"carrier/twilio/send.h\"\n"}})),
              ElementsAre(finding("src/carrier/list.cc", 1, "carrier may not include carrier/twilio"),
                          finding("src/carrier/sandbox/x.cc", 1, "carrier/sandbox may not include carrier/twilio")));
}

TEST(IncludeDirectionSelf, PathsStartAtSrc) {
  EXPECT_THAT(check_include_direction(made_up({{"src/domain/a.cc", "#include \"a.h\"\n#include \"../base/x.h\"\n"}})),
              ElementsAre(finding("src/domain/a.cc", 1, "in no room"), finding("src/domain/a.cc", 2, "in no room")));
}

TEST(IncludeDirectionSelf, BrokenLayersAreFound) {
  const Tree tree{{{std::string(kLayers), "base : domain\ndomain : base\nbase :\n"}, {"src/odd/a.cc", ""}}};
  EXPECT_THAT(check_layers(tree),
              ElementsAre(finding(kLayers, 1, "base names domain"), finding(kLayers, 3, "stands twice"),
                          finding("src/odd/a.cc", 0, "in no room")));
  EXPECT_THAT(check_layers(Tree{}), ElementsAre(finding(kLayers, 0, "names no room")));
}

TEST(IncludeDirectionSelf, ARuleThatKnowsAnotherIsFound) {
  const std::string folder = "src/flow/compliance/rules/";
  const Tree tree{
      {{folder + "window.cc", "#include \"flow/compliance/rules/window.h\"\n"},
       {folder + "window_test.cc", "#include \"flow/compliance/rules/window.h\"\n"},
       {folder + "caps.cc", "#include \"flow/compliance/facts.h\"\n#include \"flow/compliance/rules/window.h\"\n"}}};
  EXPECT_THAT(check_rules_know_no_sibling(tree), ElementsAre(finding(folder + "caps.cc", 2, "another rule")));
}

}  // namespace
}  // namespace tidings::structure
