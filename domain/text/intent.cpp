#include "domain/text/intent.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "domain/text/words.hpp"

namespace takeover::domain {
namespace {

constexpr std::array human_list{
    std::string_view{"talk to a human"},
    std::string_view{"talk to a person"},
    std::string_view{"talk to a real person"},
    std::string_view{"talk to a real human"},
    std::string_view{"talk to an agent"},
    std::string_view{"talk to someone"},
    std::string_view{"talk to somebody"},
    std::string_view{"talk with a human"},
    std::string_view{"talk with a person"},
    std::string_view{"talk with someone"},
    std::string_view{"talk to support"},
    std::string_view{"talk to customer service"},
    std::string_view{"talk to a representative"},
    std::string_view{"speak to a human"},
    std::string_view{"speak to a person"},
    std::string_view{"speak to a real person"},
    std::string_view{"speak to an agent"},
    std::string_view{"speak to someone"},
    std::string_view{"speak to somebody"},
    std::string_view{"speak to a manager"},
    std::string_view{"speak to a representative"},
    std::string_view{"speak with a human"},
    std::string_view{"speak with a person"},
    std::string_view{"speak with someone"},
    std::string_view{"speak with a representative"},
    std::string_view{"chat with a human"},
    std::string_view{"chat with a person"},
    std::string_view{"chat with a real person"},
    std::string_view{"chat with someone"},
    std::string_view{"connect me to a human"},
    std::string_view{"connect me to a person"},
    std::string_view{"connect me with a human"},
    std::string_view{"connect me with a person"},
    std::string_view{"connect me with someone"},
    std::string_view{"connect me to someone"},
    std::string_view{"transfer me to a human"},
    std::string_view{"transfer me to a person"},
    std::string_view{"transfer me to an agent"},
    std::string_view{"put me through to someone"},
    std::string_view{"put me through to a human"},
    std::string_view{"get me a human"},
    std::string_view{"get me a person"},
    std::string_view{"get a human"},
    std::string_view{"want a human"},
    std::string_view{"want a real person"},
    std::string_view{"need a human"},
    std::string_view{"need a real person"},
    std::string_view{"human please"},
    std::string_view{"real person please"},
    std::string_view{"talk to a live agent"},
    std::string_view{"speak to a live agent"},
    std::string_view{"agent please"},
};

constexpr std::array yes_list{
    std::string_view{"yes"},
    std::string_view{"yes please"},
    std::string_view{"yes please do"},
    std::string_view{"yes do"},
    std::string_view{"yes do that"},
    std::string_view{"yes get a person"},
    std::string_view{"yes get someone"},
    std::string_view{"yes i would"},
    std::string_view{"yes i do"},
    std::string_view{"yes that would be great"},
    std::string_view{"yeah"},
    std::string_view{"yeah please"},
    std::string_view{"yep"},
    std::string_view{"yup"},
    std::string_view{"sure"},
    std::string_view{"sure please"},
    std::string_view{"ok"},
    std::string_view{"okay"},
    std::string_view{"ok please"},
    std::string_view{"okay please"},
    std::string_view{"please"},
    std::string_view{"please do"},
    std::string_view{"go ahead"},
    std::string_view{"do it"},
    std::string_view{"do that"},
    std::string_view{"that would be great"},
    std::string_view{"that would be nice"},
};

/// Requests to hear from the shop: an offer, a quote, a call, an email.
constexpr std::array contact_list{
    std::string_view{"get a quote"},
    std::string_view{"send me a quote"},
    std::string_view{"give me a quote"},
    std::string_view{"like a quote"},
    std::string_view{"need a quote"},
    std::string_view{"want a quote"},
    std::string_view{"request a quote"},
    std::string_view{"make me an offer"},
    std::string_view{"send me an offer"},
    std::string_view{"get an offer"},
    std::string_view{"book a demo"},
    std::string_view{"request a demo"},
    std::string_view{"schedule a demo"},
    std::string_view{"schedule a call"},
    std::string_view{"book a call"},
    std::string_view{"arrange a call"},
    std::string_view{"call me back"},
    std::string_view{"give me a call"},
    std::string_view{"please call me"},
    std::string_view{"can you call me"},
    std::string_view{"could you call me"},
    std::string_view{"contact me"},
    std::string_view{"get in touch with me"},
    std::string_view{"get back to me"},
    std::string_view{"reach out to me"},
    std::string_view{"email me"},
    std::string_view{"e mail me"},
    std::string_view{"send me a mail"},
    std::string_view{"write to me"},
    std::string_view{"send me an email"},
    std::string_view{"send me an e mail"},
    std::string_view{"send me more information"},
    std::string_view{"send me some information"},
    std::string_view{"send me details"},
    std::string_view{"send me the details"},
    std::string_view{"leave my email"},
    std::string_view{"leave my details"},
    std::string_view{"leave you my details"},
    std::string_view{"here is my email"},
    std::string_view{"talk to sales"},
    std::string_view{"speak to sales"},
    std::string_view{"contact sales"},
    std::string_view{"ready to buy"},
    std::string_view{"want to buy"},
    std::string_view{"like to buy"},
    std::string_view{"interested in buying"},
    std::string_view{"want to order in bulk"},
    std::string_view{"place a large order"},
    std::string_view{"buy for my company"},
    std::string_view{"buy for our company"},
    std::string_view{"buy for our office"},
};

constexpr auto person_list =
    std::to_array<std::string_view>({"human", "person", "agent", "operator", "representative",
                                     "someone", "somebody", "people", "staff", "support"});

constexpr auto reaching_list = std::to_array<std::string_view>(
    {"talk", "speak", "chat", "get", "want", "need", "connect", "transfer", "real", "live"});

using phrases = std::vector<std::vector<std::string_view>>;

phrases split_all(std::span<const std::string_view> list) {
  phrases made;
  made.reserve(list.size());
  for (const auto phrase : list) made.push_back(split_at_blanks(phrase));
  return made;
}

/// The index of the first phrase in `list` that the words contain.
std::optional<std::size_t> first_in(const phrases& list, std::string_view words) {
  const auto all = sentences_of(words);
  for (std::size_t i = 0; i < list.size(); ++i)
    if (std::ranges::any_of(all,
                            [&](const sentence& said) { return contains_phrase(said, list[i]); }))
      return i;
  return std::nullopt;
}

}  // namespace

bool asks_for_human(std::string_view words) {
  static const auto split = split_all(human_list);
  return first_in(split, words).has_value();
}

std::optional<std::string_view> wants_contact(std::string_view words) {
  static const auto split = split_all(contact_list);
  const auto match = first_in(split, words.substr(0, searched_bytes));
  return match ? std::optional{contact_list[*match]} : std::nullopt;
}

bool accepts_offer(std::string_view words) {
  std::string said;
  for (const auto& word : words_of(words)) said.append(said.empty() ? "" : " ").append(word);
  return std::ranges::find(yes_list, std::string_view{said}) != yes_list.end();
}

std::span<const std::string_view> human_phrases() noexcept { return human_list; }

std::span<const std::string_view> person_words() noexcept { return person_list; }

std::span<const std::string_view> reaching_words() noexcept { return reaching_list; }

std::span<const std::string_view> contact_phrases() noexcept { return contact_list; }

}  // namespace takeover::domain
