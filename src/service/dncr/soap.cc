#include "service/dncr/soap.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>
#include <sstream>

namespace tidings::service::dncr {
namespace {

constexpr const char* kEnvelope = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr const char* kEncoding = "http://schemas.xmlsoap.org/soap/encoding/";
constexpr const char* kService = "http://rtw.dncrtelem";
constexpr int kDeepest = 32;  // of an answer; a register's has five levels

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::string local_name(const char* name) {
  const std::string_view all(name);
  const size_t colon = all.rfind(':');
  return lower(colon == std::string_view::npos ? all : all.substr(colon + 1));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::optional<int64_t> whole(std::string_view text) {
  text = trimmed(text);
  int64_t out = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

pugi::xml_node child(const pugi::xml_node& of, std::string_view name) {
  for (const auto& one : of.children()) {
    if (one.type() == pugi::node_element && local_name(one.name()) == name) return one;
  }
  return {};
}

bool is_code(const std::string& name) {
  constexpr std::string_view kNames[] = {"systemcode", "systemerrorcode", "errorcode", "returncode",
                                         "resultcode", "statuscode",      "code"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

void take_value(const std::string& name, std::string_view text, SoapAnswer& out) {
  const auto value = whole(text);
  if (!value) return;
  if (is_code(name) && !out.code) out.code = value;
  if (name.find("balance") != std::string::npos && !out.balance) out.balance = value;
}

SoapNumber number_of(const pugi::xml_node& node) {
  SoapNumber out;
  out.number = std::string(trimmed(node.text().get()));
  for (const auto& attribute : node.attributes()) {
    const auto name = local_name(attribute.name());
    if (name == "result") out.result = std::string(trimmed(attribute.value()));
    if (name == "errorcode") out.error = std::string(trimmed(attribute.value()));
  }
  return out;
}

void collect(const pugi::xml_node& node, SoapAnswer& out, int depth) {
  if (depth > kDeepest) return;
  for (const auto& attribute : node.attributes()) take_value(local_name(attribute.name()), attribute.value(), out);
  for (const auto& one : node.children()) {
    if (one.type() != pugi::node_element) continue;
    const auto name = local_name(one.name());
    if (name == "number") {
      out.numbers.push_back(number_of(one));
      continue;
    }
    take_value(name, one.text().get(), out);
    collect(one, out, depth + 1);
  }
}

// Some servers send the inner document as text.
void collect_text(std::string_view text, SoapAnswer& out) {
  pugi::xml_document inner;
  text = trimmed(text);
  if (text.starts_with('<') && inner.load_buffer(text.data(), text.size())) collect(inner, out, 0);
}

}  // namespace

std::string write_call(std::string_view operation, const SoapParts& parts, const std::vector<std::string>& numbers) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto envelope = document.append_child("soapenv:Envelope");
  envelope.append_attribute("xmlns:soapenv") = kEnvelope;
  envelope.append_attribute("xmlns:soapenc") = kEncoding;
  envelope.append_attribute("xmlns:xsd") = "http://www.w3.org/2001/XMLSchema";
  envelope.append_attribute("xmlns:xsi") = "http://www.w3.org/2001/XMLSchema-instance";
  envelope.append_attribute("xmlns:rtw") = kService;
  auto call = envelope.append_child("soapenv:Body").append_child(fmt::format("rtw:{}", operation).c_str());
  call.append_attribute("soapenv:encodingStyle") = kEncoding;
  for (const auto& [name, value] : parts) {
    auto part = call.append_child(name.c_str());
    part.append_attribute("xsi:type") = "xsd:string";
    part.text() = value.c_str();
  }
  if (!numbers.empty()) {
    auto array = call.append_child("NumbersToWash");
    array.append_attribute("xsi:type") = "soapenc:Array";
    array.append_attribute("soapenc:arrayType") = fmt::format("xsd:anyType[{}]", numbers.size()).c_str();
    for (const auto& number : numbers) {
      auto one = array.append_child("Number");
      one.append_attribute("xsi:type") = "xsd:string";
      one.text() = number.c_str();
    }
  }
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return std::move(out).str();
}

Result<SoapAnswer> read_answer(std::string_view text) {
  pugi::xml_document document;
  const auto read = document.load_buffer(text.data(), text.size());
  if (!read) return fail(ErrorCode::invalid_argument, "the answer is not XML", "the register");
  const auto body = child(child(document, "envelope"), "body");
  if (!body) return fail(ErrorCode::invalid_argument, "the answer is no SOAP envelope", "the register");
  SoapAnswer out;
  if (const auto fault = child(body, "fault")) {
    const std::string_view words = child(fault, "faultstring").text().get();
    const std::string_view code = child(fault, "faultcode").text().get();
    out.fault = std::string(words.empty() ? code : words);
    return out;
  }
  for (const auto& response : body.children()) {
    collect(response, out, 0);
    if (!out.numbers.empty() || out.code || out.balance) continue;
    for (const auto& one : response.children()) collect_text(one.text().get(), out);
  }
  return out;
}

}  // namespace tidings::service::dncr
