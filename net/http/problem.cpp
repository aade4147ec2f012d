// Errors as RFC 9457 says: the one place that knows which status and title belong to an error code;
// its name is that of the domain.
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "net/http/response.hpp"

namespace takeover::net::http {
namespace {

struct kind {
  int status;
  std::string_view type;
  std::string_view title;
};

/// Codes that docs/protocol.md does not list never leave the program: after `conflict` and `stale`
/// the outcome is unknown to the caller, which is what `unavailable` says.
domain::errc as_told(domain::errc code) noexcept {
  using domain::errc;
  return code == errc::conflict || code == errc::stale ? errc::unavailable : code;
}

struct status_line {
  int status;
  std::string_view title;
};

status_line status_of(domain::errc code) noexcept {
  using domain::errc;
  switch (code) {
    case errc::malformed: return {400, "The request could not be read"};
    case errc::invalid: return {422, "Some fields are invalid"};
    case errc::unauthenticated: return {401, "Please sign in first"};
    case errc::wrong_credentials: return {401, "Wrong email or password"};
    case errc::token_expired: return {401, "The token has expired"};
    case errc::forbidden: return {403, "Not allowed"};
    case errc::not_found: return {404, "Not found"};
    case errc::already_claimed: return {409, "Held by somebody else"};
    case errc::not_holder: return {409, "Only the holder can do this"};
    case errc::client_id_reused:
      return {409, "The client id was already used with a different body"};
    case errc::deleted: return {410, "This conversation was deleted"};
    case errc::too_large: return {413, "Too large"};
    case errc::too_many_requests: return {429, "Too many requests"};
    case errc::overloaded: return {503, "Too busy right now"};
    case errc::unavailable:
    case errc::conflict:
    case errc::stale: return {503, "The outcome is not known yet"};
    case errc::corrupt: return {500, "The stored data cannot be read"};
    case errc::internal: break;
  }
  return {500, "Something went wrong on our side"};
}

/// The last part of the type is the code's own name.
kind kind_of(domain::errc code) noexcept {
  const auto [status, title] = status_of(code);
  return {status, domain::name_of(as_told(code)), title};
}

response as_response(const kind& what, boost::json::object body) {
  response answer = json(what.status, body);
  answer.content_type = "application/problem+json";
  return answer;
}

boost::json::object body_of(const kind& what, std::string_view detail) {
  boost::json::object body;
  body["type"] = "https://takeover.dev/problems/" + std::string{what.type};
  body["title"] = what.title;
  body["status"] = what.status;
  body["detail"] = detail.empty() ? what.title : detail;
  return body;
}

}  // namespace

response problem(const domain::error& error) {
  const auto what = kind_of(error.code);
  auto body = body_of(what, error.code == domain::errc::internal ? std::string_view{}
                                                                 : std::string_view{error.detail});
  if (error.code == domain::errc::already_claimed || error.code == domain::errc::not_holder) {
    boost::json::value holder;
    if (error.holder)
      holder = boost::json::object{{"id", std::string_view{error.holder->id.text()}},
                                   {"name", error.holder->name}};
    body["claimed_by"] = std::move(holder);
  }
  if (error.code == domain::errc::invalid) {
    boost::json::object fields;
    for (const auto& [name, trouble] : error.fields) fields[name] = trouble;
    body["errors"] = std::move(fields);
  }
  auto answer = as_response(what, std::move(body));
  auto wait = error.retry_after;
  if (!wait && what.status == 503) wait = std::chrono::seconds{1};
  if (wait) answer.headers.emplace_back("Retry-After", std::to_string(wait->count()));
  if (what.status == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

response problem(int status, std::string_view type, std::string_view title,
                 std::string_view detail) {
  const kind what{status, type, title};
  return as_response(what, body_of(what, detail));
}

}  // namespace takeover::net::http
