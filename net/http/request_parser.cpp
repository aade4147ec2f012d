#include "net/http/request_parser.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <optional>

namespace takeover::net::http {

namespace beast = boost::beast;
using beast::http::error;

namespace {

method method_of(beast::http::verb verb) noexcept {
  switch (verb) {
    case beast::http::verb::get: return method::get;
    case beast::http::verb::head: return method::head;
    case beast::http::verb::post: return method::post;
    case beast::http::verb::put: return method::put;
    case beast::http::verb::patch: return method::patch;
    case beast::http::verb::delete_: return method::del;
    case beast::http::verb::options: return method::options;
    default: return method::other;
  }
}

std::optional<header> header_of(beast::http::field name, beast::string_view text) noexcept {
  using beast::http::field;
  switch (name) {
    case field::host: return header::host;
    case field::origin: return header::origin;
    case field::cookie: return header::cookie;
    case field::authorization: return header::authorization;
    case field::content_type: return header::content_type;
    case field::accept_encoding: return header::accept_encoding;
    case field::if_none_match: return header::if_none_match;
    case field::expect: return header::expect;
    case field::upgrade: return header::upgrade;
    case field::sec_websocket_key: return header::websocket_key;
    case field::sec_websocket_version: return header::websocket_version;
    case field::access_control_request_method: return header::preflight_method;
    case field::sec_fetch_site: return header::sec_fetch_site;
    case field::forwarded: return header::forwarded;
    case field::unknown: break;
    default: return std::nullopt;
  }
  if (beast::iequals(text, "X-Forwarded-For")) return header::forwarded_for;
  if (beast::iequals(text, "X-Forwarded-Proto")) return header::forwarded_proto;
  return std::nullopt;
}

constexpr std::size_t max_reserved = 16'384;
constexpr std::size_t last_chunk_bytes = std::string_view{"0\r\n\r\n"}.size();

enum class defect { none, target, twice, host, encoding, fold };

/// Fills a request from what Beast's parser finds.
class filling_parser final : public beast::http::basic_parser<true> {
 public:
  explicit filling_parser(request& into) : into_(into) {
    header_limit(max_head_bytes);
    body_limit(boost::none);  // ours is known only after the head
  }

  void limit(std::size_t max_bytes) { max_body_ = max_bytes; }
  [[nodiscard]] defect what_is_wrong() const { return defect_; }

  /// Checks bytes of the head that were parsed. A line that begins with white space continues the
  /// one before, which parsers read differently (RFC 9112, section 5.2, lets us refuse it); and
  /// Beast's own limit does not see a head that comes in one piece.
  beast::error_code check_head(std::string_view bytes) {
    head_bytes_ += bytes.size();
    if (head_bytes_ > max_head_bytes) return error::header_limit;
    for (const char c : bytes) {
      if (begins_line_ && (c == ' ' || c == '\t')) {
        defect_ = defect::fold;
        return error::bad_field;
      }
      begins_line_ = c == '\n';
    }
    return {};
  }

 private:
  void on_request_impl(beast::http::verb verb, beast::string_view, beast::string_view target,
                       int version, beast::error_code& ec) override {
    http11_ = version == 11;
    if (verb == beast::http::verb::options && target == "*") target = "/*";
    if (!into_.set_target(method_of(verb), target)) refuse(defect::target, ec);
  }
  void on_field_impl(beast::http::field name, beast::string_view text, beast::string_view value,
                     beast::error_code& ec) override {
    if (head_is_read_) return;  // trailers are ignored
    if (name == beast::http::field::transfer_encoding) {
      // Against request smuggling: a proxy that finds the body's end elsewhere sees another next
      // request. So only the one form that every parser reads alike is accepted; Beast refuses it
      // together with a Content-Length. Source: RFC 9112, sections 6.1 and 6.3.
      if (!http11_ || encoded_ || !beast::iequals(value, "chunked"))
        return refuse(defect::encoding, ec);
      encoded_ = true;
      return;
    }
    const auto known = header_of(name, text);
    if (!known) return;
    if (*known == header::host) {
      if (has_host_) return refuse(defect::twice, ec);
      has_host_ = true;
    }
    if (!into_.add(*known, value)) refuse(defect::twice, ec);
  }
  void on_header_impl(beast::error_code& ec) override {
    if (http11_ && !has_host_) return refuse(defect::host, ec);
    into_.set_keep_alive(keep_alive());
    into_.set_reads_chunks(http11_);
    head_is_read_ = true;
  }
  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {
  }  // of parsers for answers
  void on_body_init_impl(const boost::optional<std::uint64_t>& length,
                         beast::error_code& ec) override {
    if (!length) return;
    if (*length > max_body_) {
      ec = error::body_limit;
      return;
    }
    // Grows as the bytes arrive: announcing a length costs the client nothing.
    into_.body().reserve(std::min(static_cast<std::size_t>(*length), max_reserved));
  }
  std::size_t on_body_impl(beast::string_view bytes, beast::error_code& ec) override {
    return append(bytes, ec);
  }
  void on_chunk_header_impl(std::uint64_t size, beast::string_view,
                            beast::error_code& ec) override {
    if (size > max_body_) ec = error::body_limit;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes,
                                 beast::error_code& ec) override {
    return append(bytes, ec);
  }
  void on_finish_impl(beast::error_code&) override {}

  std::size_t append(beast::string_view bytes, beast::error_code& ec) {
    if (into_.body().size() + bytes.size() > max_body_) {
      ec = error::body_limit;
      return 0;
    }
    into_.body().append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void refuse(defect what, beast::error_code& ec) {
    defect_ = what;
    ec = error::bad_value;
  }

  request& into_;
  std::size_t max_body_ = 0;
  defect defect_ = defect::none;
  bool http11_ = false;
  bool has_host_ = false;
  bool encoded_ = false;
  bool head_is_read_ = false;
  bool begins_line_ = false;
  std::size_t head_bytes_ = 0;
};

}  // namespace

struct request_parser::reader {
  std::optional<filling_parser> parser;
  bool head_reported = false;
  beast::error_code failed;
};

request_parser::request_parser() : reader_(std::make_unique<reader>()) {}
request_parser::~request_parser() = default;

void request_parser::begin(request& into) {
  into.clear();
  reader_->parser.emplace(into);
  reader_->head_reported = false;
  reader_->failed = {};
}

request_parser::step request_parser::put(std::span<const char> input) {
  auto& parser = *reader_->parser;
  step done;
  while (!parser.is_done()) {
    const auto rest = input.subspan(done.used);
    if (rest.empty()) return done;
    // Beast asserts that it is given the whole last chunk after its size; no rest is shorter.
    if (reader_->head_reported && parser.chunked() && rest.size() < last_chunk_bytes) return done;
    beast::error_code ec;
    const bool in_head = !parser.is_header_done();
    const auto used = parser.put(boost::asio::const_buffer{rest.data(), rest.size()}, ec);
    done.used += used;
    if (in_head && (!ec || ec == error::need_more)) {
      if (const auto wrong = parser.check_head({rest.data(), used})) ec = wrong;
    }
    if (ec == error::need_more) return done;
    if (ec) {
      reader_->failed = ec;
      done.where = progress::failed;
      return done;
    }
    if (parser.is_header_done() && !reader_->head_reported) {
      reader_->head_reported = true;
      parser.eager(true);
      if (!parser.is_done()) {
        done.where = progress::head;
        return done;
      }
    }
  }
  done.where = progress::complete;
  return done;
}

void request_parser::limit_body(std::size_t max_bytes) { reader_->parser->limit(max_bytes); }

std::uint64_t request_parser::announced_length() const {
  return reader_->parser->content_length().value_or(0);
}

bool request_parser::chunked() const { return reader_->parser->chunked(); }

bool request_parser::wants_upgrade() const { return reader_->parser->upgrade(); }

bool request_parser::got_some() const { return reader_->parser && reader_->parser->got_some(); }

response request_parser::failure() const {
  const auto& failed = reader_->failed;
  if (failed == error::header_limit)
    return problem(431, "too-large", "The request headers are too large",
                   "Headers can be at most 16384 bytes.");
  if (failed == error::body_limit)
    return problem(domain::fail(domain::errc::too_large, "The body is too large for this call."));
  std::string_view detail = "This is not an HTTP/1.1 request.";
  switch (reader_->parser->what_is_wrong()) {
    case defect::target: detail = "The request target cannot be read."; break;
    case defect::twice: detail = "A header that may appear only once was sent twice."; break;
    case defect::host: detail = "The Host header is missing."; break;
    case defect::encoding:
      detail = "The only supported Transfer-Encoding is chunked, in HTTP/1.1.";
      break;
    case defect::fold: detail = "A header is folded over several lines."; break;
    case defect::none: break;
  }
  return problem(domain::fail(domain::errc::malformed, std::string{detail}));
}

}  // namespace takeover::net::http
