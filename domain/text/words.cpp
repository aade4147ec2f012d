#include "domain/text/words.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace takeover::domain {
namespace {

bool is_one_of(std::string_view word, const auto& list) {
  return std::ranges::find(list, word) != list.end();
}

/// Words that stand for any article or the like.
constexpr std::array articles{std::string_view{"a"},    std::string_view{"an"},
                              std::string_view{"the"},  std::string_view{"another"},
                              std::string_view{"some"}, std::string_view{"any"},
                              std::string_view{"your"}};

/// Words that negate a phrase, directly before it or before the words of wishing that lead to it.
constexpr std::array negations{
    std::string_view{"dont"},     std::string_view{"not"},     std::string_view{"no"},
    std::string_view{"never"},    std::string_view{"doesnt"},  std::string_view{"didnt"},
    std::string_view{"wont"},     std::string_view{"without"}, std::string_view{"neednt"},
    std::string_view{"shouldnt"}, std::string_view{"wouldnt"}};
/// "can't" and "couldn't" are missing on purpose: a visitor who cannot talk to a person wants to.
constexpr std::array leading{
    std::string_view{"to"},     std::string_view{"want"},   std::string_view{"wanna"},
    std::string_view{"need"},   std::string_view{"like"},   std::string_view{"wish"},
    std::string_view{"have"},   std::string_view{"having"}, std::string_view{"ever"},
    std::string_view{"really"}, std::string_view{"going"},  std::string_view{"make"},
    std::string_view{"me"},     std::string_view{"even"},   std::string_view{"just"}};

bool same_word(std::string_view said, std::string_view wanted) {
  return said == wanted || ((wanted == "a" || wanted == "an") && is_one_of(said, articles));
}

bool is_negated(const sentence& said, std::size_t at) {
  while (at > 0 && is_one_of(said[at - 1], leading)) --at;
  return at > 0 && is_one_of(said[at - 1], negations);
}

unsigned char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

/// The bytes of a dash, a quotation mark, an ellipsis or a blank outside of ASCII: U+2010 to
/// U+205E, U+00A0, U+00AB, U+00BB; 0: none of them.
std::size_t punctuation_at(std::string_view text, std::size_t at) {
  const auto first = byte_at(text, at), second = byte_at(text, at + 1),
             third = byte_at(text, at + 2);
  if (first == 0xE2)
    return (second == 0x80 && third >= 0x90 && third <= 0xBF) ||
                   (second == 0x81 && third >= 0x80 && third <= 0x9E)
               ? 3
               : 0;
  return first == 0xC2 && (second == 0xA0 || second == 0xAB || second == 0xBB) ? 2 : 0;
}

/// U+00C0 to U+00DE but the sign of multiplication: their small letters are 32 further on.
bool is_latin_capital(std::string_view text, std::size_t at) {
  const auto second = byte_at(text, at + 1);
  return byte_at(text, at) == 0xC3 && second >= 0x80 && second <= 0x9E && second != 0x97;
}

}  // namespace

sentence words_of(std::string_view text) {
  sentence all;
  for (auto& part : sentences_of(text))
    all.insert(all.end(), std::make_move_iterator(part.begin()),
               std::make_move_iterator(part.end()));
  return all;
}

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
    } else if (const auto size = punctuation_at(text, at); size > 0) {
      end_word();
      at += size - 1;
    } else if (is_latin_capital(text, at)) {
      word += c;
      word += static_cast<char>(text[++at] + 0x20);
    } else if (c == '\'') {
      continue;
    } else if (c >= 'A' && c <= 'Z') {
      word += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               (static_cast<unsigned char>(c) & 0x80u) != 0) {
      word += c;
    } else {
      end_word();
      if (std::string_view{".!?;"}.find(c) != std::string_view::npos && !all.back().empty())
        all.emplace_back();
    }
  }
  end_word();
  return all;
}

std::vector<std::string_view> split_at_blanks(std::string_view phrase) {
  std::vector<std::string_view> words;
  while (!phrase.empty()) {
    const auto end = std::min(phrase.find(' '), phrase.size());
    words.push_back(phrase.substr(0, end));
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
  }
  return words;
}

bool contains_phrase(const sentence& said, const std::vector<std::string_view>& phrase) {
  for (auto from = said.begin();;) {
    const auto match = std::search(from, said.end(), phrase.begin(), phrase.end(), same_word);
    if (match == said.end()) return false;
    if (!is_negated(said, static_cast<std::size_t>(match - said.begin()))) return true;
    from = match + 1;
  }
}

}  // namespace takeover::domain
