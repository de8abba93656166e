#include "http/api/rules/rules.h"

#include "http/api/rules/rules_json.h"

namespace tidings::http::rules {

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto place = query.text("place").value_or("");
  TRY(query.done());
  return answer(rules_json(call.services.laws.book(), place));
}

Result<HttpResponse> explain(Call& call) { return answer(TRY(explain_rules(call.services.laws.book(), call.body))); }

}  // namespace tidings::http::rules
