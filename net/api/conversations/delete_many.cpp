#include "net/api/conversations/delete_many.hpp"

#include <algorithm>
#include <chrono>

namespace takeover::net {
namespace {

using std::chrono::steady_clock;

/// How many conversations are asked at once: enough to fill a group commit, few enough to leave
/// room for others in it.
constexpr std::size_t asked_at_once = 64;

wire::deletion outcome_of(domain::conversation_id id,
                          const domain::result<std::monostate>& deleted) {
  using wire::deletion_outcome;
  if (deleted) return {id.str(), deletion_outcome::deleted};
  switch (deleted.error().code) {
    case domain::errc::deleted: return {id.str(), deletion_outcome::already_deleted};
    case domain::errc::not_found: return {id.str(), deletion_outcome::not_found};
    case domain::errc::conflict: return {id.str(), deletion_outcome::kept};
    default: return {id.str(), deletion_outcome::failed};
  }
}

std::chrono::milliseconds time_until(steady_clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
  return std::max(left, std::chrono::milliseconds{1});
}

}  // namespace

boost::asio::awaitable<std::vector<wire::deletion>> delete_each(
    io_shard& shard, actors::conversations& all, const domain::member& by,
    const std::vector<domain::conversation_id>& ids, domain::deletion what) {
  std::vector<wire::deletion> outcomes;
  outcomes.reserve(ids.size());
  for (std::size_t from = 0; from < ids.size(); from += asked_at_once) {
    const auto deadline = steady_clock::now() + timeouts::command;
    const auto to = std::min(ids.size(), from + asked_at_once);
    std::vector<awaited<std::monostate>> answers;
    std::vector<domain::result<void>> sent;
    for (auto at = from; at < to; ++at) {
      auto& answer = answers.emplace_back(shard);
      actors::delete_request request{by, answer.promise(), what};
      sent.push_back(all.send(ids[at], std::move(request)));
    }
    for (auto at = from; at < to; ++at) {
      domain::result<std::monostate> deleted = domain::fail(domain::errc::unavailable);
      if (const auto& refused = sent[at - from]; !refused)
        deleted = refused.error();
      else
        deleted = co_await answers[at - from].within(time_until(deadline));
      outcomes.push_back(outcome_of(ids[at], deleted));
    }
    if (steady_clock::now() < deadline) continue;
    for (auto at = to; at < ids.size(); ++at)
      outcomes.push_back({ids[at].str(), wire::deletion_outcome::failed});
    break;
  }
  co_return outcomes;
}

}  // namespace takeover::net
