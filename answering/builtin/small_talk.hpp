/// Fixed answers to greetings, thanks, goodbyes and wishes for a person: what is no question about
/// the shop.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace takeover::answering {

struct small_answer {
  std::string text;
  bool offer_human = false;
};

/// The answer to a message that is small talk and nothing else; nullopt for all others.
[[nodiscard]] std::optional<small_answer> small_talk(std::string_view message,
                                                     std::string_view agent_name);

}  // namespace takeover::answering
