#include "tests/structure/tree.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tidings::structure {
namespace {

namespace fs = std::filesystem;

bool word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string_view trim_left(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text;
}

bool skipped_folder(const std::string& name) {
  static const std::vector<std::string> kSkipped = {"build", "data", "node_modules", "__pycache__", "dist"};
  if (name.starts_with('.')) return name != ".ci";
  return std::ranges::find(kSkipped, name) != kSkipped.end();
}

void load(const fs::path& root, const fs::path& folder, Tree& tree) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (entry.is_symlink() || name == ".git") continue;  // a file in a second work tree
    if (entry.is_directory()) {
      // "data" below src/ is part of the sources; the one at the top is what a running server leaves behind.
      if (!skipped_folder(name) || (name == "data" && folder != root)) load(root, entry.path(), tree);
      continue;
    }
    std::ifstream in(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (text.find('\0') != std::string::npos) continue;
    tree.files.push_back({fs::relative(entry.path(), root).generic_string(), std::move(text)});
  }
}

}  // namespace

std::vector<std::string_view> File::lines() const {
  std::vector<std::string_view> out;
  std::string_view rest = text;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    out.push_back(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return out;
}

std::string_view File::name() const { return std::string_view(path).substr(path.rfind('/') + 1); }
std::string_view File::stem() const { return name().substr(0, name().rfind('.')); }
std::string_view File::extension() const {
  const size_t dot = name().rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name().substr(dot);
}
bool File::under(std::string_view folder) const {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

const File* Tree::find(std::string_view path) const {
  const auto it = std::ranges::find(files, path, &File::path);
  return it == files.end() ? nullptr : &*it;
}
bool Tree::has_folder(std::string_view path) const {
  return std::ranges::any_of(files, [&](const File& file) { return file.under(path); });
}

std::string report(const Findings& findings) {
  std::string out;
  for (const auto& [path, line, what] : findings)
    out += path + (line == 0 ? "" : ":" + std::to_string(line)) + ": " + what + "\n";
  return out;
}

std::vector<Include> includes(const File& file) {
  std::vector<Include> out;
  size_t number = 0;
  for (std::string_view line : file.lines()) {
    ++number;
    line = trim_left(line);
    if (!line.starts_with('#')) continue;
    line = trim_left(line.substr(1));
    if (!line.starts_with("include")) continue;
    line = trim_left(line.substr(std::string_view("include").size()));
    if (line.empty() || (line[0] != '"' && line[0] != '<')) continue;
    const bool angled = line[0] == '<';
    const size_t end = line.find(angled ? '>' : '"', 1);
    if (end != std::string_view::npos) out.push_back({number, line.substr(1, end - 1), angled});
  }
  return out;
}

std::string code_only(std::string_view text) {
  std::string out(text);
  const auto blank = [&](size_t from, size_t to) {
    for (size_t at = from; at < std::min(to, out.size()); ++at)
      if (out[at] != '\n') out[at] = ' ';
  };
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    if (text.substr(at, 2) == "//") {
      end = std::min(text.find('\n', at), text.size());
      blank(at, end);
    } else if (text.substr(at, 2) == "/*") {
      const size_t close = text.find("*/", at + 2);
      end = close == std::string_view::npos ? text.size() : close + 2;
      blank(at, end);
    } else if (text.substr(at, 2) == "R\"" && (at == 0 || !word_character(text[at - 1]))) {
      const size_t open = std::min(text.find('(', at), text.size());
      const std::string closing = ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"";
      const size_t close = text.find(closing, open);
      end = close == std::string_view::npos ? text.size() : close + closing.size();
      blank(at + 2, end - 1);
    } else if (text[at] == '"' ||
               (text[at] == '\'' && (at == 0 || !word_character(text[at - 1])))) {  // 1'000 is no literal
      while (end < text.size() && text[end] != text[at] && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
      blank(at + 1, end);
      ++end;
    }
    at = end;
  }
  return out;
}

size_t find_word(std::string_view text, std::string_view word, size_t from) {
  for (size_t at = text.find(word, from); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t after = at + word.size();
    const bool begins = at == 0 || !word_character(word.front()) || !word_character(text[at - 1]);
    const bool ends = after == text.size() || !word_character(word.back()) || !word_character(text[after]);
    if (begins && ends) return at;
  }
  return std::string_view::npos;
}

size_t line_of(std::string_view text, size_t at) {
  return 1 + static_cast<size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

const Tree& project() {
  static const Tree tree = [] {
    Tree out;
    load(TIDINGS_SOURCE_DIR, TIDINGS_SOURCE_DIR, out);
    std::ranges::sort(out.files, {}, &File::path);
    return out;
  }();
  return tree;
}

}  // namespace tidings::structure
