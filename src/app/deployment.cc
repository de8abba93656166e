#include "app/deployment.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "app/carriers.h"
#include "app/first_start.h"
#include "app/stage_loop.h"
#include "base/secret.h"
#include "flow/audience/imports.h"
#include "flow/campaign/campaigns.h"
#include "flow/campaign/planner.h"
#include "flow/delivery/delivery.h"
#include "flow/dispatch/dispatcher.h"
#include "flow/dispatch/resolver.h"
#include "flow/inbox/inbox.h"
#include "flow/inbox/review_stage.h"
#include "flow/intake/intake_stage.h"
#include "http/api.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "net/worker_pool.h"
#include "sms/keywords.h"
#include "store/sqlite/sqlite_database.h"
