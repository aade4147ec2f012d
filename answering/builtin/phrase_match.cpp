#include "answering/builtin/phrase_match.hpp"

#include <algorithm>

namespace takeover::answering {
namespace {

constexpr std::size_t max_phrase_words = 32;

bool same_word(const word& a, const word& b) {
  return a.stem == b.stem || nearly_same(a.text, b.text);
}

/// How much a word beyond the phrase takes away.
double surplus_of(const word& one) {
  switch (one.kind) {
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
  auto wanted = words_of(phrase, max_phrase_words);
  // A phrase of nothing but grammar (`who are you`) is compared as it stands, another by what it
  // says.
  auto telling = without_stop_words(wanted);
  bool literal = telling.empty();
  if (!literal) wanted = std::move(telling);
  if (wanted.empty()) return 0;

  double surplus = 0;
  std::size_t found = 0;
  for (const auto& one : question) {
    if (found < wanted.size() && same_word(one, wanted[found])) {
      ++found;
    } else {
      surplus += literal ? 0.5 : surplus_of(one);
    }
  }
  if (found < wanted.size()) return 0;
  auto size = static_cast<double>(wanted.size());
  return size / (size + surplus);
}

}  // namespace takeover::answering
