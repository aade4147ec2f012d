#include "net/wire/audit.hpp"

#include <boost/json/parse.hpp>

#include "net/wire/json/values.hpp"
#include "net/wire/people.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

std::string_view name_of(storage::audit_fault::kind what) {
  switch (what) {
    case storage::audit_fault::kind::removed: return "removed";
    case storage::audit_fault::kind::added: return "added";
    case storage::audit_fault::kind::unproved: return "unproved";
    case storage::audit_fault::kind::changed: break;
  }
  return "changed";
}

/// Null for what is no object: an edited row may hold anything.
json::value details_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  boost::system::error_code wrong;
  auto value = json::parse(text, wrong);
  if (wrong || !value.is_object()) return nullptr;
  return value;
}

}  // namespace

json::object audit(const storage::audit_entry& entry) {
  const auto& row = entry.row;
  json::value actor = nullptr;
  if (row.actor) actor = person({*row.actor, entry.actor_name});
  return {{"id", id_text(row.id)},
          {"position", entry.position},
          {"actor_user_id", id_or_null(row.actor)},
          {"actor", std::move(actor)},
          {"action", text(row.action)},
          {"target_type", text(row.target_type)},
          {"target_id", text(row.target_id)},
          {"target_name", text_or_null(entry.target_name)},
          {"details", details_or_null(row.details)},
          {"created_at", time(row.created_at)},
          {"prev_hash", text(entry.prev_hash)},
          {"hash", text(entry.hash)}};
}

json::object audit_check(const storage::audit_check& check) {
  json::value fault = nullptr;
  if (const auto& first = check.fault)
    fault = json::object{{"position", first->position},
                         {"kind", name_of(first->what)},
                         {"id", text_or_null(first->row_id)}};
  return {{"checked", check.checked},
          {"length", check.length},
          {"proved_from", number_or_null(check.proved_from)},
          {"more", !check.fault && check.checked < check.length},
          {"fault", std::move(fault)}};
}

}  // namespace takeover::net::wire
