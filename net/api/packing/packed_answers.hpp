/// Which answers are packed for the way, and where: large ones on the thread that made them. Owns
/// the rule of decision 31; knows no shape.
#pragma once

#include "net/api/request_context.hpp"
#include "net/http/coding/content_coding.hpp"

namespace takeover::net {

/// Whether an answer to this request may be packed: a GET or HEAD whose client takes gzip, and that
/// no page of another site can have caused with somebody's cookie.
[[nodiscard]] bool may_pack(const http::request& in);

/// Up to here packing takes less than half a millisecond, and an I/O thread may do it.
inline constexpr std::size_t most_packed_at_once = 16'384;
/// Packs what is small enough for an I/O thread. What may be packed says that it depends on the
/// request.
void pack_small(const http::request& in, response& answer);

/// As `on_reader`, for a job that makes the answer: it is packed on the reader's thread.
template <safe_in_await Job>
handler_result answer_on_reader(request_context& ctx, Job&& job) {
  const bool packs = may_pack(ctx.in);
  auto make = [job = std::move(job), packs](storage::reader& rows) mutable {
    domain::result<response> made = job(rows);
    if (made && packs && http::is_packable(*made)) http::pack(*made);
    return made;
  };
  co_return co_await on_reader(ctx.shard, ctx.app.store, make);
}

}  // namespace takeover::net
