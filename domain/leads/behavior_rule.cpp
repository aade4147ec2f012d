#include "domain/leads/behavior_rule.hpp"

#include <algorithm>

#include "domain/conversations/timeline.hpp"
#include "domain/text/text_field.hpp"
#include "domain/text/unicode.hpp"
#include "domain/text/words.hpp"

namespace takeover::domain {
namespace {

constexpr std::size_t max_keywords = 20;
constexpr std::chrono::seconds longest_idle{3'600};
constexpr int most_messages = 100;

bool has_condition(const rule_conditions& when) { return !(when == rule_conditions{}); }

bool holds_word(std::string_view text) { return !words_of(text).empty(); }

void check_keywords(std::vector<std::string>& keywords, const std::string& at, error& problems) {
  for (auto& keyword : keywords) keyword = trimmed(keyword);
  std::erase_if(keywords, [](const std::string& keyword) { return keyword.empty(); });
  if (keywords.size() > max_keywords) problems.fields[at] = "At most 20 keywords are allowed";
  for (const auto& keyword : keywords) {
    if (auto wrong = line_problem(keyword, 64); !wrong.empty())
      problems.fields[at] = wrong;
    else if (!holds_word(keyword))
      problems.fields[at] = "A keyword needs at least one letter or digit";
  }
}

std::string url_problem(const std::string& pattern) {
  if (pattern.empty()) return {};
  if (auto wrong = line_problem(pattern, 200); !wrong.empty()) return wrong;
  if (pattern.find(' ') != std::string::npos) return "URLs cannot contain spaces";
  const bool begins_well = pattern.starts_with('/') || pattern.starts_with('*') ||
                           pattern.starts_with("http://") || pattern.starts_with("https://");
  return begins_well ? std::string{} : "Start with / for a path, https:// for a full URL, or *";
}

void check_conditions(behavior_rule& rule, const std::string& at, error& problems) {
  auto& when = rule.when;
  check_keywords(when.keywords, at + "keywords", problems);
  when.url = trimmed(when.url);
  if (auto wrong = url_problem(when.url); !wrong.empty())
    problems.fields[at + "url"] = std::move(wrong);
  if (when.scroll_percent < 0 || when.scroll_percent > 100)
    problems.fields[at + "scroll_percent"] = "Between 0 and 100 percent";
  if (when.idle < std::chrono::seconds::zero() || when.idle > longest_idle)
    problems.fields[at + "idle_seconds"] = "Between 0 and 3,600 seconds";
  if (when.after_messages < 0 || when.after_messages > most_messages)
    problems.fields[at + "after_messages"] = "Between 0 and 100 messages";
  if (rule.kind != rule_kind::cta && !has_condition(when))
    problems.fields[at + "when"] = "Choose at least one condition";
}

void check_texts(behavior_rule& rule, const std::string& at, error& problems) {
  const auto check = [&](std::string& value, const char* field, std::size_t most,
                         requirement needed) {
    value = trimmed(value);
    if (auto wrong = text_problem(value, most, needed); !wrong.empty())
      problems.fields[at + field] = std::move(wrong);
  };
  const auto for_card = rule.kind == rule_kind::cta ? requirement::required : requirement::optional;
  check(rule.name, "name", 80, requirement::required);
  check(rule.label, "label", 40, for_card);
  check(rule.title, "title", 120, for_card);
  check(rule.text, "text", 500, requirement::optional);
}

/// As the visitor's words are: a keyword may be written in capitals, with a hyphen or with a point.
bool contains_any(const std::vector<std::string>& keywords, const std::vector<sentence>& messages) {
  return std::ranges::any_of(keywords, [&](const std::string& keyword) {
    const auto phrase = words_of(keyword);
    return std::ranges::any_of(messages,
                               [&](const sentence& said) { return contains_words(said, phrase); });
  });
}

}  // namespace

std::string_view name_of(rule_kind value) noexcept {
  switch (value) {
    case rule_kind::cta: return "cta";
    case rule_kind::lead_capture: return "lead_capture";
    case rule_kind::route: return "route";
  }
  return "";
}

std::optional<rule_kind> parse_rule_kind(std::string_view text) noexcept {
  for (const auto value : {rule_kind::cta, rule_kind::lead_capture, rule_kind::route})
    if (text == name_of(value)) return value;
  return std::nullopt;
}

result<std::vector<behavior_rule>> check_rules(std::vector<behavior_rule> rules) {
  error problems{errc::invalid, std::string{invalid_fields}};
  if (rules.size() > max_rules)
    return error{errc::invalid,
                 "There are too many rules.",
                 {},
                 {{"rules", "An agent can have at most 50 rules"}}};
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto at = "rules[" + std::to_string(i) + "].";
    check_texts(rules[i], at, problems);
    check_conditions(rules[i], at, problems);
    const bool twice =
        !rules[i].id.empty() &&
        std::any_of(rules.begin(), rules.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const behavior_rule& other) { return other.id == rules[i].id; });
    if (twice) problems.fields[at + "id"] = "This rule appears twice";
  }
  const auto enabled = std::count_if(rules.begin(), rules.end(), [](const behavior_rule& rule) {
    return rule.state == rule_state::enabled;
  });
  if (static_cast<std::size_t>(enabled) > max_enabled_rules)
    problems.fields["rules"] = "At most 20 rules can be enabled. Turn some off first";
  if (!problems.fields.empty()) return problems;
  return rules;
}

std::vector<rule_id> matching_rules(const std::vector<behavior_rule>& rules,
                                    const std::vector<std::string_view>& said,
                                    std::int64_t visitor_messages) {
  std::vector<sentence> messages;
  std::vector<rule_id> named;
  for (const auto& rule : rules) {
    if (rule.state != rule_state::enabled || rule.when.keywords.empty() ||
        visitor_messages < rule.when.after_messages)
      continue;
    if (messages.empty())
      for (const auto words : said) messages.push_back(words_of(searched_part(words)));
    if (contains_any(rule.when.keywords, messages)) named.push_back(rule.id);
  }
  return named;
}

bool waits_for_page(const rule_conditions& when) noexcept {
  return !when.url.empty() || when.scroll_percent > 0 || when.idle.count() > 0 || when.exit_intent;
}

std::vector<possible_route> routes_in(const std::vector<behavior_rule>& rules,
                                      std::string_view words) {
  std::vector<possible_route> routes;
  std::vector<sentence> said;
  for (const auto& rule : rules) {
    if (rule.kind != rule_kind::route || rule.state != rule_state::enabled ||
        waits_for_page(rule.when))
      continue;
    const bool by_words = !rule.when.keywords.empty();
    if (by_words && said.empty()) said.push_back(words_of(searched_part(words)));
    if (by_words && !contains_any(rule.when.keywords, said)) continue;
    routes.push_back(
        {rule.id, rule.name, rule.when.after_messages,
         by_words ? possible_route::counting::at_least : possible_route::counting::exactly});
  }
  return routes;
}

const possible_route* route_for(const std::vector<possible_route>& routes,
                                std::int64_t visitor_messages) noexcept {
  const auto applies = [&](const possible_route& route) {
    return route.counts == possible_route::counting::at_least
               ? visitor_messages >= route.after_messages
               : visitor_messages == route.after_messages;
  };
  const auto first = std::find_if(routes.begin(), routes.end(), applies);
  return first == routes.end() ? nullptr : &*first;
}

}  // namespace takeover::domain
