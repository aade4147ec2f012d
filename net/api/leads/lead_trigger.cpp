#include "net/api/leads/lead_trigger.hpp"

#include "domain/text/intent.hpp"
#include "net/io/await.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/tokens.hpp"

namespace takeover::net {
namespace {

constexpr int entries_searched = 50;

/// The phrase in which the visitor last asked to be contacted; empty if none of the last entries
/// has one.
std::string last_contact_phrase(storage::reader& rows, domain::conversation_id id) {
  storage::timeline_query query;
  query.conversation = id;
  query.audience = storage::timeline_audience::visitor;
  query.limit = entries_searched;
  const auto page = storage::timeline::page(rows, query);
  for (auto e = page.entries.rbegin(); e != page.entries.rend(); ++e) {
    if (e->role != domain::message_role::visitor) continue;
    if (const auto phrase = domain::wants_contact(e->body)) return std::string{*phrase};
  }
  return {};
}

}  // namespace

boost::asio::awaitable<lead_trigger> find_trigger(io_shard& shard, storage::store& store,
                                                  agent_cache& agents,
                                                  const domain::visitor_identity& who,
                                                  domain::lead_source source,
                                                  std::optional<domain::rule_id> rule) {
  if (source == domain::lead_source::intent) {
    const auto find = [id = who.conversation](storage::reader& rows) {
      return last_contact_phrase(rows, id);
    };
    const auto phrase = co_await on_reader(shard, store, find);
    co_return lead_trigger{std::nullopt, phrase ? *phrase : std::string{}};
  }
  if (!rule || source == domain::lead_source::form) co_return lead_trigger{};
  const auto agent = co_await agents.find(shard, who.agent);
  if (!agent) co_return lead_trigger{};
  for (const auto& known : (*agent)->rules)
    if (known.id == *rule) co_return lead_trigger{known.id, known.name};
  co_return lead_trigger{};
}

}  // namespace takeover::net
