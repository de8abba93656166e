#include "carrier/sandbox/media.h"

#include <string>

#include "base/limits.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr size_t kPictureBytes = 300'000;  // more than one part of the store

std::string with_noise(std::string beginning, size_t bytes) {
  beginning.reserve(bytes);
  for (uint32_t x = 1; beginning.size() < bytes;) {
    x = x * 1664525 + 1013904223;
    beginning += static_cast<char>(x >> 24);
  }
  return beginning;
}

std::string bytes_of(std::string_view name) {
  const std::string jpeg("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00", 11), png("\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR", 16);
  if (name == "picture.jpg") return with_noise(jpeg, kPictureBytes);
  if (name == "picture.png") return with_noise(png, kPictureBytes);
  if (name == "large.jpg") return with_noise(jpeg, limits::kMediaBytes + 1);
  if (name == "page.jpg") return "<!DOCTYPE html><html><body><script>alert(document.domain)</script></body></html>";
  if (name == "note.txt") return "Room 7, second floor\n";
  return {};
}

}  // namespace

HttpResponse media_file(std::string_view name, bool with_key) {
  HttpResponse out;
  out.body = bytes_of(name);
  out.headers.add("Content-Type", name.ends_with(".png")   ? "image/png"
                                  : name.ends_with(".txt") ? "text/plain"
                                                           : "image/jpeg");
  if (with_key) out.status = 400, out.body = "the key of the account was given to another place";
  if (out.body.empty() && name != "empty.jpg") out.status = 404;
  return out;
}

}  // namespace tidings::carrier::sandbox
