#include "domain/intent.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

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

/// Words that stand for any article or the like.
constexpr std::array articles{std::string_view{"a"},    std::string_view{"an"},  std::string_view{"the"}, std::string_view{"another"},
                              std::string_view{"some"}, std::string_view{"any"}, std::string_view{"your"}};

/// Words that take a phrase back, directly before it or before the words of wishing that lead to it.
constexpr std::array negations{std::string_view{"dont"},   std::string_view{"not"},      std::string_view{"no"},     std::string_view{"never"},
                               std::string_view{"doesnt"}, std::string_view{"didnt"},    std::string_view{"wont"},   std::string_view{"without"},
                               std::string_view{"neednt"}, std::string_view{"shouldnt"}, std::string_view{"wouldnt"}};
/// "can't" and "couldn't" are missing on purpose: who cannot talk to a person wants to.
constexpr std::array leading{std::string_view{"to"},   std::string_view{"want"},   std::string_view{"wanna"}, std::string_view{"need"},
                             std::string_view{"like"}, std::string_view{"wish"},   std::string_view{"have"},  std::string_view{"having"},
                             std::string_view{"ever"}, std::string_view{"really"}, std::string_view{"going"}, std::string_view{"make"},
                             std::string_view{"me"},   std::string_view{"even"},   std::string_view{"just"}};

using sentence = std::vector<std::string>;

bool is_one_of(std::string_view word, const auto& list) { return std::ranges::find(list, word) != list.end(); }

/// Lower-case words, by sentence. Apostrophes vanish, also the typographic one; what is not ASCII belongs to its word.
std::vector<sentence> sentences_of(std::string_view text) {
  std::vector<sentence> all(1);
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) all.back().push_back(std::move(word));
    word.clear();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (text.substr(at).starts_with("\xE2\x80\x99")) {
      at += 2;
    } else if (c == '\'') {
      continue;
    } else if (c >= 'A' && c <= 'Z') {
      word += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80u) != 0) {
      word += c;
    } else {
      end_word();
      if (std::string_view{".!?;"}.find(c) != std::string_view::npos && !all.back().empty()) all.emplace_back();
    }
  }
  end_word();
  return all;
}

bool same_word(std::string_view said, std::string_view wanted) {
  return said == wanted || ((wanted == "a" || wanted == "an") && is_one_of(said, articles));
}

std::vector<std::string_view> words_of(std::string_view phrase) {
  std::vector<std::string_view> words;
  while (!phrase.empty()) {
    const auto end = std::min(phrase.find(' '), phrase.size());
    words.push_back(phrase.substr(0, end));
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
  }
  return words;
}

bool is_taken_back(const sentence& said, std::size_t at) {
  while (at > 0 && is_one_of(said[at - 1], leading)) --at;
  return at > 0 && is_one_of(said[at - 1], negations);
}

bool asks(const sentence& said, const std::vector<std::string_view>& phrase) {
  for (auto from = said.begin();;) {
    const auto found = std::search(from, said.end(), phrase.begin(), phrase.end(), same_word);
    if (found == said.end()) return false;
    if (!is_taken_back(said, static_cast<std::size_t>(found - said.begin()))) return true;
    from = found + 1;
  }
}

/// Split once.
const std::vector<std::vector<std::string_view>>& split_phrases() {
  static const auto all = [] {
    std::vector<std::vector<std::string_view>> made;
    made.reserve(std::size(human_list));
    for (const auto phrase : human_list) made.push_back(words_of(phrase));
    return made;
  }();
  return all;
}

}  // namespace

bool asks_for_human(std::string_view words) {
  for (const auto& said : sentences_of(words))
    if (std::ranges::any_of(split_phrases(), [&](const auto& phrase) { return asks(said, phrase); })) return true;
  return false;
}

bool accepts_offer(std::string_view words) {
  std::string said;
  for (const auto& one : sentences_of(words))
    for (const auto& word : one) said.append(said.empty() ? "" : " ").append(word);
  return is_one_of(std::string_view{said}, yes_list);
}

std::span<const std::string_view> human_phrases() noexcept { return human_list; }

}  // namespace takeover::domain
