#include "sms/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <kainjow/mustache.hpp>
#include <optional>

#include "base/limits.h"

namespace tidings::sms {
namespace {

namespace mustache = kainjow::mustache;

struct Tag {
  std::string name;
  std::optional<std::string> fallback;
};

// What the engine sees in place of the author's tags: {{v0}}, {{#s1}} … where the number is the index into Tags. So no
// author's text but plain text reaches it, and a section can be told from a variable when it asks for a value.
constexpr char kVariable = 'v', kSection = 's';

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

std::string_view trim(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  return from == std::string_view::npos ? std::string_view{}
                                        : text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// Answers the engine's questions from the recipient's fields, and remembers the first field that was missing.
class Answers : public mustache::basic_context<std::string> {
 public:
  Answers(const std::vector<Tag>& tags, const TemplateFields& values) : tags_(tags), values_(values) {}

  void push(const mustache::data*) override {}
  void pop() override {}
  const mustache::data* get_partial(const std::string&) const override { return nullptr; }

  const mustache::data* get(const std::string& id) const override {
    size_t index = 0;
    std::from_chars(id.data() + 1, id.data() + id.size(), index);
    const Tag& tag = tags_.at(index);
    const auto found = values_.find(tag.name);
    const bool present = found != values_.end() && !found->second.empty();
    if (id[0] == kSection) return present ? &yes_ : &no_;
    if (present) {
      value_ = mustache::data(found->second);
    } else if (tag.fallback) {
      value_ = mustache::data(*tag.fallback);
    } else {
      if (!missing_) missing_ = &tag.name;
      return nullptr;
    }
    return &value_;
  }

  const std::string* missing() const { return missing_; }

 private:
  const std::vector<Tag>& tags_;
  const TemplateFields& values_;
  const mustache::data yes_{true}, no_{false};
  mutable mustache::data value_;
  mutable const std::string* missing_ = nullptr;
};

// Reads the author's text once: checks the tags and writes the engine's text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Result<> scan() {
    size_t at = 0;
    for (;;) {
      const size_t open = text_.find("{{", at);
      engine_text += text_.substr(at, open - at);
      if (open == std::string_view::npos) break;
      const bool triple = text_.substr(open).starts_with("{{{");
      const size_t from = open + (triple ? 3 : 2);
      const std::string_view close = triple ? "}}}" : "}}";
      const size_t end = text_.find(close, from);
      if (end == std::string_view::npos)
        return wrong(open, "this tag is never closed", "end it with " + std::string(close));
      const std::string_view inside = trim(text_.substr(from, end - from));
      TRY(tag(open, triple ? std::string("&") + std::string(inside) : std::string(inside)));
      at = end + close.size();
    }
    if (!open_.empty()) {
      const auto& [name, position, index] = open_.back();
      return wrong(position, fmt::format("the section '{}' is never closed", name),
                   fmt::format("end it with {{{{/{}}}}}", name));
    }
    return {};
  }

  std::string engine_text;
  std::vector<Tag> tags;
  std::vector<std::string> fields, required;

 private:
  struct OpenSection {
    std::string name;
    size_t position;
    size_t index;
  };

  Result<> tag(size_t position, std::string_view inside) {
    if (inside.empty()) return wrong(position, "this tag has no field name", "");
    const char kind = inside[0];
    if (kind == '!') {
      engine_text += "{{!}}";
      return {};
    }
    if (kind == '>') return wrong(position, "templates cannot include other templates", "");
    if (kind == '=') return wrong(position, "the delimiters cannot be changed", "");
    const bool has_mark = kind == '#' || kind == '^' || kind == '/' || kind == '&';
    std::string_view name = trim(inside.substr(has_mark ? 1 : 0));
    if (kind == '/') return close_section(position, name);
    if (kind == '#' || kind == '^') return open_section(position, kind, name);

    Tag variable;
    if (const size_t bar = name.find('|'); bar != std::string_view::npos) {
      variable.fallback = std::string(trim(name.substr(bar + 1)));
      name = trim(name.substr(0, bar));
    }
    TRY(check_name(position, name));
    variable.name = std::string(name);
    add_once(fields, variable.name);
    if (!variable.fallback && open_.empty()) add_once(required, variable.name);
    engine_text += fmt::format("{{{{&{}{}}}}}", kVariable, tags.size());
    tags.push_back(std::move(variable));
    return {};
  }

  Result<> open_section(size_t position, char kind, std::string_view name) {
    TRY(check_name(position, name));
    if (open_.size() >= limits::kTemplateSections) return wrong(position, "sections are nested too deeply", "");
    open_.push_back({std::string(name), position, tags.size()});
    add_once(fields, std::string(name));
    engine_text += fmt::format("{{{{{}{}{}}}}}", kind, kSection, tags.size());
    tags.push_back({std::string(name), std::nullopt});
    return {};
  }

  Result<> close_section(size_t position, std::string_view name) {
    if (open_.empty()) return wrong(position, fmt::format("'{}' ends a section that was never opened", name), "");
    if (open_.back().name != name) {
      return wrong(position, fmt::format("'{}' is closed here, but the open section is '{}'", name, open_.back().name),
                   "");
    }
    engine_text += fmt::format("{{{{/{}{}}}}}", kSection, open_.back().index);
    open_.pop_back();
    return {};
  }

  Result<> check_name(size_t position, std::string_view name) const {
    if (name.empty()) return wrong(position, "this tag has no field name", "");
    const bool odd = name == "." || std::ranges::any_of(name, [](char c) {
                       return static_cast<unsigned char>(c) < 0x20 || std::string_view("{}|#^/&<>=!").contains(c);
                     });
    if (odd) return wrong(position, fmt::format("'{}' cannot be the name of a field", name), "");
    return {};
  }

  std::unexpected<Error> wrong(size_t position, std::string what, std::string hint) const {
    const std::string_view before = text_.substr(0, position);
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto column = position - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0
    return fail(ErrorCode::invalid_argument, std::move(what), fmt::format("line {}, column {}", line, column),
                std::move(hint));
  }

  std::string_view text_;
  std::vector<OpenSection> open_;
};

}  // namespace

struct Template::Parsed {
  Parsed(Scanner&& scanner)
      : engine(scanner.engine_text),
        tags(std::move(scanner.tags)),
        fields(std::move(scanner.fields)),
        required(std::move(scanner.required)) {}
  // The engine's render() is not marked const, but without lambdas and partials it changes nothing of its own.
  mutable mustache::mustache engine;
  std::vector<Tag> tags;
  std::vector<std::string> fields, required;
};

Template::Template(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;
Template::Template(const Template&) = default;
Template& Template::operator=(const Template&) = default;
Template::~Template() = default;

const std::vector<std::string>& Template::fields() const { return parsed_->fields; }
const std::vector<std::string>& Template::required_fields() const { return parsed_->required; }

Result<Template> Template::compile(std::string_view text) {
  if (text.size() > limits::kTemplateBytes) {
    return fail(ErrorCode::too_large, fmt::format("the template is longer than {} bytes", limits::kTemplateBytes),
                "template");
  }
  Scanner scanner(text);
  TRY(scanner.scan());
  auto parsed = std::make_shared<const Parsed>(std::move(scanner));
  if (!parsed->engine.is_valid()) return fail(ErrorCode::internal, parsed->engine.error_message(), "template");
  return Template(std::move(parsed));
}

Result<std::string> Template::render(const TemplateFields& values) const {
  Answers answers(parsed_->tags, values);
  std::ostringstream out;
  parsed_->engine.render(answers, out);
  if (answers.missing()) {
    return fail(ErrorCode::invalid_argument, fmt::format("the field '{}' is missing", *answers.missing()),
                *answers.missing(),
                fmt::format("give it a value, or a fallback in the template: {{{{{}|…}}}}", *answers.missing()));
  }
  return std::move(out).str();
}

}  // namespace tidings::sms
