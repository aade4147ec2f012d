#include "answering/builtin/phrase_match.hpp"

#include <algorithm>

namespace takeover::answering {
namespace {

constexpr std::size_t max_phrase_words = 32;

bool same_word(const word& a, const word& b) {
  return a.stem == b.stem || within_edit_distance(a.text, b.text);
}

/// How much a word beyond the phrase takes away.
double surplus_of(const word& extra) {
  switch (extra.kind) {
    case word_kind::content: return 1.0;
    case word_kind::weak: return 0.4;
    case word_kind::stop: break;
  }
  return 0.02;
}

std::vector<word> without_stop_words(const std::vector<word>& words) {
  std::vector<word> left;
  std::ranges::copy_if(words, std::back_inserter(left),
                       [](const word& w) { return w.kind != word_kind::stop; });
  return left;
}

}  // namespace

double phrase_similarity(const std::vector<word>& question, std::string_view phrase) {
  auto expected = stemmed_words(phrase, max_phrase_words);
  // A phrase of nothing but grammar (`who are you`) is compared as it stands, another by what it
  // says.
  auto content_words = without_stop_words(expected);
  bool literal = content_words.empty();
  if (!literal) expected = std::move(content_words);
  if (expected.empty()) return 0;

  double surplus = 0;
  std::size_t matched = 0;
  for (const auto& said : question) {
    if (matched < expected.size() && same_word(said, expected[matched])) {
      ++matched;
    } else {
      surplus += literal ? 0.5 : surplus_of(said);
    }
  }
  if (matched < expected.size()) return 0;
  auto size = static_cast<double>(expected.size());
  return size / (size + surplus);
}

}  // namespace takeover::answering
