// What the templates of a generic carrier may name, and how each value is written where it stands. Pure.
#pragma once

#include <string>
#include <string_view>

#include "carrier/contract.h"
#include "carrier/generic/config.h"

namespace tidings::carrier::generic {

bool is_value(std::string_view name);           // one every message has
bool is_optional_value(std::string_view name);  // one that a message may lack

// A value as it may stand there: in a URL or a form percent-encoded, inside a JSON text escaped without its quotes,
// elsewhere as it is. In a header no line may end.
std::string written(std::string_view value, Form form);

// Where receipts about this message go: it carries our id and what proves it.
std::string receipt_url(const Config& config, MessageId id);
// What of a receipt's URL proves that we made its reference, where the body alone is signed.
std::string reference_proof(const Config& config, std::string_view reference);

sms::TemplateFields values_of(const Config& config, const OutgoingMessage& message, Form form);

}  // namespace tidings::carrier::generic
