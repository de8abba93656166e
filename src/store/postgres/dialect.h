// Our SQL text in PostgreSQL's words, and our bytes in its text. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidings::store::postgres {

// ?N becomes $N, the tokens of store/statement.h their meaning; what stands between quotes stays.
std::string dialect(std::string_view sql);
// The same for migrations: text compares by bytes, as in the other engine, whatever the locale of the database.
std::string schema_dialect(std::string_view sql);

// PostgreSQL refuses text with a zero byte or that is not UTF-8; webhooks may hold either. Such bytes are written as a
// mark and two hex digits; what is plain text already (nearly all) is left as it is: nullopt.
std::optional<std::string> encode_text(std::string_view bytes);
std::optional<std::string> decode_text(std::string_view stored);

// Bytes as PostgreSQL writes them in text, "\\x0aff".
std::string decode_bytes(std::string_view written);

}  // namespace tidings::store::postgres
