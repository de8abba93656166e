// Message templates: Mustache (variables, sections, inverted sections, comments) without HTML escaping.
//   {{name}}         the field; an error that names it when it is missing or empty
//   {{name|there}}   the field, or "there"
//   {{#vip}}…{{/vip}} and {{^vip}}…{{/vip}}   by presence: a field that is there and not empty
// Partials and other delimiters are refused. Parsed once; rendering is const and may run on any thread.
// On the journey: composing (errors name the position), planning and dispatch (rendering).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tidings::sms {

using TemplateFields = std::map<std::string, std::string, std::less<>>;

class Template {
 public:
  // Errors: invalid_argument, `where` is "line L, column C" (columns in bytes, from 1); too_large.
  static Result<Template> compile(std::string_view text);

  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;
  Template(const Template&);
  Template& operator=(const Template&);
  ~Template();

  // Every field the template names, sections too; each once, in order.
  const std::vector<std::string>& fields() const;
  // Those that no message can do without: no fallback, outside every section.
  const std::vector<std::string>& required_fields() const;

  // Errors: invalid_argument, `where` is the missing field. Values are never read as templates.
  Result<std::string> render(const TemplateFields& values) const;

 private:
  struct Parsed;
  explicit Template(std::shared_ptr<const Parsed> parsed);
  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace tidings::sms
