#include "domain/text/words.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>

#include "domain/text/icu.hpp"
#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::domain {
namespace {

bool is_one_of(std::string_view word, const auto& list) {
  return std::ranges::find(list, word) != list.end();
}

/// Scripts whose words only a dictionary can tell.
bool has_no_blanks(UChar32 c) noexcept {
  UErrorCode outcome = U_ZERO_ERROR;
  switch (uscript_getScript(c, &outcome)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA: return true;
    default: return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
  }
}

bool is_apostrophe(UChar32 c) noexcept { return c == '\'' || c == 0x2019 || c == 0x02BC; }

/// What French and Italian put before an apostrophe is a word of its own: l'abonnement.
constexpr auto elisions = std::to_array<std::string_view>(
    {"l",      "d",      "j",  "m",    "t",   "s",    "c",    "n",    "qu",    "jusqu",
     "lorsqu", "puisqu", "un", "dell", "all", "nell", "sull", "dall", "quest", "bell"});

/// Letters, digits and the marks on them.
bool is_part_of_word(UChar32 c) noexcept {
  const auto kind = u_charType(c);
  return u_isalnum(c) != 0 || u_hasBinaryProperty(c, UCHAR_ALPHABETIC) != 0 ||
         kind == U_NON_SPACING_MARK || kind == U_COMBINING_SPACING_MARK;
}

bool ends_sentence(UChar32 c) noexcept {
  constexpr UChar32 arabic_semicolon = 0x061B;
  return c == ';' || c == arabic_semicolon || u_hasBinaryProperty(c, UCHAR_S_TERM) != 0;
}

icu::BreakIterator& dictionary_breaks() {
  static thread_local const auto made = make_breaks(&icu::BreakIterator::createWordInstance);
  return *made;
}

/// Collects words and sentences while text goes by.
class splitter {
 public:
  explicit splitter(letters which) : which_(which) {}

  void add(std::string_view character, UChar32 c) {
    run_ += character;
    needs_dictionary_ = needs_dictionary_ || (c >= 0x80 && has_no_blanks(c));
  }

  void end_word() {
    if (needs_dictionary_)
      split_by_dictionary();
    else if (!run_.empty())
      push(run_, false);
    run_.clear();
    needs_dictionary_ = false;
  }

  void apostrophe() {
    if (is_one_of(run_, elisions)) end_word();
  }

  void end_sentence() {
    if (!all_.back().empty()) all_.emplace_back();
  }

  std::vector<sentence> take() && { return std::move(all_); }

 private:
  void push(std::string text, bool joined) {
    if (which_ == letters::without_marks) text = folded_to_base(text);
    if (!text.empty()) all_.back().push_back({std::move(text), joined});
  }

  void split_by_dictionary() {
    const auto text = icu::UnicodeString::fromUTF8(run_);
    auto& breaks = dictionary_breaks();
    breaks.setText(text);
    bool joined = false;
    for (auto begin = breaks.first(), end = breaks.next(); end != icu::BreakIterator::DONE;
         begin = end, end = breaks.next()) {
      std::string part;
      text.tempSubStringBetween(begin, end).toUTF8String(part);
      push(std::move(part), joined);
      joined = true;
    }
    breaks.setText(icu::UnicodeString{});  // it outlives the text
  }

  letters which_;
  std::vector<sentence> all_ = std::vector<sentence>(1);
  std::string run_;
  bool needs_dictionary_ = false;
};

/// What Korean puts directly behind a word.
constexpr auto korean_particles = std::to_array<std::string_view>(
    {"이",   "가",   "은",   "는",   "을",     "를",     "의",     "에",   "도",     "만",
     "과",   "와",   "로",   "으로", "에서",   "에게",   "부터",   "까지", "이나",   "나",
     "이랑", "랑",   "이요", "요",   "이에요", "예요",   "입니다", "인가", "인가요", "이란",
     "하고", "보다", "처럼", "에는", "에도",   "에서는", "은요",   "는요", "도요"});

bool is_same_word(std::string_view said, std::string_view wanted) {
  if (!said.starts_with(wanted)) return false;
  return said.size() == wanted.size() || is_one_of(said.substr(wanted.size()), korean_particles);
}

/// The place behind the phrase if it begins at `at`; words that are joined count as one, since a
/// dictionary may split the same letters differently in another sentence.
std::optional<std::size_t> end_of_match(const sentence& said, std::size_t at,
                                        const sentence& phrase, auto&& is_same) {
  for (std::size_t wanted = 0; wanted < phrase.size();) {
    std::string run = phrase[wanted].letters;
    while (++wanted < phrase.size() && phrase[wanted].joined) run += phrase[wanted].letters;
    if (at == said.size()) return std::nullopt;
    std::string found = said[at++].letters;
    while (found.size() < run.size() && at < said.size() && said[at].joined)
      found += said[at++].letters;
    if (!is_same(found, run)) return std::nullopt;
  }
  return at;
}

constexpr auto articles =
    std::to_array<std::string_view>({"a", "an", "the", "another", "some", "any", "your"});

bool is_same_or_article(std::string_view said, std::string_view wanted) {
  return is_same_word(said, wanted) ||
         ((wanted == "a" || wanted == "an") && is_one_of(said, articles));
}

}  // namespace

sentence words_of(std::string_view text, letters which) {
  sentence all;
  for (auto& part : sentences_of(text, which))
    all.insert(all.end(), std::make_move_iterator(part.begin()),
               std::make_move_iterator(part.end()));
  return all;
}

std::vector<sentence> sentences_of(std::string_view given, letters which) {
  const auto text = folded(given);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  splitter split{which};
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (is_apostrophe(c)) {
      split.apostrophe();
      continue;
    }
    if (c >= 0 && is_part_of_word(c)) {
      split.add(std::string_view{text}.substr(begin, at - begin), c);
      continue;
    }
    split.end_word();
    if (c >= 0 && ends_sentence(c)) split.end_sentence();
  }
  split.end_word();
  return std::move(split).take();
}

bool contains_words(const sentence& said, const sentence& phrase) {
  if (phrase.empty()) return false;
  for (std::size_t at = 0; at < said.size(); ++at)
    if (end_of_match(said, at, phrase, is_same_word)) return true;
  return false;
}

bool has_phrase_at(const sentence& said, std::size_t at, const sentence& phrase) {
  return !phrase.empty() && end_of_match(said, at, phrase, is_same_or_article);
}

bool is_negated(const sentence& said, std::size_t at, const negation& by) {
  const auto negates = [&](std::size_t i) { return is_one_of(said[i].letters, by.words); };
  while (at > 0 && !negates(at - 1) && is_one_of(said[at - 1].letters, by.leading)) --at;
  return at > 0 && negates(at - 1);
}

std::string_view searched_part(std::string_view message) noexcept {
  constexpr std::size_t most_bytes = 4'096;
  return utf8_prefix(message, most_bytes);
}

}  // namespace takeover::domain
