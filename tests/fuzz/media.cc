// Any bytes as a picture somebody sent, as the body of an upload, and as the address a carrier or a redirect names:
// never a fault, the type is one of a closed set and never one a browser would run, the file is a part of the body, and
// a name holds nothing that ends a header.
#include <string>

#include "flow/media/sniff.h"
#include "flow/media/source_url.h"
#include "flow/media/upload.h"
#include "fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tidings::media;
  const std::string_view text = fuzz_text(data, size);
  const auto type = sniff(text);
  must(type == kUnknownType || extension_of(type) != "bin", "every type has its ending");
  must(!shown_inline(type) || type.starts_with("image/"), "only pictures are shown in place");
  if (type.starts_with("text/")) must(text.find("<script") == std::string_view::npos, "a text holds no tag");
  must(sniff(std::string("<html>") + std::string(text)) == kUnknownType, "what begins as a page is none");

  const size_t line = text.find('\n');
  const auto head = text.substr(0, line);
  const auto body = line == std::string_view::npos ? std::string_view{} : text.substr(line + 1);
  for (const std::string& content_type : {std::string(head), std::string("multipart/form-data; boundary=b")}) {
    const auto upload = read_upload(content_type, head, body);
    if (!upload) continue;
    const bool part =
        upload->bytes.empty() || (upload->bytes.data() >= body.data() &&
                                  upload->bytes.data() + upload->bytes.size() <= body.data() + body.size());
    must(part, "the file is a part of the body");
    must(upload->name.find_first_of("\r\n\"/\\") == std::string::npos, "a name ends no header and leads nowhere");
  }

  const std::string own = "http://127.0.0.1:9000";
  const auto to = resolve("https://host.example/a/b", head);
  for (const std::string_view url : {head, std::string_view(to)}) {
    if (!may_fetch(url, own, {own, "https://gate.example"})) continue;
    must(url.starts_with("https://") || url.starts_with(own), "https, or the carrier's own place");
    must(url.find_first_of(" \r\n") == std::string_view::npos, "an address ends no request line");
    for (const std::string_view here :
         {"https://localhost/", "https://localhost:", "https://127.0.0.1/", "https://[::1]"})
      must(!url.starts_with(here), "never this machine");
  }
  return 0;
}
