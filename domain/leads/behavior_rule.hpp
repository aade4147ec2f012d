/// What the widget does by itself, and when. Owns what a valid rule is and which of its conditions
/// the visitor's words fulfil; what happens on the page is for the widget to watch.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/errors.hpp"

namespace takeover::domain {

/// `cta`: a card with a button that opens the lead form. `lead_capture`: the form itself. `route`:
/// a human is called.
enum class rule_kind { cta, lead_capture, route };
[[nodiscard]] std::string_view name_of(rule_kind value) noexcept;
[[nodiscard]] std::optional<rule_kind> parse_rule_kind(std::string_view text) noexcept;

enum class rule_state { enabled, paused };

/// All that are set must hold. What has its default asks for nothing.
struct rule_conditions {
  std::vector<std::string> keywords;  ///< one of them stands in the visitor's words
  /// A pattern for the page: `/pricing*`, or a whole address; `*` is any run of characters
  std::string url;
  int scroll_percent = 0;        ///< so far down the page
  std::chrono::seconds idle{0};  ///< nothing was done on the page for so long
  bool exit_intent = false;      ///< the pointer left the page at its top
  int after_messages = 0;        ///< so many messages of the visitor
  friend bool operator==(const rule_conditions&, const rule_conditions&) = default;
};

struct behavior_rule {
  rule_id id;  ///< empty: a new one
  rule_kind kind = rule_kind::cta;
  std::string name;   ///< how members know it
  std::string label;  ///< of the button of a `cta`
  std::string title;  ///< of a `lead_capture`, empty: that of the agent's form; the same for `text`
  std::string text;
  rule_conditions when;
  rule_state state = rule_state::enabled;
  friend bool operator==(const behavior_rule&, const behavior_rule&) = default;
};

/// A rule of kind `route` whose words a visitor has said; how many messages there were is for the
/// conversation to say.
struct possible_route {
  rule_id rule;
  std::string name;  ///< as members know it
  std::int64_t after_messages = 0;
  /// Without keywords a rule applies to that message alone: not again to each that follows.
  enum class counting { at_least, exactly } counts = counting::at_least;
  friend bool operator==(const possible_route&, const possible_route&) = default;
};

/// Source: the product's limit of enabled rules for one widget.
inline constexpr std::size_t max_enabled_rules = 20;
inline constexpr std::size_t max_rules = 50;

/// Trims and checks all rules of an agent; their order is their priority. Error: invalid; the
/// fields are `rules[2].label` and the like, and `rules` for what concerns them all.
[[nodiscard]] result<std::vector<behavior_rule>> check_rules(std::vector<behavior_rule> rules);

/// The rules, in order, that are enabled, have keywords, and whose keywords and number of messages
/// these words fulfil. Rules without keywords are no matter of words: the widget counts messages
/// itself.
[[nodiscard]] std::vector<rule_id> matching_rules(const std::vector<behavior_rule>& rules,
                                                  const std::vector<std::string_view>& said,
                                                  std::int64_t visitor_messages);

/// Whether a rule waits for something on the page, which only the widget sees.
[[nodiscard]] bool waits_for_page(const rule_conditions& when) noexcept;

/// The enabled rules of kind `route`, in order, that wait for nothing on the page and whose
/// keywords stand in these words.
[[nodiscard]] std::vector<possible_route> routes_in(const std::vector<behavior_rule>& rules,
                                                    std::string_view words);

/// The first of them that applies to a conversation with so many messages of the visitor; null:
/// none.
[[nodiscard]] const possible_route* route_for(const std::vector<possible_route>& routes,
                                              std::int64_t visitor_messages) noexcept;

}  // namespace takeover::domain
