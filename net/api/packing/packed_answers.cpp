#include "net/api/packing/packed_answers.hpp"

namespace takeover::net {

bool may_pack(const http::request& in) {
  if (in.verb() != http::method::get && in.verb() != http::method::head) return false;
  if (!http::prefers_gzip(in.get(http::header::accept_encoding))) return false;
  // A browser sends the cookie also with what another site opens, and the length of a packed answer
  // tells how much of it repeats what a stranger wrote (BREACH).
  return in.get(http::header::cookie).empty() || !in.bearer().empty() ||
         in.get(http::header::sec_fetch_site) == "same-origin";
}

void pack_small(const http::request& in, response& answer) {
  const bool is_read = in.verb() == http::method::get || in.verb() == http::method::head;
  const bool is_packed = http::is_packed(answer);
  if (!is_read || answer.content_type != "application/json") return;
  if (!is_packed && !http::is_packable(answer)) return;
  if (!is_packed && answer.body.size() <= most_packed_at_once && may_pack(in)) http::pack(answer);
  answer.headers.emplace_back("Vary", "Accept-Encoding");
}

}  // namespace takeover::net
