#include "answering/builtin/builtin_answerer.hpp"

#include <algorithm>
#include <exception>
#include <optional>

#include "answering/builtin/answer_composer.hpp"
#include "answering/builtin/phrase_match.hpp"
#include "answering/builtin/question.hpp"
#include "answering/builtin/small_talk.hpp"
#include "answering/builtin/synonyms.hpp"
#include "storage/agents/agents.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "storage/tokens.hpp"

namespace takeover::answering {
namespace {

using domain::errc;

constexpr std::size_t max_parts = 4;
constexpr std::size_t max_messages = 8;
constexpr std::size_t max_search_terms = 128;
constexpr int max_passages_read = 32;
constexpr std::size_t max_curated_words = 60;
/// From this share of the threshold on, the nearest page is named.
constexpr double close_enough = 0.6;
/// … if its title and heading hold this share of the question's weight.
constexpr double min_about = 0.15;
/// How much less sure the reading with earlier messages may be and still be preferred.
constexpr double context_margin = 0.1;

/// What was found for one part of the question.
struct finding {
  partial_answer answer;
  std::optional<relevance> ranking;  ///< none: a curated answer
};

class knowledge_search {
 public:
  knowledge_search(storage::reader& knowledge, const storage::agent_record& agent)
      : knowledge_(knowledge),
        agent_(agent),
        curated_(storage::knowledge::curated(knowledge, agent.id)),
        agent_name_(stemmed_words(agent.name, 4)) {}

  finding find(const question_part& part, std::string_view earlier) {
    if (auto fixed = curated_for(part.text)) return {std::move(*fixed), std::nullopt};
    auto terms = without_agent_name(terms_of(part.text));
    auto alone = search(terms);
    auto background = part.background.empty() ? earlier : std::string_view{part.background};
    bool unsure = alone.answer.confidence < agent_.confidence_threshold;
    if (background.empty() || !(terms.is_anaphoric || (unsure && !part.background.empty())))
      return alone;
    auto wider = with_context(terms, background);
    if (wider.terms.size() == terms.terms.size()) return alone;
    auto in_context = search(wider);
    return in_context.answer.confidence >= alone.answer.confidence - context_margin
               ? std::move(in_context)
               : std::move(alone);
  }

 private:
  /// The agent's own name in a question carries no meaning.
  question_terms without_agent_name(question_terms terms) const {
    std::erase_if(terms.terms, [&](const question_term& t) {
      return std::ranges::find(agent_name_, t.name.stem, &word::stem) != agent_name_.end();
    });
    return terms;
  }

  std::optional<partial_answer> curated_for(std::string_view text) {
    auto words = stemmed_words(text, max_curated_words);
    const storage::curated_answer* best = nullptr;
    double similarity = 0;
    for (const auto& candidate : curated_) {
      for (const auto& phrase : candidate.phrases) {
        auto candidate_similarity = phrase_similarity(words, phrase);
        if (candidate_similarity > similarity) {
          similarity = candidate_similarity;
          best = &candidate;
        }
      }
    }
    if (best == nullptr || similarity < phrase_threshold) return std::nullopt;
    partial_answer result{best->answer, {}, std::clamp(similarity, 0.0, 1.0)};
    // Somebody wrote this answer for this question: no threshold stands against it.
    result.confidence = std::max(result.confidence, agent_.confidence_threshold);
    if (!best->url.empty()) {
      result.text += " [1]";
      result.citations.push_back({1, title_of(best->url, text), best->url});
    }
    return result;
  }

  /// The title of the page with this address, if the question finds it; else the address.
  std::string title_of(const std::string& url, std::string_view text) {
    for (const auto& passage : storage::knowledge::search(
             knowledge_, agent_.id, search_terms(terms_of(text)), max_passages_read)) {
      if (passage.url == url) return passage.title;
    }
    return url;
  }

  static std::vector<std::string> search_terms(const question_terms& question) {
    std::vector<std::string> words;
    for (const auto& term : question.terms) words.push_back(term.name.text);
    for (const auto& term : question.terms) {
      for (const auto& synonym : synonyms_of(term.name.stem)) {
        if (words.size() < max_search_terms &&
            std::ranges::find(words, synonym.text) == words.end())
          words.push_back(synonym.text);
      }
    }
    return words;
  }

  finding search(const question_terms& question) {
    if (question.terms.empty()) return {};
    auto ranking =
        rank(question, storage::knowledge::search(knowledge_, agent_.id, search_terms(question),
                                                  max_passages_read));
    auto composed = compose(ranking);
    return {std::move(composed), std::move(ranking)};
  }

  storage::reader& knowledge_;
  const storage::agent_record& agent_;
  std::vector<storage::curated_answer> curated_;
  std::vector<word> agent_name_;
};

bool is_visitor_message(const domain::entry& e) {
  return e.kind == domain::entry_kind::message && e.role == domain::message_role::visitor;
}

/// The last thing that the visitor said before, beside small talk.
std::string earlier_question(const question& asked) {
  for (auto at = asked.context.rbegin(); at != asked.context.rend(); ++at) {
    if (is_visitor_message(*at) && !small_talk(at->body, {})) return at->body;
  }
  return {};
}

struct open_parts {
  std::vector<question_part> parts;
  std::optional<small_answer> talk;  ///< of the last message that is small talk
};

/// Everything that is asked in the open messages; of very many, the last ones.
open_parts parts_of(const question& asked, std::string_view agent_name) {
  open_parts open;
  auto first = asked.open.size() > max_messages ? asked.open.size() - max_messages : 0;
  for (auto i = first; i < asked.open.size(); ++i) {
    if (!is_visitor_message(asked.open[i])) continue;
    if (auto talk = small_talk(asked.open[i].body, agent_name)) {
      open.talk = std::move(talk);
      continue;
    }
    for (auto& part : questions_in(asked.open[i].body, max_parts))
      open.parts.push_back(std::move(part));
  }
  if (open.parts.size() > max_parts)
    open.parts.erase(open.parts.begin(), open.parts.end() - static_cast<std::ptrdiff_t>(max_parts));
  return open;
}

answer as_answer(partial_answer&& whole) {
  return {std::move(whole.text), std::move(whole.citations), whole.confidence, false};
}

answer from_findings(const std::vector<finding>& findings, double threshold) {
  std::vector<partial_answer> known;
  const finding* nearest = nullptr;
  for (const auto& part : findings) {
    if (!part.answer.text.empty() && part.answer.confidence >= threshold) {
      known.push_back(part.answer);
    } else if (nearest == nullptr || part.answer.confidence > nearest->answer.confidence) {
      nearest = &part;
    }
  }
  if (known.size() == findings.size()) return as_answer(merge(known));
  if (known.empty()) {
    auto confidence = nearest == nullptr ? 0.0 : nearest->answer.confidence;
    bool close = nearest != nullptr && nearest->ranking && !nearest->ranking->passages.empty() &&
                 confidence >= close_enough * threshold &&
                 nearest->ranking->passages.front().about >= min_about;
    return unknown_answer(close ? &*nearest->ranking : nullptr, confidence);
  }
  auto result = as_answer(merge(known));
  result.text +=
      "\n\nI don't know about the rest of your question. Would you like to talk to a human?";
  result.offer_human = true;
  return result;
}

void emit(domain::result<answer> made, const answer_stream& to) {
  if (!made) return to.done(made.error());
  to.delta(std::move(made->text));
  for (auto& source : made->citations) to.cite(std::move(source));
  to.done(assessment{made->confidence, made->offer_human});
}

}  // namespace

domain::result<answer> answer_from(storage::reader& knowledge, const question& asked) {
  auto agent = storage::agents::by_id(knowledge, asked.agent);
  if (!agent) return domain::fail(errc::not_found, "this agent does not exist");
  agent->confidence_threshold = std::clamp(agent->confidence_threshold, 0.0, 1.0);

  auto open = parts_of(asked, agent->name);
  if (open.talk && (open.parts.empty() || open.talk->offer_human))
    return answer{open.talk->text, {}, 1.0, open.talk->offer_human};
  if (open.parts.empty()) return unknown_answer(nullptr, 0);

  knowledge_search pages{knowledge, *agent};
  auto earlier = earlier_question(asked);
  std::vector<finding> findings;
  for (const auto& part : open.parts) {
    findings.push_back(pages.find(part, earlier));
    earlier = part.text;
  }
  return from_findings(findings, agent->confidence_threshold);
}

void builtin_answerer::answer(question asked, answer_stream to) {
  const bool queued = knowledge_.read([asked = std::move(asked), to](storage::reader& knowledge) {
    if (to.is_cancelled()) return;
    try {
      emit(answer_from(knowledge, asked), to);
    } catch (const std::exception&) {
      // The store logged what went wrong with it; the visitor hears that there is no answer.
      to.done(domain::fail(errc::internal, "the answer could not be made"));
    }
  });
  if (!queued) to.done(domain::fail(errc::overloaded, "too many questions at once"));
}

}  // namespace takeover::answering
