#include "answering/builtin/relevance.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

#include "answering/builtin/synonyms.hpp"
#include "domain/conversations/timeline.hpp"
#include "domain/text/utf8.hpp"
#include "storage/knowledge/knowledge.hpp"

namespace takeover::answering {
namespace {

constexpr std::size_t max_passages = 40;
constexpr std::size_t max_snippets = 80;
constexpr std::size_t max_passage_bytes = 16'384;
constexpr std::size_t max_snippet_words = 200;
constexpr float synonym_strength = 0.85F;
constexpr float typo_strength = 0.75F;
/// What another passage of the same document says counts this much.
constexpr float elsewhere_strength = 0.6F;
/// Factor of the confidence when a question's only content word is mentioned in passing.
constexpr double in_passing = 0.6;

/// Finds the question's terms in texts: a term itself, a word of the same meaning, or a typo.
class term_finder {
 public:
  explicit term_finder(const question_terms& question) : question_(question) {
    for (std::size_t i = 0; i < question.terms.size(); ++i) {
      offer(question.terms[i].name.stem, i, 1.0F);
      for (const auto& synonym : synonyms_of(question.terms[i].name.stem))
        offer(synonym.stem, i, synonym_strength);
    }
  }

  [[nodiscard]] term_hits none() const { return term_hits(question_.terms.size(), 0.0F); }

  [[nodiscard]] term_hits find(std::string_view text) {
    auto hits = none();
    for (const auto& w : stemmed_words(text, max_snippet_words)) {
      for (const auto& [term, strength] : meaning_of(w))
        hits[term] = std::max(hits[term], strength);
    }
    return hits;
  }

 private:
  using meanings = std::vector<std::pair<std::size_t, float>>;

  void offer(const std::string& stem, std::size_t term, float strength) {
    known_[stem].emplace_back(term, strength);
  }

  const meanings& meaning_of(const word& w) {
    auto [at, is_new] = known_.try_emplace(w.stem);
    if (is_new && w.kind != word_kind::stop) {
      for (std::size_t i = 0; i < question_.terms.size(); ++i) {
        if (within_edit_distance(question_.terms[i].name.text, w.text))
          at->second.emplace_back(i, typo_strength);
      }
    }
    return at->second;
  }

  const question_terms& question_;
  std::unordered_map<std::string, meanings> known_;
};

void join(term_hits& to, const term_hits& from, float factor = 1.0F) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = std::max(to[i], from[i] * factor);
}

double weigh(const term_hits& hits, const std::vector<double>& weights) {
  double sum = 0;
  for (std::size_t i = 0; i < hits.size(); ++i) sum += static_cast<double>(hits[i]) * weights[i];
  return sum;
}

bool has_digit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool has_word(std::string_view text, std::initializer_list<std::string_view> stems) {
  for (const auto& w : stemmed_words(text, max_snippet_words)) {
    if (std::ranges::find(stems, w.stem) != stems.end()) return true;
  }
  return false;
}

bool has_currency(std::string_view text) {
  return text.find("\u20ac") != std::string_view::npos ||
         text.find('$') != std::string_view::npos || text.find("\u00a3") != std::string_view::npos;
}

bool states_answer(answer_type type, const text_snippet& snippet, const term_hits& hits) {
  switch (type) {
    case answer_type::any: return false;
    case answer_type::price:
      return has_digit(snippet.text)
                 ? has_word(snippet.text, {"kr", "sek", "eur", "euro", "usd", "gbp", "dollar",
                                           "pound", "cost"}) ||
                       has_currency(snippet.text)
                 : has_word(snippet.text, {"fre"}) &&
                       std::ranges::any_of(hits, [](float hit) { return hit > 0; });
    case answer_type::steps: return snippet.number > 0;
    case answer_type::amount: return has_digit(snippet.text) || has_word(snippet.text, {"fre"});
    case answer_type::duration:
      return has_word(snippet.text, {"day", "week", "hour", "minut", "month", "year", "second",
                                     "dai", "weekli", "monthli", "twice", "onc"});
    case answer_type::moment:
      return snippet.text.find(":00") != std::string::npos ||
             has_word(
                 snippet.text,
                 {"mondai", "tuesdai",  "wednesdai", "thursdai", "fridai", "saturdai", "sundai",
                  "monday", "tuesday",  "wednesday", "thursday", "friday", "saturday", "sunday",
                  "today",  "tomorrow", "day",       "week",     "month",  "onc",      "noon"});
    case answer_type::place:
      return has_word(snippet.text,
                      {"address", "street", "corner", "find", "at", "in", "page", "track"});
  }
  return false;
}

struct prepared {
  ranked_passage passage;
  term_hits title;
  term_hits heading;
  std::vector<term_hits> inner_headings;  ///< of each snippet
};

prepared prepare(storage::passage&& source, answer_type type, term_finder& finder) {
  prepared made{{std::move(source), {}, finder.none(), 0, 0, 0, 0}, {}, {}, {}};
  auto& passage = made.passage;
  made.title = finder.find(passage.source.title);
  made.heading = finder.find(passage.source.heading);
  join(passage.hits, made.title);
  join(passage.hits, made.heading);
  auto text = domain::utf8_prefix(passage.source.text, max_passage_bytes);
  for (auto& snippet : snippets_of(text, max_snippets)) {
    auto hits = finder.find(snippet.text);
    join(passage.hits, hits);
    made.inner_headings.push_back(snippet.heading.empty() ? finder.none()
                                                          : finder.find(snippet.heading));
    join(passage.hits, made.inner_headings.back());
    bool fact = states_answer(type, snippet, hits);
    passage.snippets.push_back({std::move(snippet), std::move(hits), 0, fact});
  }
  return made;
}

/// Worth of each term from how many passages have it; sums to 1.
std::vector<double> weights_of(const question_terms& question,
                               const std::vector<prepared>& passages) {
  std::vector<double> weights(question.terms.size(), 0.0);
  auto all = static_cast<double>(passages.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    auto having = static_cast<double>(
        std::ranges::count_if(passages, [&](const prepared& p) { return p.passage.hits[i] > 0; }));
    auto rarity = std::clamp(std::log(1 + (all + 1) / (having + 0.5)), 0.8, 2.4);
    weights[i] = rarity * question.terms[i].importance;
  }
  if (auto sum = std::accumulate(weights.begin(), weights.end(), 0.0); sum > 0) {
    for (auto& weight : weights) weight /= sum;
  }
  return weights;
}

/// What a reader knows from the headings counts for each sentence below them, a little less than
/// its own words.
void cover_snippets(prepared& candidate, const std::vector<double>& weights) {
  auto& snippets = candidate.passage.snippets;
  for (std::size_t i = 0; i < snippets.size(); ++i) {
    auto known = snippets[i].hits;
    join(known, candidate.heading, 0.9F);
    join(known, candidate.inner_headings[i], 0.9F);
    join(known, candidate.title, 0.75F);
    if (snippets[i].snippet.lead_in >= 0)
      join(known, snippets[static_cast<std::size_t>(snippets[i].snippet.lead_in)].hits, 0.9F);
    snippets[i].coverage = weigh(known, weights);
    candidate.passage.focus = std::max(candidate.passage.focus, snippets[i].coverage);
  }
}

/// Terms with their best hit in any passage of the same document.
void join_documents(std::vector<prepared>& all) {
  std::map<domain::document_id, term_hits> documents;
  for (const auto& candidate : all) {
    auto [at, is_new] =
        documents.try_emplace(candidate.passage.source.document, candidate.passage.hits);
    if (!is_new) join(at->second, candidate.passage.hits);
  }
  for (auto& candidate : all)
    join(candidate.passage.hits, documents.at(candidate.passage.source.document),
         elsewhere_strength);
}

/// How much of a document speaks of the question: the mean coverage of its three best passages.
std::map<domain::document_id, double> topics_of(const std::vector<prepared>& all,
                                                const std::vector<double>& weights) {
  std::map<domain::document_id, std::vector<double>> coverages;
  for (const auto& candidate : all)
    coverages[candidate.passage.source.document].push_back(weigh(candidate.passage.hits, weights));
  std::map<domain::document_id, double> topics;
  for (auto& [document, values] : coverages) {
    values.resize(std::max<std::size_t>(values.size(), 3), 0.0);
    std::ranges::partial_sort(values, values.begin() + 3, std::ranges::greater{});
    topics[document] = (values[0] + values[1] + values[2]) / 3;
  }
  return topics;
}

/// The question rests on one word, or on words that say little, and no title or heading has them,
/// nor do two sentences.
bool mentioned_in_passing(const question_terms& question, const prepared& best) {
  auto content_words = std::ranges::count_if(
      question.terms, [](const question_term& t) { return t.name.kind == word_kind::content; });
  if (content_words > 1 || best.passage.about >= 0.4) return false;
  auto mentions = std::ranges::count_if(best.passage.snippets, [&](const ranked_snippet& u) {
    return u.coverage >= 0.8 * best.passage.focus;
  });
  return content_words == 0 || mentions < 2;
}

double confidence_of(const question_terms& question, const prepared& best, const prepared* rival) {
  const auto& passage = best.passage;
  double lead =
      rival == nullptr
          ? 1.0
          : std::min(1.0, (passage.score - rival->passage.score) / (0.25 * passage.score));
  double sure = 0.50 * passage.coverage + 0.42 * passage.focus + 0.08 * lead * passage.coverage;
  return std::clamp(mentioned_in_passing(question, best) ? in_passing * sure : sure, 0.0, 1.0);
}

}  // namespace

relevance rank(const question_terms& question, std::vector<storage::passage> passages) {
  relevance result;
  if (passages.size() > max_passages) passages.resize(max_passages);
  term_finder finder{question};
  std::vector<prepared> all;
  for (auto& source : passages) {
    auto candidate = prepare(std::move(source), question.type, finder);
    if (!candidate.passage.snippets.empty()) all.push_back(std::move(candidate));
  }
  if (all.empty() || question.terms.empty()) {
    result.weights.assign(question.terms.size(), 0.0);
    return result;
  }

  result.weights = weights_of(question, all);
  auto topics = topics_of(all, result.weights);
  join_documents(all);
  auto heading_worth = [&](const prepared& p) {
    // The part before the first heading goes by the title, and says what the page is about.
    bool own =
        !p.passage.source.heading.empty() && p.passage.source.heading != p.passage.source.title;
    return own ? weigh(p.heading, result.weights) : 0.8 * weigh(p.title, result.weights);
  };
  auto best_rank = std::ranges::min(all, {}, [](const prepared& p) {
                     return p.passage.source.rank;
                   }).passage.source.rank;
  for (auto& candidate : all) {
    cover_snippets(candidate, result.weights);
    auto& passage = candidate.passage;
    passage.coverage = weigh(passage.hits, result.weights);
    auto headings = candidate.heading;
    join(headings, candidate.title);
    passage.about = weigh(headings, result.weights);
    bool fact = std::ranges::any_of(passage.snippets, [&](const ranked_snippet& u) {
      return u.states_fact && u.coverage >= 0.7 * passage.focus;
    });
    auto index = best_rank < 0 ? std::clamp(passage.source.rank / best_rank, 0.0, 1.0) : 0.0;
    passage.score = 0.40 * passage.coverage + 0.35 * passage.focus +
                    0.20 * heading_worth(candidate) +
                    0.25 * weigh(candidate.title, result.weights) + 0.05 * index +
                    0.20 * topics.at(passage.source.document) + (fact ? 0.10 : 0.0);
  }
  std::ranges::stable_sort(all, std::ranges::greater{},
                           [](const prepared& p) { return p.passage.score; });
  auto rival = std::ranges::find_if(all, [&](const prepared& p) {
    return p.passage.source.document != all.front().passage.source.document;
  });
  result.confidence = confidence_of(question, all.front(), rival == all.end() ? nullptr : &*rival);
  for (auto& candidate : all) result.passages.push_back(std::move(candidate.passage));
  return result;
}

}  // namespace takeover::answering
