// tidings campaign preflight: what would come of everybody if the campaign started, before it does.
#include <fmt/format.h>

#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  std::string campaign, at, currency, file;
  std::vector<std::string> prices;  // "US=0.0079", "0.01"
};

// A number is an id; anything else a name, looked for among the newest.
Result<std::string> campaign_id(ApiClient& api, const std::string& given) {
  if (!given.empty() && given.find_first_not_of("0123456789") == std::string::npos) return given;
  std::string after = "0", found;
  while (!after.empty()) {
    const auto page = TRY(api.get("/api/campaigns", {{"after", after}, {"limit", std::to_string(limits::kPageMost)}}));
    for (const auto& one : items_at(page, "items")) {
      if (text_at(one, "name") != given) continue;
      if (!found.empty()) {
        return fail(ErrorCode::invalid_argument, fmt::format("several campaigns are called {}", given), "campaign",
                    fmt::format("give an id, such as {}", found));
      }
      found = text_at(one, "id");
    }
    after = text_at(page, "next");
  }
  if (found.empty()) {
    return fail(ErrorCode::not_found, fmt::format("there is no campaign {}", given), "campaign",
                "tidings campaign list");
  }
  return found;
}

Result<json::object> question(const Flags& flags) {
  json::object out;
  if (!flags.at.empty()) out["at"] = flags.at;
  json::array prices;
  for (const auto& price : flags.prices) {
    const auto mark = price.find('=');
    const auto number = mark == std::string::npos ? price : price.substr(mark + 1);
    char* end = nullptr;
    const double amount = std::strtod(number.c_str(), &end);
    if (number.empty() || *end != '\0') {
      return fail(ErrorCode::invalid_argument, "a price is 0.0079 or US=0.0079", "--price");
    }
    json::object one{{"per_segment", amount}};
    if (mark != std::string::npos) one["country"] = price.substr(0, mark);
    prices.push_back(std::move(one));
  }
  if (!prices.empty()) {
    out["prices"] = std::move(prices);
    out["currency"] = flags.currency.empty() ? "USD" : flags.currency;
  }
  return out;
}

constexpr size_t kHoursShown = 24;
constexpr int64_t kBarMost = 30;  // signs

// "15 (83 %)"
std::string part_of(int64_t n, int64_t all) {
  return fmt::format("{} ({} %)", thousands(n), all == 0 ? 0 : (n * 100 + all / 2) / all);
}

void say_hours(Context& context, const json::value& told) {
  const auto hours = items_at(told, "hours");
  if (hours.size() < 2) return;
  int64_t most = 1;
  for (const auto& one : hours) most = std::max(most, number_at(one, "messages"));
  Table table({"HOUR FROM", ">MESSAGES", ""});
  for (size_t i = 0; i < std::min(hours.size(), kHoursShown); ++i) {
    const auto n = number_at(hours[i], "messages");
    const auto bar = std::max<int64_t>(1, n * kBarMost / most);
    table.row({plain_time(text_at(hours[i], "hour")), thousands(n), std::string(static_cast<size_t>(bar), '#')});
  }
  put(context.out, "\n");
  print(context, table, "");
  if (hours.size() > kHoursShown)
    put(context.out, fmt::format("… and {} more hours: --json has them all\n", hours.size() - kHoursShown));
}

void say(Context& context, const json::value& told) {
  const auto line = [&](std::string_view what, const std::string& value) {
    if (!value.empty()) put(context.out, fmt::format("{:<12} {}\n", what, value));
  };
  line("campaign", text_at(told, "campaign"));
  line("start", plain_time(text_at(told, "starts_at")));
  line("recipients", thousands(number_at(told, "recipients")));
  const auto all = number_at(told, "recipients");
  line("sent",
       fmt::format("{}, {} segments", part_of(number_at(told, "sends"), all), thousands(number_at(told, "segments"))));
  const auto share = [&](std::string_view what, const char* field, std::string_view more) {
    if (const auto n = number_at(told, field); n > 0) line(what, part_of(n, all) + std::string(more));
  };
  share("blocked", "blocked", "");
  share("held", "held", ", until something is changed");
  share("too late", "expires", ": their latest time comes before their turn");
  share("later", "later", ", after more than a year");
  line("first", plain_time(text_at(told, "first_at")));
  line("done", plain_time(text_at(told, "ends_at")));
  line("cost", text_at(told, "cost.amount").empty()
                   ? text_at(told, "cost.words")
                   : fmt::format("{} {}, {}", text_at(told, "cost.amount"), text_at(told, "cost.currency"),
                                 text_at(told, "cost.words")));
  if (!items_at(told, "reasons").empty()) put(context.out, "\n");
  Table reasons({">RECIPIENTS", "FATE", "RULE", "WHY"});
  for (const auto& one : items_at(told, "reasons")) {
    reasons.row(
        {thousands(number_at(one, "recipients")), text_at(one, "fate"), text_at(one, "rule"), text_at(one, "words")});
  }
  for (const auto& one : items_at(told, "waits_for")) {
    reasons.row({thousands(number_at(one, "recipients")), "sent later", "", text_at(one, "words")});
  }
  print(context, reasons, "nobody is blocked, nobody waits");
  put(context.out, "\n");
  Table senders({"SENDER", ">MESSAGES", ">SEGMENTS", "FIRST", "DONE"});
  for (const auto& one : items_at(told, "senders")) {
    senders.row({text_at(one, "address"), thousands(number_at(one, "messages")), thousands(number_at(one, "segments")),
                 plain_time(text_at(one, "first_at")), plain_time(text_at(one, "ends_at"))});
  }
  print(context, senders, "no sender may carry it");
  say_hours(context, told);
}

Result<int> preflight(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto path = api_path({"campaigns", TRY(campaign_id(api, flags.campaign)), "preflight"});
  const auto told = TRY(api.post(path, TRY(question(flags))));
  if (!shown_as_json(context, api)) say(context, told);
  if (flags.file.empty()) return kDone;
  std::string whole;
  TRY(csv_pages(api, path + "/recipients.csv", [&](std::string_view page) -> Result<> {
    whole += page;
    return {};
  }));
  TRY(write_file(flags.file, whole));
  put(context.err, fmt::format("{}: everybody, one line each\n", flags.file));
  return kDone;
}

}  // namespace

void add_campaign_preflight(Command& top) {
  auto& command = top.sub("preflight", "what would come of everybody if it started; nothing is sent or stored");
  const auto f = std::make_shared<Flags>();
  command.argument("ID", f->campaign, "the campaign, by id or name");
  command.option("--at", f->at, "INSTANT", "as if it started then (when it is scheduled, else now)");
  command.options("--price", f->prices, "PRICE", "of a segment: 0.0079, or of a country US=0.0079");
  command.option("--currency", f->currency, "CODE", "of the prices (USD)");
  command.option("--recipients", f->file, "FILE", "the outcome of every recipient as CSV");
  command.uses_api();
  command.run([f](Context& context) { return preflight(context, *f); });
}

}  // namespace tidings::app::cli
