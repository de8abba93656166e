#include "store/live.h"

#include "store/sql.h"

namespace tidings::store::live {

Place newest(Session& s) {
  auto row = s.query(sql::live::newest);
  if (!row->next()) return {};
  return {row->integer(0), row->integer(1), row->integer(2)};
}

std::vector<CampaignId> campaigns(Session& s, const Place& after, const Place& until, int64_t most) {
  std::vector<CampaignId> out;
  auto rows = s.query(sql::live::campaigns, after.campaign_event, until.campaign_event, most);
  while (rows->next()) out.push_back(rows->id<CampaignId>(0));
  return out;
}

std::vector<Word> words(Session& s, const Place& after, const Place& until, int64_t most) {
  std::vector<Word> out;
  auto rows = s.query(sql::live::words, after.receipt, until.receipt, most);
  while (rows->next()) {
    out.push_back(
        {rows->id<MessageId>(0), rows->string(1), static_cast<DeliveryState>(rows->integer(2)), rows->string(3)});
  }
  return out;
}

}  // namespace tidings::store::live
