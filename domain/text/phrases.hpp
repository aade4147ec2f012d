/// What visitors say when they want a person, want to be contacted, or say yes, in many languages.
/// Owns the phrases and each language's words of negation; no rule of matching.
#pragma once

#include <span>
#include <string_view>

namespace takeover::domain {

/// Lists are phrases with `|` between them, written as people write them; case, accents and
/// punctuation do not matter.
struct language_phrases {
  std::string_view language;  ///< BCP 47
  std::string_view human;     ///< asks for a person
  std::string_view contact;   ///< asks for a message, a call or an offer
  std::string_view yes;       ///< says yes, as a whole message
  /// What negates a phrase, directly before it or before `leading` words. Languages that negate in
  /// the verb or behind it have phrases with their verb instead.
  std::string_view negations;
  std::string_view leading;  ///< words of wishing and the like between a negation and a phrase
};

[[nodiscard]] std::span<const language_phrases> all_phrases() noexcept;

}  // namespace takeover::domain
