#include "answering/builtin/small_talk.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "answering/builtin/words.hpp"
#include "domain/text/intent.hpp"

namespace takeover::answering {
namespace {

enum class talk { greeting, thanks, goodbye, well_being, identity, agreement };

struct phrase {
  std::string_view words;
  talk meaning;
};

/// As stemmed_words gives them (`what's up` is `what up`). Longer phrases first where one begins
/// another.
constexpr auto phrases = std::to_array<phrase>({
    {"good morning", talk::greeting},
    {"good afternoon", talk::greeting},
    {"good evening", talk::greeting},
    {"good day", talk::greeting},
    {"hi there", talk::greeting},
    {"hello", talk::greeting},
    {"hallo", talk::greeting},
    {"hi", talk::greeting},
    {"hiya", talk::greeting},
    {"hey", talk::greeting},
    {"hej", talk::greeting},
    {"howdy", talk::greeting},
    {"greetings", talk::greeting},
    {"yo", talk::greeting},
    {"thank you", talk::thanks},
    {"thanks", talk::thanks},
    {"thankyou", talk::thanks},
    {"thx", talk::thanks},
    {"cheers", talk::thanks},
    {"ty", talk::thanks},
    {"tack", talk::thanks},
    {"much appreciated", talk::thanks},
    {"that helps", talk::thanks},
    {"that helped", talk::thanks},
    {"good bye", talk::goodbye},
    {"goodbye", talk::goodbye},
    {"bye", talk::goodbye},
    {"see you", talk::goodbye},
    {"see ya", talk::goodbye},
    {"have a nice day", talk::goodbye},
    {"have a good day", talk::goodbye},
    {"have a great day", talk::goodbye},
    {"good night", talk::goodbye},
    {"how are you doing", talk::well_being},
    {"how are you", talk::well_being},
    {"hows it going", talk::well_being},
    {"how is it going", talk::well_being},
    {"how it going", talk::well_being},
    {"whats up", talk::well_being},
    {"what up", talk::well_being},
    {"who are you", talk::identity},
    {"what are you", talk::identity},
    {"are you a bot", talk::identity},
    {"are you a robot", talk::identity},
    {"are you an ai", talk::identity},
    {"are you human", talk::identity},
    {"are you a human", talk::identity},
    {"are you real", talk::identity},
    {"are you a real person", talk::identity},
    {"are you a person", talk::identity},
    {"is this a bot", talk::identity},
    {"am i talking to a bot", talk::identity},
    {"am i talking to a human", talk::identity},
    {"whats your name", talk::identity},
    {"what your name", talk::identity},
    {"what is your name", talk::identity},
    {"what can you do", talk::identity},
    {"can you help me", talk::identity},
    {"can you help", talk::identity},
    {"help me", talk::identity},
    {"help", talk::identity},
    {"i have a question", talk::identity},
    {"question", talk::identity},
    {"ok", talk::agreement},
    {"okay", talk::agreement},
    {"great", talk::agreement},
    {"perfect", talk::agreement},
    {"cool", talk::agreement},
    {"nice", talk::agreement},
    {"alright", talk::agreement},
});

/// What may stand beside a wish for a person without naming a topic.
constexpr std::array<std::string_view, 5> beside_person{"team", "member", "actual", "speaking",
                                                        "talking"};

constexpr std::array<std::string_view, 15> fillers{"a",   "all",   "again", "and",    "for",
                                                   "lot", "much",  "now",   "please", "so",
                                                   "the", "there", "too",   "very",   "your"};

/// `I want to talk to a human`, and what only hints at it: a word for a person and one for reaching
/// them, and nothing about the shop beside them. The domain hands over at once when it is sure;
/// what is less than sure gets an offer.
bool wants_person(std::string_view message, const std::vector<word>& words) {
  constexpr std::size_t max_words = 14;
  if (domain::asks_for_human(message)) return true;
  if (domain::refuses_human(message)) return false;
  const auto is_any = [](const word& w, std::span<const std::string_view> list) {
    return std::ranges::find(list, w.text) != list.end();
  };
  const bool names_person =
      std::ranges::any_of(words, [&](const word& w) { return is_any(w, domain::person_words()); });
  const bool reaches = std::ranges::any_of(
      words, [&](const word& w) { return is_any(w, domain::reaching_words()); });
  const bool has_topic = std::ranges::any_of(words, [&](const word& w) {
    return w.kind == word_kind::content && !is_any(w, domain::person_words()) &&
           !is_any(w, domain::reaching_words()) && !is_any(w, beside_person);
  });
  return names_person && (reaches || words.size() == 1) && !has_topic && words.size() <= max_words;
}

/// How many words the phrase has, if it stands in the words from `at` on; else 0.
std::size_t match_length(const std::vector<word>& words, std::size_t at, std::string_view phrase) {
  std::size_t length = 0;
  while (!phrase.empty()) {
    const auto end = std::min(phrase.find(' '), phrase.size());
    if (at + length >= words.size() || words[at + length].text != phrase.substr(0, end)) return 0;
    ++length;
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
  }
  return length;
}

std::string answer_for(talk meaning, std::string_view agent) {
  switch (meaning) {
    case talk::greeting: return "Hello! What can I help you with?";
    case talk::thanks: return "You're welcome! Is there anything else?";
    case talk::goodbye: return "Goodbye, and thanks for stopping by!";
    case talk::well_being: return "I'm doing well, thank you. What can I help you with?";
    case talk::agreement: return "Great. Is there anything else I can help with?";
    case talk::identity: break;
  }
  std::string who =
      agent.empty() ? "I'm an AI assistant" : "I'm " + std::string{agent} + ", an AI assistant";
  return who +
         ". I answer from this site's pages and show my sources. If I don't know, I can get you a "
         "human. What would you like to know?";
}

}  // namespace

std::optional<small_answer> small_talk(std::string_view message, std::string_view agent_name) {
  auto words = stemmed_words(message, 24);
  if (words.empty() || words.size() >= 24) return std::nullopt;
  if (wants_person(message, words))
    return small_answer{"Of course. Would you like to talk to a human?", true};

  auto name = stemmed_words(agent_name, 4);
  auto says_nothing = [&](const word& w) {
    return std::ranges::find(fillers, w.text) != fillers.end() ||
           std::ranges::find(name, w.text, &word::text) != name.end();
  };
  std::optional<talk> meaning;
  for (std::size_t at = 0; at < words.size();) {
    std::size_t length = 0;
    auto known = std::ranges::find_if(phrases, [&](const phrase& p) {
      length = match_length(words, at, p.words);
      return length > 0;
    });
    if (known != phrases.end()) {
      // `Hi, how are you?` is answered for its end, `Thanks, bye` too; `Hello, thanks` for its
      // thanks.
      if (!meaning || *meaning == talk::greeting || *meaning == talk::agreement ||
          known->meaning == talk::goodbye)
        meaning = known->meaning;
      at += length;
    } else if (says_nothing(words[at])) {
      ++at;
    } else {
      return std::nullopt;
    }
  }
  if (!meaning) return std::nullopt;
  return small_answer{answer_for(*meaning, agent_name), false};
}

}  // namespace takeover::answering
