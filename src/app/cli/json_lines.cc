#include "app/cli/json_lines.h"

#include <unistd.h>

#include <cerrno>

#include "base/limits.h"

namespace tidings::app::cli {
namespace {

constexpr size_t kPieceBytes = 256 << 10;
constexpr size_t kOutBytes = 256 << 10;

std::string error_line(const Error& error) { return json::serialize(json::object{{"error", error.describe()}}); }

std::string answer_line(std::string_view line, const Explain& explain) {
  const auto question = parse_json(line);
  if (!question) return error_line(question.error());
  const auto answer = explain(*question);
  return answer ? json::serialize(*answer) : error_line(answer.error());
}

// Cuts pieces of the input into lines; a line beyond the limit is dropped and remembered as too long.
class Lines {
 public:
  Lines(const Explain& explain, std::string& out) : explain_(explain), out_(out) {}

  void take(std::string_view piece) {
    size_t at = 0;
    while (true) {
      const size_t end = piece.find('\n', at);
      const auto part = piece.substr(at, end == std::string_view::npos ? end : end - at);
      if (end == std::string_view::npos) return keep(part);
      if (kept_.empty() && !too_long_) {
        answer(part);
      } else {
        keep(part);
        finish();
      }
      at = end + 1;
    }
  }
  // The last line may lack its end.
  void finish_file() {
    if (!kept_.empty() || too_long_) finish();
  }

 private:
  void keep(std::string_view part) {
    if (kept_.size() + part.size() > limits::kHttpBodyBytes) too_long_ = true, kept_.clear();
    if (!too_long_) kept_ += part;
  }
  void finish() {
    if (too_long_) {
      out_ += error_line({ErrorCode::too_large, "the line is too long", {}, "at most 1 MiB"});
      out_ += '\n';
    } else {
      answer(kept_);
    }
    kept_.clear(), too_long_ = false;
  }
  void answer(std::string_view line) {
    out_ += answer_line(line, explain_);
    out_ += '\n';
  }

  const Explain& explain_;
  std::string& out_;
  std::string kept_;
  bool too_long_ = false;
};

Result<> write_out(std::FILE* out, std::string& text) {
  const bool whole = std::fwrite(text.data(), 1, text.size(), out) == text.size() && std::fflush(out) == 0;
  text.clear();
  if (!whole) return fail(ErrorCode::unavailable, "the output was closed");
  return {};
}

}  // namespace

Result<> answer_lines(std::FILE* in, std::FILE* out, const Explain& explain) {
  std::string piece(kPieceBytes, '\0');
  std::string text;
  Lines lines(explain, text);
  while (true) {
    const ssize_t n = ::read(::fileno(in), piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorCode::unavailable, "the input cannot be read", "standard input");
    if (n == 0) break;
    // A piece may hold thousands of lines: what is answered leaves in bounded portions.
    std::string_view rest(piece.data(), static_cast<size_t>(n));
    while (!rest.empty()) {
      const auto portion = rest.substr(0, kOutBytes / 8);
      lines.take(portion);
      rest.remove_prefix(portion.size());
      if (text.size() >= kOutBytes) TRY(write_out(out, text));
    }
    TRY(write_out(out, text));
  }
  lines.finish_file();
  return write_out(out, text);
}

}  // namespace tidings::app::cli
