#include "net/api/widget/start_conversation.hpp"

#include "net/api/try.hpp"
#include "net/auth/random.hpp"
#include "net/io/await.hpp"
#include "storage/agents/agents.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/sql/db_errors.hpp"
#include "storage/tokens.hpp"

namespace takeover::net {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::hours resumable_for{24};
constexpr int entries_at_start = 30;
constexpr std::size_t anon_id_bytes = 16;

/// Error: not_found.
domain::result<started_conversation> read_started(storage::reader& rows,
                                                  const storage::visitor_record& visitor,
                                                  domain::conversation_id id) {
  auto view = storage::conversations::view(rows, id);
  if (!view) return domain::fail(domain::errc::not_found);
  storage::timeline_query query;
  query.conversation = id;
  query.audience = storage::timeline_audience::visitor;
  query.limit = entries_at_start;
  return started_conversation{visitor, std::move(*view), storage::timeline::page(rows, query)};
}

/// The conversation that this visitor can go on with, if there is one.
std::optional<started_conversation> resume(storage::reader& rows, domain::agent_id agent,
                                           const std::string& anon_id, domain::timestamp now) {
  if (anon_id.empty()) return std::nullopt;
  const auto visitor = storage::visitors::by_anon_id(rows, agent, anon_id);
  if (!visitor) return std::nullopt;
  const auto id = storage::conversations::to_resume(rows, visitor->id, now - resumable_for);
  if (!id) return std::nullopt;
  try {
    auto last = read_started(rows, *visitor, *id);
    if (!last) return std::nullopt;
    return std::move(*last);
  } catch (const storage::db_error& e) {
    if (e.problem() != storage::db_problem::unreadable) throw;
    return std::nullopt;  // a visitor whose conversation is damaged starts another one
  }
}

domain::result<started_conversation> create(storage::writer& rows,
                                            const storage::visitor_record& visitor,
                                            const storage::agent_record& agent,
                                            domain::conversation_id id, const std::string& page_url,
                                            domain::timestamp now) {
  storage::conversations::create(rows, {id, visitor, agent.workspace, page_url, now});
  return read_started(rows, visitor, id);
}

}  // namespace

awaitable<domain::result<started_conversation>> conversation_starter::start_or_resume(
    io_shard& shard, const shared_agent& agent, const std::string& anon_id,
    const std::string& page_url) {
  const auto now = clock_.now();
  const auto find_last = [agent = agent->id, anon_id, now](storage::reader& rows) {
    return resume(rows, agent, anon_id, now);
  };
  CO_TRY(last, co_await on_reader(shard, store_, find_last));
  if (last) co_return std::move(*last);
  CO_CHECK(limits_.take_conversation(agent->workspace));
  CO_CHECK(limits_.take_bytes(agent->workspace, page_url.size()));
  storage::visitor_record fresh;
  fresh.id = ids_.make<domain::visitor_id>(now);
  fresh.agent = agent->id;
  fresh.anon_id = auth::random_hex(anon_id_bytes);
  const auto id = ids_.make<domain::conversation_id>(now);
  // Looks again within the transaction: another call may have made one in between.
  const auto make = [agent, anon_id, page_url, fresh, id,
                     now](storage::writer& rows) -> domain::result<started_conversation> {
    if (auto meanwhile = resume(rows, agent->id, anon_id, now)) return std::move(*meanwhile);
    const auto known =
        anon_id.empty() ? std::nullopt : storage::visitors::by_anon_id(rows, agent->id, anon_id);
    return create(rows, known.value_or(fresh), *agent, id, page_url, now);
  };
  co_return co_await on_writer(shard, store_, make);
}

awaitable<domain::result<started_conversation>> conversation_starter::start_over(
    io_shard& shard, const shared_agent& agent, const domain::visitor_identity& old) {
  CO_CHECK(limits_.take_conversation(agent->workspace));
  const auto now = clock_.now();
  const auto id = ids_.make<domain::conversation_id>(now);
  const auto make = [old, agent, id,
                     now](storage::writer& rows) -> domain::result<started_conversation> {
    const auto before = storage::conversations::view(rows, old.conversation);
    const auto visitor = storage::visitors::by_id(rows, old.visitor);
    if (!before || !visitor)
      return domain::fail(storage::conversations::deleted_from(rows, old.conversation)
                              ? domain::errc::deleted
                              : domain::errc::not_found);
    storage::conversations::mark_cleared(rows, old.conversation, now);
    return create(rows, *visitor, *agent, id, before->state.page_url, now);
  };
  co_return co_await on_writer(shard, store_, make);
}

}  // namespace takeover::net
