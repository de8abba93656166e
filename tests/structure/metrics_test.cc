// docs/metrics.md is the golden list of what /metrics can tell: every metric of the code stands there with its kind and
// its labels, and nothing else does. Dashboards and alert rules name only what stands there.
#include <map>
#include <regex>

#include "tests/structure/tree.h"

namespace tidings::structure {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kList = "docs/metrics.md";

struct Metric {
  std::string kind;
  std::vector<std::string> labels;  // in their order
  bool operator==(const Metric&) const = default;
};
using Metrics = std::map<std::string, Metric>;

std::string said(const Metric& metric) {
  std::string out = metric.kind + "(";
  for (const auto& label : metric.labels) out += label + " ";
  return out + ")";
}

// From the opening parenthesis to the one that closes it, strings minded.
std::string_view call_at(std::string_view text, size_t open) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = open; i < text.size(); ++i) {
    if (text[i] == '"' && text[i - 1] != '\\') quoted = !quoted;
    if (quoted) continue;
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return text.substr(open, i + 1 - open);
  }
  return text.substr(open);
}

Metric metric_of(const std::string& kind, const std::string& call, const std::string& text) {
  static const std::regex label(R"re(\{\s*"([a-z_]+)"\s*,)re");
  static const std::regex variable(R"re(,\s*([a-z_]+)\)$)re");
  std::string where = call;
  // Labels that several metrics share are a variable.
  if (std::smatch found; std::regex_search(call, found, variable)) {
    const std::regex made("MetricLabels " + found[1].str() + R"re(\s*[={][^;]*;)re");
    if (std::smatch there; std::regex_search(text, there, made)) where += there[0];
  }
  Metric out{kind, {}};
  for (std::sregex_iterator it(where.begin(), where.end(), label), end; it != end; ++it) out.labels.push_back((*it)[1]);
  std::ranges::sort(out.labels);
  return out;
}

// The name is a literal, or a constant of the same file.
Findings metrics_of(const Tree& tree, Metrics& out) {
  static const std::regex made(R"re([.>](counter|gauge|histogram)\(\s*("([a-z_]+)"|(k[A-Za-z]+)))re");
  Findings findings;
  for (const File& file : tree.files) {
    if (!file.is_cpp() || !file.under("src") || file.under("src/base") || file.is_unit_test()) continue;
    for (std::sregex_iterator it(file.text.begin(), file.text.end(), made), end; it != end; ++it) {
      std::string name = (*it)[3];
      const size_t at = static_cast<size_t>(it->position(0));
      if (name.empty()) {
        const std::regex constant((*it)[4].str() + R"re(\s*=\s*"([a-z_]+)")re");
        std::smatch found;
        if (std::regex_search(file.text, found, constant)) name = found[1];
      }
      if (name.empty()) {
        findings.push_back({file.path, line_of(file.text, at), "a metric whose name cannot be read here"});
        continue;
      }
      const auto open = file.text.find('(', at);
      const Metric metric = metric_of((*it)[1], std::string(call_at(file.text, open)), file.text);
      const auto [had, fresh] = out.emplace(name, metric);
      if (!fresh && !(had->second == metric)) {
        findings.push_back({file.path, line_of(file.text, at),
                            name + " is " + said(metric) + " here and " + said(had->second) + " elsewhere"});
      }
    }
  }
  return findings;
}

// | `name` | counter | `label`, `label` | meaning |
Metrics listed(const File& file) {
  static const std::regex row(R"re(^\| `([a-z_]+)` \| (counter|gauge|histogram) \|([^|]*)\| [^|]*\S[^|]* \|$)re");
  static const std::regex label("`([a-z_]+)`");
  Metrics out;
  for (const std::string_view line : file.lines()) {
    std::smatch found;
    const std::string text(line);
    if (!std::regex_match(text, found, row)) continue;
    Metric metric{found[2], {}};
    const std::string labels = found[3];
    for (std::sregex_iterator it(labels.begin(), labels.end(), label), end; it != end; ++it)
      metric.labels.push_back((*it)[1]);
    std::ranges::sort(metric.labels);
    out.emplace(found[1], metric);
  }
  return out;
}

Findings check_metrics(const Tree& tree) {
  Metrics code;
  Findings findings = metrics_of(tree, code);
  const File* list = tree.find(kList);
  const Metrics there = list == nullptr ? Metrics{} : listed(*list);
  for (const auto& [name, metric] : code) {
    const auto at = there.find(name);
    if (at == there.end()) {
      findings.push_back({std::string(kList), 0, name + " is not in it: " + said(metric)});
    } else if (!(at->second == metric)) {
      findings.push_back(
          {std::string(kList), 0, name + " is " + said(at->second) + " in it and " + said(metric) + " in the code"});
    }
  }
  for (const auto& [name, metric] : there) {
    if (!code.contains(name)) findings.push_back({std::string(kList), 0, name + " is in it, and the code has none"});
  }
  return findings;
}

// What rules and dashboards ask for: names as Prometheus stores them.
Findings check_asked(const Tree& tree) {
  static const std::regex asked(
      R"re(\b((?:sms|http|campaigns?|import|register|history|store|node|watch|canary|lookup|tidings|carrier)_[a-z_]+)\b)re");
  const File* list = tree.find(kList);
  const Metrics there = list == nullptr ? Metrics{} : listed(*list);
  Findings findings;
  for (const File& file : tree.files) {
    if (!file.under("deploy")) continue;
    size_t number = 0;
    for (const std::string_view line : file.lines()) {
      ++number;
      if (!line.contains("expr") && !line.contains("series:")) continue;
      const std::string text(line);
      for (std::sregex_iterator it(text.begin(), text.end(), asked), end; it != end; ++it) {
        std::string name = (*it)[1];
        for (const std::string_view ending : {"_bucket", "_sum", "_count"}) {
          const auto bare = name.substr(0, name.size() - std::min(name.size(), ending.size()));
          if (name.ends_with(ending) && there.contains(bare) && there.at(bare).kind == "histogram") name = bare;
        }
        if (!there.contains(name)) findings.push_back({file.path, number, name + " is no metric of ours"});
      }
    }
  }
  return findings;
}

TEST(MetricNames, AreAllInTheList) {
  EXPECT_THAT(check_metrics(project()), IsEmpty()) << report(check_metrics(project()));
}

TEST(MetricNames, RulesAndDashboardsAskForWhatIsThere) {
  EXPECT_THAT(check_asked(project()), IsEmpty()) << report(check_asked(project()));
}

TEST(MetricNames, FaultsAreFound) {
  const Tree tree{{
      {"deploy/rules.yml", "expr: rate(sms_a_total[5m]) > sms_c_count + sms_b\n"},
      {"docs/metrics.md",
       "| `sms_a_total` | counter | `status` | a |\n| `sms_gone` | gauge | | x |\n| `sms_c` | histogram |  | c |\n"},
      {"src/flow/x.cc",
       "m.counter(\"sms_a_total\", \"(\", {{\"result\", f()}});\nm.gauge(kB, \"b\");\nm->histogram(\n    \"sms_c\", "
       "\"c\", {1, 2});\n"
       "constexpr auto kB = \"sms_b\";\nm.gauge(kC, \"c\");\n"},
  }};
  const auto findings = check_metrics(tree);
  EXPECT_THAT(findings, SizeIs(4)) << report(findings);
  const auto text = report(findings);
  EXPECT_TRUE(text.contains("src/flow/x.cc:6: a metric whose name cannot be read here")) << text;
  EXPECT_TRUE(text.contains("sms_a_total is counter(status ) in it and counter(result ) in the code")) << text;
  EXPECT_TRUE(text.contains("sms_b is not in it: gauge()")) << text;
  EXPECT_TRUE(text.contains("sms_gone is in it, and the code has none")) << text;
  EXPECT_THAT(check_asked(tree), SizeIs(1)) << report(check_asked(tree));
}

}  // namespace
}  // namespace tidings::structure
