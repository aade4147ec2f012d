/// Requests as bytes: reads the same however they are cut, and lets nothing through that a request
/// may not have.
#include <string>
#include <vector>

#include "net/http/request_parser.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover::net;

constexpr std::size_t body_limit = 200;

struct reading {
  std::vector<std::string> requests;
  int refused_with = 0;    ///< a status; 0: nothing was refused
  std::size_t unread = 0;  ///< bytes that wait for more
};

/// The rest of a chunked body may be refused as soon as it is there, or when five bytes of it are.
bool same(const reading& cut, const reading& whole) {
  const bool waits = cut.refused_with == 0 && cut.unread > 0 && cut.unread < 5;
  return cut.requests == whole.requests && (cut.refused_with == whole.refused_with || waits);
}

std::string check(const http::request& in) {
  fuzz::require(in.path().starts_with('/'), "a path begins with a slash");
  fuzz::require(in.path().find('\0') == std::string_view::npos, "a path has no NUL");
  fuzz::require(!fuzz::has_control(in.query()), "a query has no control characters");
  fuzz::require(in.body().size() <= body_limit, "a body is within its limit");
  std::string shown{http::name_of(in.verb())};
  shown.append(" ").append(in.path()).append("?").append(in.query());
  for (std::size_t i = 0; i < http::header_count; ++i) {
    const auto value = in.get(static_cast<http::header>(i));
    fuzz::require(value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos,
                  "a header is one line");
    shown.append("\n").append(value);
  }
  return shown.append(in.keep_alive() ? "\nkept\n" : "\nclosed\n").append(in.body());
}

/// As a connection does, with the same body limit for each call.
reading read(std::string_view bytes, fuzz::arrival how) {
  reading all;
  http::request_parser parser;
  http::request into;
  std::string unread;
  parser.begin(into);
  bool over = false;
  fuzz::arrive(bytes, how, [&](std::string_view piece) {
    unread.append(piece);
    while (!over) {
      const auto step = parser.put({unread.data(), unread.size()});
      fuzz::require(step.used <= unread.size(), "no more is used than there is");
      unread.erase(0, step.used);
      using progress = http::request_parser::progress;
      if (step.where == progress::need_more) return;
      if (step.where == progress::failed) {
        all.refused_with = parser.failure().status;
        fuzz::require(all.refused_with >= 400, "a refusal has a status");
        over = true;
      } else if (step.where == progress::head) {
        parser.limit_body(body_limit);
        if (parser.announced_length() <= body_limit) continue;
        all.refused_with = 413;
        over = true;
      } else {
        all.requests.push_back(check(into));
        over = parser.wants_upgrade();
        parser.begin(into);
      }
    }
  });
  all.unread = unread.size();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A head that can only be wrong may be refused before its end, depending on how much of it has
  // come. So each input ends a head.
  const auto bytes = std::string{fuzz::text_of(data, size)} + "\r\n\r\n";
  const auto whole = read(bytes, fuzz::arrival::whole);
  fuzz::require(same(read(bytes, fuzz::arrival::single), whole), "byte by byte it reads the same");
  fuzz::require(same(read(bytes, fuzz::arrival::pieces), whole), "in pieces it reads the same");
  return 0;
}
