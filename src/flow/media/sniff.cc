#include "flow/media/sniff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tidings::media {
namespace {

constexpr size_t kBrandsMost = 32;  // compatible brands looked at
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct Kind {
  std::string_view type, extension;
};
constexpr Kind kKinds[] = {
    {"image/jpeg", "jpg"},  {"image/png", "png"},       {"image/gif", "gif"},  {"image/webp", "webp"},
    {"image/heic", "heic"}, {"video/mp4", "mp4"},       {"video/3gpp", "3gp"}, {"video/quicktime", "mov"},
    {"audio/mpeg", "mp3"},  {"audio/mp4", "m4a"},       {"audio/amr", "amr"},  {"audio/ogg", "ogg"},
    {"audio/wav", "wav"},   {"application/pdf", "pdf"}, {"text/vcard", "vcf"}, {"text/plain", "txt"},
};

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

bool begins(std::string_view bytes, std::string_view upper_case) {
  return bytes.size() >= upper_case.size() &&
         std::equal(upper_case.begin(), upper_case.end(), bytes.begin(), [](char a, char b) { return a == upper(b); });
}

std::string_view type_of_brand(std::string_view brand) {
  for (const std::string_view one : {"heic", "heix", "heim", "heis", "hevc", "hevx"}) {
    if (brand == one) return "image/heic";
  }
  if (brand == "qt  ") return "video/quicktime";
  if (brand.starts_with("3gp") || brand.starts_with("3g2")) return "video/3gpp";
  if (brand == "M4A " || brand == "M4B ") return "audio/mp4";
  for (const std::string_view one :
       {"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "dash"}) {
    if (brand == one) return "video/mp4";
  }
  return {};
}

uint32_t big_endian(std::string_view bytes) {
  uint32_t out = 0;
  for (size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<uint8_t>(bytes[i]);
  return out;
}

// ISO base media (ISO/IEC 14496-12): the first box says the major brand, then what it is compatible with.
std::string_view of_boxes(std::string_view bytes) {
  if (bytes.size() < 12 || bytes.substr(4, 4) != "ftyp") return {};
  const size_t end = std::min<size_t>({big_endian(bytes), bytes.size(), 16 + 4 * kBrandsMost});
  if (end < 12) return {};
  if (const auto type = type_of_brand(bytes.substr(8, 4)); !type.empty()) return type;
  for (size_t at = 16; at + 4 <= end; at += 4) {
    if (const auto type = type_of_brand(bytes.substr(at, 4)); !type.empty()) return type;
  }
  return {};
}

// The header of an MPEG audio frame of layer III (ISO/IEC 11172-3): its length, 0 when it is none.
size_t mp3_frame(std::string_view bytes) {
  if (bytes.size() < 4) return 0;
  const uint32_t head = big_endian(bytes);
  const uint32_t version = head >> 19 & 3, layer = head >> 17 & 3, rate = head >> 12 & 15, hertz = head >> 10 & 3;
  if (head >> 21 != 0x7ff || version == 1 || layer != 1 || rate == 0 || rate == 15 || hertz == 3) return 0;
  constexpr uint32_t kRates1[] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
  constexpr uint32_t kRates2[] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
  constexpr uint32_t kHertz[] = {44100, 48000, 32000};
  const bool first = version == 3;
  const uint32_t per_s = kHertz[hertz] >> (first ? 0 : version == 2 ? 1 : 2);
  return (first ? 144'000 * kRates1[rate] : 72'000 * kRates2[rate]) / per_s + (head >> 9 & 1);
}

// Two frames in a row, or one that is all there is.
bool is_mp3(std::string_view bytes) {
  if (bytes.starts_with("ID3")) return true;
  const size_t length = mp3_frame(bytes);
  if (length == 0 || bytes.size() < length) return false;
  return bytes.size() == length || mp3_frame(bytes.substr(length)) != 0;
}

size_t utf8_sequence(std::string_view s, size_t at) {
  const auto first = static_cast<uint8_t>(s[at]);
  const size_t n = first < 0x80                    ? 1
                   : first >= 0xc2 && first < 0xe0 ? 2
                   : first >= 0xe0 && first < 0xf0 ? 3
                   : first >= 0xf0 && first < 0xf5 ? 4
                                                   : 0;
  if (n == 0 || at + n > s.size()) return 0;
  for (size_t i = 1; i < n; ++i) {
    if ((static_cast<uint8_t>(s[at + i]) & 0xc0U) != 0x80U) return 0;
  }
  return n;
}

// UTF-8 without control characters, and nothing in it that a browser might take for a tag.
bool is_plain_text(std::string_view bytes) {
  if (bytes.empty()) return false;
  for (size_t at = 0; at < bytes.size();) {
    const char c = bytes[at];
    if (static_cast<uint8_t>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
    if (c == 0x7f) return false;
    if (c == '<' && at + 1 < bytes.size()) {
      const char next = bytes[at + 1];
      if (letter(next) || next == '!' || next == '/' || next == '?') return false;
    }
    const size_t n = utf8_sequence(bytes, at);
    if (n == 0) return false;
    at += n;
  }
  return true;
}

}  // namespace

std::string_view sniff(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "image/gif";
  if (bytes.starts_with("RIFF") && bytes.size() >= 12) {
    if (bytes.substr(8, 4) == "WEBP") return "image/webp";
    if (bytes.substr(8, 4) == "WAVE") return "audio/wav";
    return kUnknownType;
  }
  if (const auto type = of_boxes(bytes); !type.empty()) return type;
  if (bytes.starts_with("#!AMR\n") || bytes.starts_with("#!AMR-WB\n")) return "audio/amr";
  if (bytes.starts_with("OggS")) return "audio/ogg";
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  if (is_mp3(bytes)) return "audio/mpeg";
  std::string_view text = bytes;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (!is_plain_text(text)) return kUnknownType;
  return begins(text, "BEGIN:VCARD") ? "text/vcard" : "text/plain";
}

bool shown_inline(std::string_view type) {
  return type == "image/jpeg" || type == "image/png" || type == "image/gif" || type == "image/webp";
}

std::string_view extension_of(std::string_view type) {
  for (const auto& kind : kKinds) {
    if (kind.type == type) return kind.extension;
  }
  return "bin";
}

}  // namespace tidings::media
