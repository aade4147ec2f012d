#include "storage/decisions/change_rows_codec.hpp"

#include <boost/json.hpp>

#include "storage/conversations/entry_meta_codec.hpp"
#include "storage/decisions/conversation_columns.hpp"

namespace takeover::storage {
namespace {

namespace json = boost::json;

json::value as_json(std::int64_t value) { return value; }
json::value as_json(domain::timestamp at) { return domain::to_ms(at); }
json::value as_json(domain::controller who) { return json::value(name_of(who)); }
template <class Tag>
json::value as_json(const domain::id<Tag>& id) {
  return json::value(id.text().view());
}
template <class T>
json::value as_json(const std::optional<T>& value) {
  return value ? as_json(*value) : json::value(nullptr);
}

json::object row_of(const conversation_change& change) {
  const auto& next = change.decision.next;
  json::object row{{"id", as_json(next.id)},
                   {"expected_epoch", change.expected_epoch},
                   {"expected_last_seq", change.expected_last_seq}};
  for_each_column([&](const auto& column) { row.emplace(column.name, as_json(column.get(next))); });
  return row;
}

json::object entry_of(domain::conversation_id conversation, const domain::entry& e,
                      const sanitize_text& sanitized) {
  return {
      {"conversation_id", conversation.text().view()},
      {"seq", e.seq},
      {"kind", name_of(e.kind)},
      {"role", name_of(e.role)},
      {"author_user_id", e.author ? json::value(e.author->id.text().view()) : json::value(nullptr)},
      {"client_id",
       e.client_id.empty() ? json::value(nullptr) : json::value(sanitized(e.client_id))},
      {"body", sanitized(e.body)},
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
                           const sanitize_text& sanitized) {
  json::array entries;
  for (const auto* change : changes)
    for (const auto& e : change->decision.entries)
      entries.push_back(entry_of(change->decision.next.id, e, sanitized));
  return json::serialize(entries);
}

}  // namespace takeover::storage
