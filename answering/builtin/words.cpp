#include "answering/builtin/words.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace takeover::answering {
namespace {

constexpr std::size_t max_word_bytes = 48;

/// Grammar, politeness, and what every question has.
constexpr std::string_view stop_words =
    "a about after again all already also although am an and another any anybody anyone anything "
    "are arent as at away back be because been "
    "before being both but by can cannot cant could couldnt did didnt do does doesnt doing done "
    "dont during each either else etc ever every "
    "everything few for from get gets getting got had has hasnt have havent having he hello her "
    "here hey hi him his how however i id if ill im "
    "in into is isnt it its itself ive just know kindly let lets like many may maybe me might mine "
    "more most much must my myself need needs "
    "neither no nobody nor not now of off oh ok okay on once one only onto or other others our "
    "ours out over own per perhaps please pls plz "
    "possible possibly question questions quite rather really said same say says shall she should "
    "so some somebody someone something soon still such "
    "sure take "
    "takes taking tell thank thanks that thats the their them then there theres these they thing "
    "things think this those through to too under "
    "until up upon us very want wanted wants was wasnt we well were werent what whatever whats "
    "when whenever where wheres which while who whom "
    "whose why will wish with within without wondering wont would wouldnt yes yet you your youre "
    "yours yourself";

/// Words that fit every shop's pages and so tell little.
constexpr std::string_view weak_words =
    "actually allow allowed always around ask asking available best better bit bring buy call "
    "called care carry case check choose come comes "
    "company customer day days different easy enough explain fast find give gives go goes going "
    "good great guys happen happens hear help info "
    "information interested item keep kind last less little long longer look looking lot made make "
    "makes making mean new next nice number offer "
    "offers often old order people place possible product products provide put quick quickly "
    "recommend right see sell selling "
    "sells send set shop show site sort start stock stop store stuff take time times today "
    "tomorrow try trying type use used uses using usually way "
    "ways "
    "website week weeks work working works year years";

std::unordered_map<std::string_view, word_kind> make_kinds() {
  std::unordered_map<std::string_view, word_kind> kinds;
  auto add = [&](std::string_view list, word_kind kind) {
    while (!list.empty()) {
      auto end = std::min(list.find(' '), list.size());
      kinds.emplace(list.substr(0, end), kind);
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  };
  add(stop_words, word_kind::stop);
  add(weak_words, word_kind::weak);
  return kinds;
}

word_kind kind_of(std::string_view plain) {
  static const auto kinds = make_kinds();
  auto listed = kinds.find(plain);
  if (listed != kinds.end()) return listed->second;
  if (std::ranges::all_of(plain, [](char c) { return c >= '0' && c <= '9'; }))
    return word_kind::weak;
  return plain.size() < 2 ? word_kind::stop : word_kind::content;
}

/// Reads one code point of well-formed UTF-8; a byte that is none counts as itself.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  auto lead = static_cast<unsigned char>(text[at++]);
  int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  char32_t value = more == 3   ? lead & 0x07U
                   : more == 2 ? lead & 0x0FU
                   : more == 1 ? lead & 0x1FU
                               : lead;
  while (more-- > 0 && at < text.size() &&
         (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
    value = value << 6U | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  }
  return value;
}

void append(std::string& to, char32_t c) {
  auto tail = [&](unsigned shift) { to += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) {
    to += static_cast<char>(c);
  } else if (c < 0x800) {
    to += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    to += static_cast<char>(0xE0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    to += static_cast<char>(0xF0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool within(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

bool is_apostrophe(char32_t c) { return c == '\'' || c == 0x2019 || c == 0x2BC; }

/// Letters and digits; of the characters beyond ASCII everything but the blocks of punctuation,
/// symbols and emoji.
bool is_word_character(char32_t c) {
  if (c < 0x80) return within(c, '0', '9') || within(c, 'a', 'z') || within(c, 'A', 'Z');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  return c != 0xD7 && c != 0xF7 && !within(c, 0x2000, 0x2BFF) && !within(c, 0x3000, 0x3020) &&
         !within(c, 0xE000, 0xF8FF) && !within(c, 0xFE00, 0xFE6F) && c != 0xFEFF &&
         !within(c, 0xFF00, 0xFF0F) && !within(c, 0xFFF0, 0xFFFF) && c < 0x1F000;
}

char32_t lower(char32_t c) {
  if (within(c, 'A', 'Z') || (within(c, 0xC0, 0xDE) && c != 0xD7) || within(c, 0x391, 0x3A9) ||
      within(c, 0x410, 0x42F))
    return c + 32;
  if (within(c, 0x400, 0x40F)) return c + 80;
  if (c == 0x178) return 0xFF;
  if (within(c, 0x139, 0x148) || within(c, 0x179, 0x17E)) return c + (c & 1U);
  if (within(c, 0x100, 0x177)) return c | 1U;
  return c;
}

/// The letter under a lower-case Latin letter with marks; empty for the others.
std::string_view base_letters(char32_t c) {
  struct range {
    char32_t first;
    char32_t last;
    std::string_view base;
  };
  static constexpr std::array<range, 44> ranges{{
      {0xDF, 0xDF, "ss"},  {0xE0, 0xE5, "a"},    {0xE6, 0xE6, "ae"},     {0xE7, 0xE7, "c"},
      {0xE8, 0xEB, "e"},   {0xEC, 0xEF, "i"},    {0xF0, 0xF0, "d"},      {0xF1, 0xF1, "n"},
      {0xF2, 0xF6, "o"},   {0xF8, 0xF8, "o"},    {0xF9, 0xFC, "u"},      {0xFD, 0xFD, "y"},
      {0xFE, 0xFE, "th"},  {0xFF, 0xFF, "y"},    {0x100, 0x105, "a"},    {0x106, 0x10D, "c"},
      {0x10E, 0x111, "d"}, {0x112, 0x11B, "e"},  {0x11C, 0x123, "g"},    {0x124, 0x127, "h"},
      {0x128, 0x131, "i"}, {0x132, 0x133, "ij"}, {0x134, 0x135, "j"},    {0x136, 0x138, "k"},
      {0x139, 0x142, "l"}, {0x143, 0x148, "n"},  {0x149, 0x149, "n"},    {0x14A, 0x14B, "n"},
      {0x14C, 0x151, "o"}, {0x152, 0x153, "oe"}, {0x154, 0x159, "r"},    {0x15A, 0x161, "s"},
      {0x162, 0x167, "t"}, {0x168, 0x173, "u"},  {0x174, 0x175, "w"},    {0x176, 0x178, "y"},
      {0x179, 0x17E, "z"}, {0x17F, 0x17F, "s"},  {0x1A0, 0x1A1, "o"},    {0x1AF, 0x1B0, "u"},
      {0x218, 0x219, "s"}, {0x21A, 0x21B, "t"},  {0x1E9E, 0x1E9E, "ss"}, {0xAA, 0xAA, "a"},
  }};
  for (const auto& range : ranges) {
    if (within(c, range.first, range.last)) return range.base;
  }
  return {};
}

bool is_combining_mark(char32_t c) { return within(c, 0x300, 0x36F); }

bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

bool has_vowel(std::string_view text) { return std::ranges::any_of(text, is_vowel); }

/// After an ending went: `shipp` → `ship`, `stor` → `stor` (every final e goes anyway).
void tidy_end(std::string& stem) {
  auto n = stem.size();
  if (n >= 3 && stem[n - 1] == stem[n - 2] && !is_vowel(stem[n - 1]) && stem[n - 1] != 'l' &&
      stem[n - 1] != 's' && stem[n - 1] != 'z') {
    stem.pop_back();
  }
}

bool drop(std::string& stem, std::string_view ending, std::size_t min_left) {
  if (!stem.ends_with(ending) || stem.size() < ending.size() + min_left) return false;
  if (!has_vowel(std::string_view{stem}.substr(0, stem.size() - ending.size()))) return false;
  stem.resize(stem.size() - ending.size());
  return true;
}

}  // namespace

std::string stem_of(std::string_view text) {
  std::string stem{text};
  if (stem.size() < 4) return stem;
  if (stem.ends_with("ies") && stem.size() > 4) {
    stem.resize(stem.size() - 2);
  } else if (stem.ends_with("sses") || stem.ends_with("xes") || stem.ends_with("ches") ||
             stem.ends_with("shes")) {
    stem.resize(stem.size() - 2);
  } else if (stem.ends_with('s') && !stem.ends_with("ss") && !stem.ends_with("us") &&
             !stem.ends_with("is")) {
    stem.pop_back();
  }
  if (drop(stem, "ing", 3) || drop(stem, "ied", 2)) {
    if (text.ends_with("ied")) stem += 'i';
    tidy_end(stem);
  } else if (drop(stem, "ed", 3)) {
    tidy_end(stem);
  } else {
    drop(stem, "ly", 4);
  }
  if (stem.size() >= 4 && stem.ends_with('e')) stem.pop_back();
  if (stem.size() >= 3 && stem.ends_with('y') && !is_vowel(stem[stem.size() - 2]))
    stem.back() = 'i';
  return stem;
}

std::vector<word> stemmed_words(std::string_view text, std::size_t max_words) {
  std::vector<word> words;
  std::string written;
  std::string plain;
  bool after_apostrophe = false;
  std::size_t before_apostrophe = 0;
  std::size_t plain_before = 0;
  auto finish = [&] {
    if (after_apostrophe && plain.size() == plain_before + 1 && plain.back() == 's') {
      written.resize(before_apostrophe);
      plain.resize(plain_before);
    }
    if (!plain.empty()) {
      auto kind = kind_of(plain);
      words.push_back({std::move(written), stem_of(plain), kind});
    }
    written.clear();
    plain.clear();
    after_apostrophe = false;
  };
  for (std::size_t at = 0; at < text.size() && words.size() < max_words;) {
    auto c = next_code_point(text, at);
    if (is_apostrophe(c) && !plain.empty()) {
      after_apostrophe = true;
      before_apostrophe = written.size();
      plain_before = plain.size();
    } else if (is_combining_mark(c)) {
      if (!written.empty() && written.size() < max_word_bytes) append(written, c);
    } else if (is_word_character(c)) {
      if (written.size() >= max_word_bytes || plain.size() >= max_word_bytes) continue;
      c = lower(c);
      append(written, c);
      auto base = base_letters(c);
      if (base.empty()) {
        append(plain, c);
      } else {
        plain += base;
      }
    } else {
      finish();
    }
  }
  if (words.size() < max_words) finish();
  return words;
}

bool within_edit_distance(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() < 5 || b.size() > max_word_bytes + 2 || a.empty() || a.front() != b.front())
    return false;
  const std::size_t allowed = a.size() >= 9 ? 2 : 1;
  if (b.size() - a.size() > allowed || a.size() < 4) return false;
  // Optimal string alignment, three rows. Source: Damerau, 1964.
  std::array<std::array<std::uint8_t, max_word_bytes + 3>, 3> rows{};
  auto* two_up = &rows[0];
  auto* up = &rows[1];
  auto* row = &rows[2];
  for (std::size_t j = 0; j <= b.size(); ++j) (*up)[j] = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    (*row)[0] = static_cast<std::uint8_t>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      int cost = a[i - 1] == b[j - 1] ? 0 : 1;
      int best = std::min({(*up)[j] + 1, (*row)[j - 1] + 1, (*up)[j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = std::min(best, (*two_up)[j - 2] + 1);
      (*row)[j] = static_cast<std::uint8_t>(best);
    }
    auto* spare = two_up;
    two_up = up;
    up = row;
    row = spare;
  }
  return (*up)[b.size()] <= allowed;
}

}  // namespace takeover::answering
