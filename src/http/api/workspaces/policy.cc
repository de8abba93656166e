// The policy of a workspace and its revisions.
#include <fmt/format.h>

#include "http/api/workspaces/workspaces.h"
#include "store/campaigns.h"
#include "store/ledger.h"
#include "store/workspaces.h"

namespace tidings::http::workspaces {

Result<HttpResponse> show_policy(Call& call) {
  const auto workspace = TRY(workspace_of(call.s(), TRY(call.id())));
  json::array revisions;
  for (const auto& one : store::workspaces::revisions(call.s(), workspace.id, limits::kPageMost)) {
    revisions.push_back(json::object{
        {"at", format_utc(one.at)}, {"actor", one.actor}, {"reason", one.reason}, {"policy", policy_json(one.policy)}});
  }
  return answer(json::object{{"policy", policy_json(workspace.policy)}, {"revisions", std::move(revisions)}});
}

Result<HttpResponse> change_policy(Call& call) {
  const auto workspace = TRY(workspace_of(call.s(), TRY(call.id())));
  JsonReader in(call.body);
  const auto reason = in.required_text("reason");
  const auto* wanted = in.object("policy");
  if (wanted == nullptr) in.problem("policy", "is required");
  TRY(in.done());
  if (wanted->contains("revision") && wanted->at("revision") != json::value(workspace.policy.revision)) {
    return fail(ErrorCode::conflict, fmt::format("the policy is of revision {} by now", workspace.policy.revision),
                "policy.revision", "read it again, and change that one");
  }
  auto policy = TRY(read_policy(*wanted, workspace.policy));
  for (const auto& pack : policy.packs_off) {
    const auto& packs = call.services.laws.book().packs();
    if (std::ranges::none_of(packs, [&](const auto& known) { return known.first == pack; }))
      return fail(ErrorCode::invalid_argument, fmt::format("no pack '{}' is in force", pack), "policy.packs_off",
                  "GET /api/rules lists them");
  }
  policy.revision = workspace.policy.revision;
  if (policy == workspace.policy) return answer(policy_json(policy));
  ++policy.revision;
  store::workspaces::set_policy(call.s(), workspace.id, policy, call.now, call.who.name, reason);
  call.audit("workspace.policy", fmt::format("workspace {}", workspace.id.value),
             fmt::format("revision {}: {}", policy.revision, reason));
  // What the earlier policy held is decided anew.
  for (const auto status : {CampaignStatus::active, CampaignStatus::paused}) {
    for (const auto& campaign : store::campaigns::in_status(call.s(), status)) {
      if (campaign.workspace == workspace.id) store::campaigns::look_again(call.s(), campaign.id, true);
    }
  }
  store::ledger::wake_direct(call.s(), call.now);
  return answer(policy_json(policy));
}

}  // namespace tidings::http::workspaces
