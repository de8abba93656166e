// The outcome of each recipient of a campaign as CSV (RFC 4180, UTF-8, CRLF): id, contact, phone, state, reason and its
// words, the times, the carrier's id and error. Page by page: memory stays that of one page, and no read lasts longer
// than one. Rows that change between two pages appear as they were when their page was read. Any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "domain/ids.h"
#include "store/database.h"
#include "store/ledger.h"

namespace tidings::flow {

struct ExportPage {
  std::string text;  // lines without the header
  MessageId last;    // where the next page begins
  bool more = false;
};

std::string_view export_header();
std::string export_line(const store::LedgerRow& row);
// after: last of the page before, none for the first. Error: not_found.
Result<ExportPage> export_page(store::Database& database, CampaignId campaign, MessageId after,
                               int64_t most = limits::kExportPage);

// The header and all pages into the sink; the sink's error ends it.
using ExportSink = std::function<Result<>(std::string_view text)>;
Result<> export_outcomes(store::Database& database, CampaignId campaign, const ExportSink& sink,
                         int64_t most = limits::kExportPage);

}  // namespace tidings::flow
