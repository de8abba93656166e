// The table of all commands. A new one is a file here and a line in commands.cc.
#pragma once

#include "app/cli/command.h"

namespace tidings::app::cli {

void add_serve(Command& root);
void add_sandbox(Command& root);
void add_demo(Command& root);
void add_explain(Command& root);
void add_rules(Command& root);
void add_policy(Command& root);
void add_import(Command& root);
void add_campaign(Command& root);
void add_campaign_changes(Command& campaign);  // below `campaign`
void add_campaign_preflight(Command& campaign);
void add_messages(Command& root);
void add_media(Command& root);
void add_optouts(Command& root);
void add_dnc(Command& root);
void add_contacts(Command& root);
void add_consent(Command& root);
void add_optin(Command& root);
void add_evidence(Command& root);
void add_webhooks(Command& root);
void add_reconcile(Command& root);
void add_canary(Command& root);
void add_store(Command& root);
void add_incidents(Command& root);
void add_keys(Command& root);
void add_doctor(Command& root);
void add_about(Command& root);

void add_all_commands(Command& root);

}  // namespace tidings::app::cli
