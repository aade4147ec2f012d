#include "storage/decisions/change_rows_codec.hpp"

#include <boost/json.hpp>

#include "storage/conversations/entry_meta_codec.hpp"

namespace takeover::storage {
namespace {

namespace json = boost::json;

json::value or_null(const std::optional<domain::timestamp>& at) {
  return at ? json::value(domain::to_ms(*at)) : json::value(nullptr);
}

json::object row_of(const conversation_change& change) {
  const auto& next = change.decision.next;
  return {{"id", next.id.text().view()},
          {"expected_epoch", change.expected_epoch},
          {"expected_last_seq", change.expected_last_seq},
          {"last_seq", next.last_seq},
          {"visitor_seq", next.visitor_seq},
          {"last_question_seq", next.last_question_seq},
          {"answered_seq", next.answered_seq},
          {"visitor_message_count", next.visitor_message_count},
          {"last_activity_at", domain::to_ms(next.last_activity_at)},
          {"visitor_wrote_at", or_null(next.visitor_wrote_at)},
          {"controller", name_of(next.controller)},
          {"claimed_by",
           next.claim ? json::value(next.claim->holder.id.text().view()) : json::value(nullptr)},
          {"claimed_at", or_null(next.claim ? std::optional{next.claim->since} : std::nullopt)},
          {"queued_at", or_null(next.queued_at)},
          {"deadline_at", or_null(next.deadline_at)},
          {"epoch", next.epoch}};
}

json::object entry_of(domain::conversation_id conversation, const domain::entry& e,
                      const held_text& held) {
  return {
      {"conversation_id", conversation.text().view()},
      {"seq", e.seq},
      {"kind", name_of(e.kind)},
      {"role", name_of(e.role)},
      {"author_user_id", e.author ? json::value(e.author->id.text().view()) : json::value(nullptr)},
      {"client_id", e.client_id.empty() ? json::value(nullptr) : json::value(held(e.client_id))},
      {"body", held(e.body)},
      {"meta", encode_meta(e.meta)},
      {"created_at", domain::to_ms(e.created_at)}};
}

}  // namespace

std::string encode_rows(const std::vector<const conversation_change*>& changes) {
  json::array rows;
  for (const auto* change : changes) rows.push_back(row_of(*change));
  return json::serialize(rows);
}

std::string encode_entries(const std::vector<const conversation_change*>& changes,
                           const held_text& held) {
  json::array entries;
  for (const auto* change : changes)
    for (const auto& e : change->decision.entries)
      entries.push_back(entry_of(change->decision.next.id, e, held));
  return json::serialize(entries);
}

}  // namespace takeover::storage
