// /api/brands: the brands that US networks cap, and what they have used of the day (domain/brand.h).
#pragma once

#include "http/call.h"

namespace tidings::http::senders {

Result<HttpResponse> list_brands(Call& call);
Result<HttpResponse> put_brand(Call& call);

}  // namespace tidings::http::senders
