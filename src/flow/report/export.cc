#include "flow/report/export.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/campaigns.h"

namespace tidings::flow {
namespace {

std::string quoted(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

// What a carrier wrote. A leading =, +, - or @ would be a formula to a spreadsheet, so it is disarmed by an apostrophe.
std::string foreign(std::string_view text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
  return quoted(formula ? "'" + std::string(text) : std::string(text));
}

std::string time(Instant at) { return at.ms == 0 ? "" : format_utc(at); }

}  // namespace

std::string_view export_header() {
  return "id,contact,phone,state,reason,words,planned_at,handed_at,accepted_at,sent_at,ended_at,not_before,attempts,"
         "segments,provider_id,error_code,channel\r\n";
}

std::string export_line(const store::LedgerRow& r) {
  const bool reason = r.reason != Reason::none;
  const std::string not_before = r.state == MessageState::planned ? time(r.not_before) : "";
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", r.id.value, r.contact.value,
                     quoted(r.phone), to_string(r.state), reason ? to_string(r.reason) : "",
                     quoted(reason ? words(r.reason) : ""), time(r.created_at), time(r.handed_at), time(r.accepted_at),
                     time(r.sent_at), time(r.ended_at), not_before, r.attempts, r.segments, foreign(r.provider_id),
                     foreign(r.error_code), to_string(r.channel));
}

Result<ExportPage> export_page(store::Database& database, CampaignId campaign, MessageId after, int64_t most) {
  most = std::clamp<int64_t>(most, 1, limits::kExportPage);
  return store::read_value<ExportPage>(database, [&](store::Session& s) -> Result<ExportPage> {
    if (!store::campaigns::by_id(s, campaign)) {
      return fail(ErrorCode::not_found, fmt::format("there is no campaign {}", campaign.value), "campaign");
    }
    ExportPage out{.last = after};
    const auto rows = store::ledger::of_campaign(s, campaign, after, most);
    for (const auto& row : rows) out.text += export_line(row);
    if (!rows.empty()) out.last = rows.back().id;
    out.more = static_cast<int64_t>(rows.size()) == most;
    return out;
  });
}

Result<> export_outcomes(store::Database& database, CampaignId campaign, const ExportSink& sink, int64_t most) {
  auto page = TRY(export_page(database, campaign, {}, most));
  TRY(sink(export_header()));
  while (true) {
    if (!page.text.empty()) TRY(sink(page.text));
    if (!page.more) return {};
    page = TRY(export_page(database, campaign, page.last, most));
  }
}

}  // namespace tidings::flow
