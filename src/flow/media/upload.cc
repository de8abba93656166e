#include "flow/media/upload.h"

#include <algorithm>
#include <optional>

#include "base/http.h"
#include "base/limits.h"
#include "sms/utf8.h"

namespace tidings::media {
namespace {

constexpr size_t kPartsMost = 32;  // of a form
constexpr size_t kHeadBytes = 8 << 10;
constexpr size_t kBoundaryBytes = 70;  // RFC 2046 §5.1.1

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool same(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }
std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "name=value; other="quo\"ted"": the value of one parameter of a header (RFC 9110 §5.6.6).
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  size_t at = std::min(header.find(';'), header.size());
  while (at < header.size()) {
    ++at;
    const size_t equals = header.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    const auto key = trimmed(header.substr(at, equals - at));
    at = equals + 1;
    std::string value;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        if (header[at] == '\\' && at + 1 < header.size()) ++at;
        value += header[at];
      }
      at = std::min(header.find(';', at), header.size());
    } else {
      const size_t end = std::min(header.find(';', at), header.size());
      value = trimmed(header.substr(at, end - at));
      at = end;
    }
    if (same(key, name)) return value;
  }
  return std::nullopt;
}

std::string name_in(std::string_view disposition) {
  if (const auto coded = parameter(disposition, "filename*")) {
    const size_t quotes = coded->rfind('\'');
    return safe_name(percent_decode(quotes == std::string::npos ? *coded : coded->substr(quotes + 1)));
  }
  return safe_name(parameter(disposition, "filename").value_or(""));
}

struct Head {
  std::string type, disposition;
};
Head read_head(std::string_view lines) {
  Head out;
  while (!lines.empty()) {
    const size_t end = lines.find("\r\n");
    const auto line = lines.substr(0, end);
    lines = end == std::string_view::npos ? std::string_view{} : lines.substr(end + 2);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = trimmed(line.substr(0, colon)), value = trimmed(line.substr(colon + 1));
    if (same(name, "Content-Type")) out.type = value;
    if (same(name, "Content-Disposition")) out.disposition = value;
  }
  return out;
}

Result<Uploaded> read_form(std::string_view content_type, std::string_view body) {
  const auto bad = [](const char* what) { return fail(ErrorCode::invalid_argument, what, "the body"); };
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kBoundaryBytes) return bad("the form names no boundary");
  const std::string delimiter = "\r\n--" + *boundary;
  // The first delimiter may stand at the very beginning.
  size_t at = body.starts_with(std::string_view(delimiter).substr(2)) ? delimiter.size() - 2 : std::string_view::npos;
  if (at == std::string_view::npos) {
    at = body.find(delimiter);
    if (at == std::string_view::npos) return bad("the form has no part");
    at += delimiter.size();
  }
  for (size_t part = 0; part < kPartsMost; ++part) {
    if (body.substr(at).starts_with("--")) return bad("the form has no file");
    const size_t line = body.find("\r\n", at);
    if (line == std::string_view::npos || !trimmed(body.substr(at, line - at)).empty())
      return bad("the form is broken");
    const size_t head_end = body.find("\r\n\r\n", line);
    if (head_end == std::string_view::npos || head_end - line > kHeadBytes) return bad("the form is broken");
    const size_t begin = head_end + 4;
    // An empty part's delimiter shares the line break that ends its head.
    const size_t end = body.find(delimiter, head_end + 2);
    if (end == std::string_view::npos) return bad("the form is not whole");
    const Head head = read_head(line == head_end ? std::string_view{} : body.substr(line + 2, head_end - line - 2));
    if (parameter(head.disposition, "filename") || parameter(head.disposition, "filename*"))
      return Uploaded{end > begin ? body.substr(begin, end - begin) : std::string_view{}, plain_type(head.type),
                      name_in(head.disposition)};
    at = end + delimiter.size();
  }
  return bad("the form has too many parts");
}

}  // namespace

std::string plain_type(std::string_view content_type) {
  std::string out;
  for (const char c : trimmed(content_type.substr(0, content_type.find(';')))) {
    if (c > 0x20 && c < 0x7f && out.size() < limits::kMediaNameBytes) out += c;
  }
  return out;
}

std::string safe_name(std::string_view name) {
  const std::string text = sms::storable_text(name.substr(name.find_last_of("/\\") + 1));  // npos + 1 is the whole
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '"') continue;
    out += c;
  }
  if (out.size() <= limits::kMediaNameBytes) return out;
  size_t cut = limits::kMediaNameBytes;
  while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0U) == 0x80U) --cut;  // not within a character
  out.resize(cut);
  return out;
}

Result<Uploaded> read_upload(std::string_view content_type, std::string_view disposition, std::string_view body) {
  const auto kind = trimmed(content_type.substr(0, content_type.find(';')));
  if (same(kind, "multipart/form-data")) return read_form(content_type, body);
  return Uploaded{body, plain_type(kind), name_in(disposition)};
}

}  // namespace tidings::media
