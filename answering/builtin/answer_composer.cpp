#include "answering/builtin/answer_composer.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "domain/text/utf8.hpp"
#include "storage/knowledge/knowledge.hpp"

namespace takeover::answering {
namespace {

constexpr std::size_t max_quoted_snippets = 4;
constexpr std::size_t max_sources = 2;
constexpr std::size_t max_quoted_bytes = 900;
/// A quoted sentence ends here if it is longer.
constexpr std::size_t max_snippet_bytes = 600;

/// Snippets of one passage, by their index.
struct quotation {
  const ranked_passage* from = nullptr;
  std::set<std::size_t> snippets;

  [[nodiscard]] bool states_fact() const {
    return std::ranges::any_of(snippets,
                               [&](std::size_t i) { return from->snippets[i].states_fact; });
  }
};

double worth(const ranked_snippet& snippet) {
  double value = snippet.coverage + (snippet.states_fact ? 0.2 : 0.0);
  // Questions and fragments make poor answers.
  if (snippet.snippet.text.ends_with('?') || snippet.snippet.text.ends_with(':')) value *= 0.5;
  return value;
}

/// `It costs …` says nothing without the sentence before it.
bool leans_on_previous(const text_snippet& snippet) {
  static constexpr std::array<std::string_view, 16> openings{
      "It ",  "They ",  "This ",     "That ",   "These ", "Those ", "Then ",   "But ",
      "And ", "If not", "Otherwise", "However", "Also ",  "Both ",  "Either ", "After that"};
  return snippet.kind == snippet_kind::sentence &&
         std::ranges::any_of(openings,
                             [&](std::string_view o) { return snippet.text.starts_with(o); });
}

/// Adds a snippet and what it needs to be understood.
void quote(quotation& q, std::size_t index) {
  const auto& snippets = q.from->snippets;
  q.snippets.insert(index);
  if (auto lead_in = snippets[index].snippet.lead_in; lead_in >= 0)
    q.snippets.insert(static_cast<std::size_t>(lead_in));
  for (auto at = index; at > 0 && q.snippets.size() < max_quoted_snippets; --at) {
    if (!leans_on_previous(snippets[at].snippet) ||
        snippets[at - 1].snippet.block != snippets[at].snippet.block)
      break;
    q.snippets.insert(at - 1);
  }
}

std::size_t bytes_of(const quotation& q) {
  std::size_t sum = 0;
  for (auto index : q.snippets)
    sum += std::min(q.from->snippets[index].snippet.text.size(), max_snippet_bytes);
  return sum;
}

std::size_t best_snippet(const ranked_passage& passage, const std::set<std::size_t>& but) {
  std::size_t best = passage.snippets.size();
  for (std::size_t i = 0; i < passage.snippets.size(); ++i) {
    if (but.contains(i)) continue;
    if (best == passage.snippets.size() ||
        worth(passage.snippets[i]) > worth(passage.snippets[best]) + 1e-9)
      best = i;
  }
  return best;
}

/// A list of steps is quoted from its first one on.
quotation quote_steps(const ranked_passage& passage, std::size_t best) {
  const auto& snippets = passage.snippets;
  auto first = best;
  while (first > 0 && snippets[first - 1].snippet.block == snippets[best].snippet.block) --first;
  quotation q{&passage, {}};
  if (auto lead_in = snippets[first].snippet.lead_in; lead_in >= 0)
    q.snippets.insert(static_cast<std::size_t>(lead_in));
  for (auto at = first;
       at < snippets.size() && snippets[at].snippet.block == snippets[best].snippet.block; ++at) {
    if (bytes_of(q) + snippets[at].snippet.text.size() > max_quoted_bytes) break;
    q.snippets.insert(at);
  }
  return q;
}

/// The best sentences of a passage: the best one; others that are nearly as good; and what follows
/// it, if that is short.
quotation quote_best(const ranked_passage& passage) {
  quotation q{&passage, {}};
  auto first = best_snippet(passage, {});
  if (first == passage.snippets.size()) return q;
  if (passage.snippets[first].snippet.number > 0) return quote_steps(passage, first);
  quote(q, first);
  auto enough = 0.8 * worth(passage.snippets[first]);
  bool list = passage.snippets[first].snippet.kind == snippet_kind::item;
  while (q.snippets.size() < (list ? max_quoted_snippets : 3) &&
         bytes_of(q) < max_quoted_bytes / 2) {
    auto next = best_snippet(passage, q.snippets);
    if (next == passage.snippets.size() || worth(passage.snippets[next]) < enough ||
        worth(passage.snippets[next]) <= 0)
      break;
    quote(q, next);
  }
  for (auto next = first + 1;
       next < passage.snippets.size() && q.snippets.size() < 3 && bytes_of(q) < 240; ++next) {
    if (list || passage.snippets[next].snippet.block != passage.snippets[first].snippet.block)
      break;
    q.snippets.insert(next);
  }
  return q;
}

/// Weight of the terms that `more` finds and `known` does not.
double gain(const term_hits& known, const term_hits& more, const std::vector<double>& weights) {
  double sum = 0;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (more[i] > known[i]) sum += static_cast<double>(more[i] - known[i]) * weights[i];
  }
  return sum;
}

std::string without_end_space(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  return text;
}

std::string shortened(const std::string& text) {
  if (text.size() <= max_snippet_bytes) return text;
  auto head = domain::utf8_prefix(text, max_snippet_bytes);
  if (auto gap = head.rfind(' '); gap != std::string_view::npos && gap > max_snippet_bytes / 2)
    head = head.substr(0, gap);
  return std::string{head} + "…";
}

/// The quoted snippets as they stood: sentences of a paragraph side by side, items on lines of
/// their own; then the number.
std::string written(const quotation& q, int number) {
  std::string text;
  int last_block = -1;
  bool last_was_item = false;
  for (auto index : q.snippets) {
    const auto& snippet = q.from->snippets[index].snippet;
    bool item = snippet.kind == snippet_kind::item;
    if (!text.empty()) {
      if (item || last_was_item) {
        text += '\n';
      } else {
        text += snippet.block == last_block ? " " : "\n\n";
      }
    }
    if (item) text += snippet.number > 0 ? std::to_string(snippet.number) + ". " : "- ";
    text += shortened(snippet.text);
    last_block = snippet.block;
    last_was_item = item;
  }
  text = without_end_space(std::move(text));
  return text + " [" + std::to_string(number) + "]";
}

domain::citation citation_of(const storage::passage& source, int number) {
  return {number, std::string{domain::utf8_prefix(source.title, 200)}, source.url};
}

bool same_source(const domain::citation& a, const domain::citation& b) {
  return a.title == b.title && a.url == b.url;
}

/// Writes the part's text with the numbers that its citations get in `into`.
std::string renumbered(const partial_answer& part, std::vector<domain::citation>& into) {
  std::string text = part.text;
  // From the last one on, and through a mark that no text has, so that no number is changed twice.
  for (const auto& cited : part.citations) {
    auto known = std::ranges::find_if(
        into, [&](const domain::citation& c) { return same_source(c, cited); });
    int number = known == into.end() ? static_cast<int>(into.size()) + 1 : known->n;
    if (known == into.end()) into.push_back({number, cited.title, cited.url});
    auto from = "[" + std::to_string(cited.n) + "]";
    auto to = "[\x01" + std::to_string(number) + "]";
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  }
  std::erase(text, '\x01');
  return text;
}

}  // namespace

partial_answer compose(const relevance& ranking) {
  partial_answer result;
  if (ranking.passages.empty()) return result;
  const auto& best = ranking.passages.front();
  std::vector<quotation> quotations{quote_best(best)};
  if (quotations.front().snippets.empty()) return result;

  // A second page, if it holds a good part of the question that the first one lacks, or fits nearly
  // as well.
  auto known = best.hits;
  double added = 0;
  for (const auto& other : ranking.passages) {
    if (quotations.size() >= max_sources) break;
    if (other.source.document == best.source.document || other.score < 0.7 * best.score) continue;
    auto index = best_snippet(other, {});
    if (index == other.snippets.size() || other.snippets[index].coverage < 0.45) continue;
    auto more = gain(known, other.snippets[index].hits, ranking.weights);
    bool states = other.snippets[index].states_fact || !quotations.front().states_fact();
    bool as_good = states && other.score >= 0.92 * best.score && other.focus >= 0.75 * best.focus;
    if (more < 0.2 && !as_good) continue;
    quotation q{&other, {}};
    quote(q, index);
    if (bytes_of(quotations.front()) + bytes_of(q) > max_quoted_bytes) continue;
    added += more;
    quotations.push_back(std::move(q));
  }

  for (const auto& q : quotations) {
    int number = static_cast<int>(result.citations.size()) + 1;
    if (!result.text.empty()) result.text += "\n\n";
    result.text += written(q, number);
    result.citations.push_back(citation_of(q.from->source, number));
  }
  result.confidence = std::clamp(ranking.confidence + 0.15 * added, 0.0, 1.0);
  return result;
}

partial_answer merge(const std::vector<partial_answer>& parts) {
  partial_answer all;
  all.confidence = 1;
  std::vector<std::string> said;
  for (const auto& part : parts) {
    all.confidence = std::min(all.confidence, part.confidence);
    if (part.text.empty() || std::ranges::find(said, part.text) != said.end()) continue;
    said.push_back(part.text);
    if (!all.text.empty()) all.text += "\n\n";
    all.text += renumbered(part, all.citations);
  }
  if (said.empty()) all.confidence = 0;
  return all;
}

answer unknown_answer(const relevance* nearest, double confidence) {
  answer result;
  result.text = "I don't know that one.";
  result.confidence = std::clamp(confidence, 0.0, 1.0);
  result.offer_human = true;
  if (nearest != nullptr && !nearest->passages.empty()) {
    const auto& source = nearest->passages.front().source;
    result.citations.push_back(citation_of(source, 1));
    result.text += " The closest page I have is " + result.citations.front().title + " [1].";
  }
  result.text += " Would you like to talk to a human?";
  return result;
}

}  // namespace takeover::answering
