/// What is inside of a request: target, query, form fields, cookies, bearer token. Input: the
/// target in the first line, a form in the second, a header's value in the rest.
#include "domain/text/utf8.hpp"
#include "net/http/request.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;

void check_value(const domain::result<std::optional<std::string>>& value) {
  if (!value || !*value) return;
  fuzz::require(!(*value)->empty(), "an empty field counts as absent");
  fuzz::require(domain::is_utf8(**value), "a field is UTF-8");
  fuzz::require((*value)->find('\0') == std::string::npos, "a field has no NUL");
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    constexpr std::string_view digits = "0123456789aBcDeF";
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return encoded;
}

void check_target(std::string_view target) {
  net::http::request in;
  if (!in.set_target(net::http::method::get, target)) return;
  fuzz::require(in.path().starts_with('/'), "a path begins with a slash");
  fuzz::require(in.path().find('\0') == std::string_view::npos, "a path has no NUL");
  fuzz::require(in.query().find('#') == std::string_view::npos, "a query has no fragment");
  check_value(in.parameter("cursor"));
}

void check_form(std::string_view form) {
  check_value(net::http::form_field(form, "a"));
  const auto name = fuzz::take_until(form, '=');
  if (name.find('\0') != std::string_view::npos) return;
  const auto found =
      net::http::form_field(percent_encoded(name) + "=" + percent_encoded(form) + "&b=c", name);
  const bool valid = domain::is_utf8(form) && form.find('\0') == std::string_view::npos;
  fuzz::require(found.has_value() == valid, "a field is read if it is text");
  if (valid) fuzz::require(found->value_or("") == form, "an encoded field reads as it was");
}

void check_header(std::string_view value) {
  net::http::request in;
  if (!in.add(net::http::header::cookie, value) || !in.add(net::http::header::authorization, value))
    return;
  const auto cookie = in.cookie("takeover_session");
  fuzz::require(cookie.find(';') == std::string_view::npos, "a cookie ends at the semicolon");
  fuzz::require(in.bearer().empty() || in.bearer().front() != ' ', "a token begins at its text");
  const auto list = std::string{value} + ", WebSocket";
  fuzz::require(net::http::has_token(list, "websocket"), "the last token of a list is found");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = fuzz::text_of(data, size);
  check_target(fuzz::take_until(rest));
  check_form(fuzz::take_until(rest));
  check_header(rest);
  return 0;
}
