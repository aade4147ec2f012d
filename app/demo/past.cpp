#include "app/demo/past.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/digest.hpp"
#include "storage/leads/lead_scripts.hpp"
#include "storage/leads/leads.hpp"
#include "storage/tokens.hpp"

namespace takeover::app {
namespace {

std::string random_anon_id() { return storage::random_hex(16); }

/// One conversation while it is played.
class player {
 public:
  player(storage::writer& to, const demo_cast& cast, domain::id_source& ids)
      : to_(to), cast_(cast), ids_(ids) {}

  void begin(const demo_conversation& talk, domain::timestamp at) {
    storage::new_conversation fresh;
    fresh.id = ids_.make<domain::conversation_id>(at);
    fresh.visitor = {ids_.make<domain::visitor_id>(at), cast_.agent, random_anon_id(),
                     talk.visitor_name, talk.visitor_email};
    fresh.workspace = cast_.workspace;
    fresh.page_url = talk.page_url;
    fresh.now = at;
    storage::conversations::create(to_, fresh);
    state_ = storage::conversations::view(to_, fresh.id).value().state;
  }

  domain::result<void> play(const demo_entry& entry, domain::timestamp at) {
    using domain::entry_kind;
    switch (entry.kind) {
      case entry_kind::message: return play_message(entry, at);
      case entry_kind::note:
        return store(domain::post_note{member(entry), next_client_id(), entry.body}, at);
      case entry_kind::claimed:
        return store(domain::take_over{member(entry), state_.claim ? domain::takeover_mode::force
                                                                   : domain::takeover_mode::ask},
                     at);
      case entry_kind::released:
        return entry.by.empty() ? store(domain::deadline_passed{}, at)
                                : store(domain::release{member(entry)}, at);
      case entry_kind::lapsed: return store(domain::deadline_passed{}, at);
      case entry_kind::queued: return store(domain::ask_for_human{entry.reason}, at);
      case entry_kind::lead_captured: return play_lead(entry, at);
    }
    return {};
  }

 private:
  const domain::member& member(const demo_entry& entry) const { return cast_.members.at(entry.by); }
  std::string next_client_id() { return fmt::format("demo-{}", ++client_ids_); }

  domain::result<void> play_message(const demo_entry& entry, domain::timestamp at) {
    if (entry.role == domain::message_role::visitor)
      return store(domain::post_visitor_message{next_client_id(), entry.body}, at);
    if (entry.role == domain::message_role::human_agent)
      return store(domain::post_reply{member(entry), next_client_id(), entry.body}, at);
    ++generation_;
    if (entry.interrupted) {  // stored by the takeover that follows
      answer_ = {generation_, state_.epoch, state_.last_question_seq, entry.body};
      return {};
    }
    domain::entry_meta meta;
    meta.confidence = entry.confidence;
    meta.offer_human = entry.offer_human;
    for (const auto& url : entry.citations)
      meta.citations.push_back(
          {static_cast<int>(meta.citations.size()) + 1, cast_.titles.at(url), url});
    return store(domain::finish_answer{generation_, state_.epoch, state_.last_question_seq,
                                       entry.body, std::move(meta)},
                 at);
  }

  domain::result<void> play_lead(const demo_entry& entry, domain::timestamp at) {
    if (auto captured =
            store(domain::capture_lead{next_client_id(), entry.source, entry.fields}, at);
        !captured)
      return captured;
    if (entry.status == domain::lead_status::incoming) return {};
    const auto changed =
        storage::leads::set_status(to_, cast_.members.begin()->second, lead_, entry.status, at);
    return changed ? domain::result<void>{} : changed.error();
  }

  /// Waits and claims of the past end when the entries say so: their deadlines pass at once.
  domain::result<void> store(const domain::command& command, domain::timestamp at) {
    domain::context with;
    with.now = at;
    with.claim_grace = domain::milliseconds{0};
    with.handoff_timeout = domain::milliseconds{0};
    with.actor_presence = domain::presence::away;
    with.answer = answer_ ? &*answer_ : nullptr;
    with.ids = &ids_;
    auto decided = domain::decide(state_, command, with);
    if (!decided) return decided.error();
    const auto outcome = storage::apply(to_, {state_.epoch, state_.last_seq, *decided, at});
    const auto* stored = std::get_if<storage::committed>(&outcome);
    if (stored == nullptr) return domain::fail(domain::errc::internal, "it could not be stored");
    if (stored->lead) lead_ = stored->lead->id;
    if (decided->next.epoch != state_.epoch) answer_.reset();
    state_ = std::move(decided->next);
    return {};
  }

  storage::writer& to_;
  const demo_cast& cast_;
  domain::id_source& ids_;
  domain::conversation state_;
  std::optional<domain::running_answer> answer_;
  domain::generation_t generation_ = 0;
  domain::lead_id lead_;
  int client_ids_ = 0;
};

}  // namespace

domain::result<void> play_demo_conversation(storage::writer& to, const demo_cast& cast,
                                            const demo_conversation& talk, domain::id_source& ids,
                                            domain::timestamp now) {
  player stage{to, cast, ids};
  stage.begin(talk, now - talk.ago);
  std::size_t place = 0;
  for (const auto& entry : talk.entries) {
    ++place;
    if (auto played = stage.play(entry, now - entry.ago); !played)
      return domain::fail(
          domain::errc::internal,
          fmt::format("entry {} on {}: {}", place, talk.page_url, played.error().detail));
  }
  return {};
}

}  // namespace takeover::app
