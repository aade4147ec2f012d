#include "net/http/response.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serializer.hpp>
#include <boost/json/value.hpp>
#include <charconv>

namespace takeover::net::http {
namespace {

std::string_view reason_of(int status) noexcept {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 302: return "Found";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
  }
}

void append_number(std::string& to, std::size_t number) {
  char digits[20];
  const auto [end, failed] = std::to_chars(digits, digits + sizeof digits, number);
  (void)failed;  // 20 digits hold every std::size_t
  to.append(digits, end);
}

/// Serializes without the intermediate copies of `boost::json::serialize`.
template <class Json>
std::string serialized(const Json& value) {
  boost::json::serializer writer;
  writer.reset(&value);
  std::string to;
  to.resize(512);
  std::size_t used = 0;
  for (;;) {
    used += writer.read(to.data() + used, to.size() - used).size();
    if (writer.done()) break;
    to.resize(to.size() * 2);
  }
  to.resize(used);
  return to;
}

template <class Json>
response json_response(int status, const Json& body) {
  response answer;
  answer.status = status;
  answer.content_type = "application/json";
  answer.body = serialized(body);
  return answer;
}

}  // namespace

response json(int status, const boost::json::value& body) { return json_response(status, body); }
response json(int status, const boost::json::object& body) { return json_response(status, body); }

response text(int status, std::string body) {
  response answer;
  answer.status = status;
  answer.content_type = "text/plain; charset=utf-8";
  answer.body = std::move(body);
  return answer;
}

response no_content() {
  response answer;
  answer.status = 204;
  return answer;
}

response redirect(std::string to) {
  response answer;
  answer.status = 302;
  return std::move(answer).with("Location", std::move(to));
}

void write_head(std::string& head, const response& answer, std::string_view date,
                after what_follows) {
  head += "HTTP/1.1 ";
  append_number(head, static_cast<std::size_t>(answer.status));
  head += ' ';
  head += reason_of(answer.status);
  head += "\r\nDate: ";
  head += date;
  if (answer.status != 204 && answer.status != 304) {
    head += "\r\nContent-Length: ";
    append_number(head, answer.fixed_body.empty() ? answer.body.size() : answer.fixed_body.size());
  }
  if (!answer.content_type.empty()) {
    head += "\r\nContent-Type: ";
    head += answer.content_type;
  }
  head += "\r\nCache-Control: ";
  head += answer.cache_control;
  head +=
      "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: strict-origin-when-cross-origin\r\n";
  if (what_follows == after::close) head += "Connection: close\r\n";
  for (const auto& [name, value] : answer.headers) {
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  }
  head += "\r\n";
}

std::string header_lines(const response& answer) {
  std::string lines;
  for (const auto& [name, value] : answer.headers)
    lines.append(name).append(": ").append(value).append("\r\n");
  return lines;
}

}  // namespace takeover::net::http
