#include "sms/template.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/limits.h"

namespace tidings::sms {
namespace {

std::string render(std::string_view text, const TemplateFields& values) {
  const auto compiled = Template::compile(text);
  if (!compiled) return "compile: " + compiled.error().where + ": " + compiled.error().what;
  const auto out = compiled->render(values);
  return out ? *out : "missing: " + out.error().where;
}

TEST(Template, Renders) {
  const TemplateFields values{{"name", "Ann"},      {"vip", "yes"},        {"empty", ""},
                              {"first name", "Bo"}, {"html", "<a & 'b'>"}, {"tag", "{{name}}"}};
  const struct {
    const char *text, *expected;
  } rows[] = {
      {"", ""},
      {"Hi {{name}}!", "Hi Ann!"},
      {"Hi {{ name }}!", "Hi Ann!"},
      {"{{first name}}", "Bo"},
      {"{{html}} {{{html}}} {{&html}}", "<a & 'b'> <a & 'b'> <a & 'b'>"},
      {"{{tag}}", "{{name}}"},
      {"Hi {{nick|there}}", "Hi there"},
      {"Hi {{nick | dear friend }}", "Hi dear friend"},
      {"Hi {{empty|there}}", "Hi there"},
      {"Hi{{nick|}}.", "Hi."},
      {"Hi {{name|there}}", "Hi Ann"},
      {"{{nick|a|b}}", "a|b"},
      {"{{nick}}", "missing: nick"},
      {"{{empty}}", "missing: empty"},
      {"{{#vip}}gold {{name}}{{/vip}}", "gold Ann"},
      {"{{#nick}}gold {{nick}}{{/nick}}plain", "plain"},
      {"{{#empty}}x{{/empty}}{{^empty}}none{{/empty}}", "none"},
      {"{{^nick}}{{nick}}{{/nick}}", "missing: nick"},
      {"{{^vip}}{{nick}}{{/vip}}ok", "ok"},
      {"{{#vip}}{{#name}}both{{/name}}{{/vip}}", "both"},
      {"{{! a note }}x", "x"},
      {"a { b } {} }} c", "a { b } {} }} c"},
      {"{{name}}}", "Ann}"},
      {"line\r\n{{#vip}}\r\nin\r\n{{/vip}}\r\nend", "line\r\nin\r\nend"},
      {"Zürich 🚀 {{name}}", "Zürich 🚀 Ann"},
  };
  for (const auto& row : rows) EXPECT_EQ(render(row.text, values), row.expected) << row.text;
}

TEST(Template, ErrorsNameThePosition) {
  const struct {
    const char *text, *where;
  } rows[] = {
      {"Hi {{name", "line 1, column 4"},
      {"a\nbc {{{name}} d", "line 2, column 4"},
      {"{{}}", "line 1, column 1"},
      {"{{ | x}}", "line 1, column 1"},
      {"{{#vip}}x", "line 1, column 1"},
      {"x{{/vip}}", "line 1, column 2"},
      {"{{#a}}{{#b}}{{/a}}", "line 1, column 13"},
      {"{{> other}}", "line 1, column 1"},
      {"{{=<% %>=}}", "line 1, column 1"},
      {"{{.}}", "line 1, column 1"},
      {"{{#}}x{{/}}", "line 1, column 1"},
      {"a {{b {{c}}", "line 1, column 3"},
  };
  for (const auto& row : rows) {
    const auto got = Template::compile(row.text);
    ASSERT_FALSE(got) << row.text;
    EXPECT_EQ(got.error().where, row.where) << row.text;
    EXPECT_EQ(got.error().code, ErrorCode::invalid_argument);
  }
}

TEST(Template, IsBounded) {
  EXPECT_EQ(Template::compile(std::string(limits::kTemplateBytes + 1, 'x')).error().code, ErrorCode::too_large);
  std::string deep, end;
  for (size_t i = 0; i < limits::kTemplateSections + 1; ++i) {
    deep += "{{#a}}";
    end += "{{/a}}";
  }
  EXPECT_EQ(Template::compile(deep + end).error().what, "sections are nested too deeply");
  EXPECT_TRUE(Template::compile(deep.substr(6) + end.substr(6)));
}

TEST(Template, ListsItsFields) {
  const auto got = Template::compile("{{a}} {{b|x}} {{#c}}{{d}}{{/c}} {{a}}");
  ASSERT_TRUE(got);
  EXPECT_EQ(got->fields(), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(got->required_fields(), (std::vector<std::string>{"a"}));
}

TEST(TemplateProperty, TextWithoutTagsStaysItself) {
  EXPECT_TRUE(rc::check([](std::string text) {
    std::erase(text, '{');
    RC_ASSERT(render(text, {}) == text);
    RC_ASSERT(render("{{x}}" + text, {{"x", "{{y}}"}}) == "{{y}}" + text);
  }));
}

}  // namespace
}  // namespace tidings::sms
