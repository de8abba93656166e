// The strong ids of the nouns. All are given by the store; 0 means none.
#pragma once

#include "base/ids.h"

namespace tidings {

using WorkspaceId = Id<struct WorkspaceTag>;
using ContactId = Id<struct ContactTag>;
using ListId = Id<struct ListTag>;
using ImportId = Id<struct ImportTag>;
using CampaignId = Id<struct CampaignTag>;
using MessageId = Id<struct MessageTag>;
using SenderId = Id<struct SenderTag>;
using SuppressionId = Id<struct SuppressionTag>;
using ReviewId = Id<struct ReviewTag>;
using ConversationId = Id<struct ConversationTag>;
using ConsentId = Id<struct ConsentTag>;
using WordingId = Id<struct WordingTag>;
using InboundId = Id<struct InboundTag>;
using WebhookEventId = Id<struct WebhookEventTag>;
using RegisterId = Id<struct RegisterTag>;
using RegisterListId = Id<struct RegisterListTag>;
using WashBatchId = Id<struct WashBatchTag>;
using IncidentId = Id<struct IncidentTag>;
using ReconciliationId = Id<struct ReconciliationTag>;
using GapId = Id<struct GapTag>;
using CanaryId = Id<struct CanaryTag>;
using MediaId = Id<struct MediaTag>;

}  // namespace tidings
