/// Sends a request to a conversation and waits for its answer. Owns the deadline; no request.
#pragma once

#include "actors/requests.hpp"
#include "net/io/await.hpp"

namespace takeover::net {

/// Fills in the request's `done`, sends it, waits. The request has a name (`safe_in_await`), and is
/// moved from. Errors: those of the conversation; overloaded; unavailable after
/// `timeouts::command`.
template <class T, class Request>
boost::asio::awaitable<domain::result<T>> ask_conversation(io_shard& shard,
                                                           actors::conversations& all,
                                                           domain::conversation_id to,
                                                           Request& request) {
  awaited<T> answer{shard};
  request.done = answer.promise();
  if (const auto sent = all.send(to, std::move(request)); !sent) co_return sent.error();
  co_return co_await answer.within(timeouts::command);
}

}  // namespace takeover::net
