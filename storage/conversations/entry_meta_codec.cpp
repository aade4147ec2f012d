#include "storage/conversations/entry_meta_codec.hpp"

#include <boost/json.hpp>

namespace takeover::storage {
namespace {

namespace json = boost::json;

const domain::entry_meta nothing;

json::object citation_object(const domain::citation& from) {
  json::object object{{"n", from.n}, {"title", from.title}};
  if (!from.url.empty()) object["url"] = from.url;
  return object;
}

json::object person_object(const domain::person& from) {
  return {{"id", from.id.text().view()}, {"name", from.name}};
}

bool flag(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string text(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return std::string{std::string_view{value->get_string()}};
}

std::optional<std::int64_t> number(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::vector<domain::citation> citations(const json::object& object) {
  std::vector<domain::citation> all;
  const auto* list = object.if_contains("citations");
  if (list == nullptr || !list->is_array()) return all;
  for (const auto& item : list->get_array()) {
    const auto* citation = item.if_object();
    if (citation == nullptr) continue;
    all.push_back({static_cast<int>(number(*citation, "n").value_or(0)), text(*citation, "title"),
                   text(*citation, "url")});
  }
  return all;
}

std::vector<domain::rule_id> rules(const json::object& object) {
  std::vector<domain::rule_id> all;
  const auto* list = object.if_contains("rules");
  if (list == nullptr || !list->is_array()) return all;
  for (const auto& item : list->get_array())
    if (const auto* text = item.if_string())
      if (const auto id = domain::rule_id::parse({text->data(), text->size()})) all.push_back(*id);
  return all;
}

std::optional<domain::person> person_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  const auto* person = value != nullptr ? value->if_object() : nullptr;
  if (person == nullptr) return std::nullopt;
  const auto id = domain::user_id::parse(text(*person, "id"));
  if (!id) return std::nullopt;
  return domain::person{*id, text(*person, "name")};
}

}  // namespace

std::string encode_meta(const domain::entry_meta& meta) {
  if (meta == nothing) return "{}";
  json::object object;
  if (meta.interrupted) object["interrupted"] = true;
  if (meta.offer_human) object["offer_human"] = true;
  if (meta.failed) object["error"] = true;
  if (!meta.citations.empty()) {
    auto& list = object["citations"].emplace_array();
    for (const auto& citation : meta.citations) list.push_back(citation_object(citation));
  }
  if (meta.confidence) object["confidence"] = *meta.confidence;
  if (meta.generation) object["generation"] = *meta.generation;
  if (meta.epoch) object["epoch"] = *meta.epoch;
  if (meta.forced_from) object["forced_from"] = person_object(*meta.forced_from);
  if (meta.transferred_by) object["transferred_by"] = person_object(*meta.transferred_by);
  if (meta.transferred_from) object["transferred_from"] = person_object(*meta.transferred_from);
  if (!meta.reason.empty()) object["reason"] = meta.reason;
  if (!meta.availability.empty()) object["availability"] = meta.availability;
  if (meta.told) object["told"] = *meta.told;
  if (meta.opens_at) object["opens_at"] = domain::to_ms(*meta.opens_at);
  if (meta.lead) object["lead_id"] = meta.lead->text().view();
  if (meta.receipt) object["receipt"] = meta.receipt->text().view();
  if (!meta.source.empty()) object["source"] = meta.source;
  if (!meta.name.empty()) object["name"] = meta.name;
  if (!meta.email.empty()) object["email"] = meta.email;
  if (!meta.triggered_by.empty()) object["triggered_by"] = meta.triggered_by;
  if (!meta.rules.empty()) {
    auto& list = object["rules"].emplace_array();
    for (const auto id : meta.rules) list.emplace_back(id.text().view());
  }
  if (!meta.intent.empty()) object["intent"] = meta.intent;
  return json::serialize(object);
}

domain::entry_meta decode_meta(std::string_view source) {
  domain::entry_meta meta;
  if (source == "{}") return meta;
  const auto value = json::parse(json::string_view{source.data(), source.size()});
  const auto& object = value.as_object();
  meta.interrupted = flag(object, "interrupted");
  meta.offer_human = flag(object, "offer_human");
  meta.failed = flag(object, "error");
  meta.citations = citations(object);
  if (const auto* confidence = object.if_contains("confidence");
      confidence != nullptr && confidence->is_number())
    meta.confidence = domain::rounded_confidence(confidence->to_number<double>());
  meta.generation = number(object, "generation");
  meta.epoch = number(object, "epoch");
  meta.forced_from = person_of(object, "forced_from");
  meta.transferred_by = person_of(object, "transferred_by");
  meta.transferred_from = person_of(object, "transferred_from");
  meta.reason = text(object, "reason");
  meta.availability = text(object, "availability");
  if (object.contains("told")) meta.told = flag(object, "told");
  if (const auto at = number(object, "opens_at")) meta.opens_at = domain::from_ms(*at);
  meta.lead = domain::lead_id::parse(text(object, "lead_id"));
  meta.receipt = domain::lead_id::parse(text(object, "receipt"));
  meta.source = text(object, "source");
  meta.name = text(object, "name");
  meta.email = text(object, "email");
  meta.triggered_by = text(object, "triggered_by");
  meta.rules = rules(object);
  meta.intent = text(object, "intent");
  return meta;
}

}  // namespace takeover::storage
