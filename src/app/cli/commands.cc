#include "app/cli/commands.h"

namespace tidings::app::cli {

void add_all_commands(Command& root) {
  using Add = void (*)(Command&);
  constexpr Add kCommands[] = {
      add_demo,       // demo
      add_serve,      // serve
      add_import,     // import, imports
      add_campaign,   // campaign
      add_messages,   // send, batch, messages, conversations, reply, why
      add_media,      // media
      add_optouts,    // optout, reviews
      add_dnc,        // dnc
      add_contacts,   // contact
      add_consent,    // consent
      add_optin,      // optin
      add_evidence,   // evidence
      add_webhooks,   // webhooks
      add_incidents,  // incident
      add_reconcile,  // reconcile
      add_canary,     // canary
      add_explain,    // explain
      add_rules,      // rules
      add_policy,     // policy
      add_sandbox,    // sandbox
      add_store,      // backup, migrate, audit
      add_keys,       // key
      add_doctor,     // doctor
      add_about,      // version, completion, and what is not built yet
  };
  for (const auto add : kCommands) add(root);
}

}  // namespace tidings::app::cli
