#include "answering/builtin/question.hpp"

#include <algorithm>

namespace takeover::answering {
namespace {

constexpr double weak_importance = 0.3;
constexpr double context_importance = 0.5;
/// Enough for every content word to be found behind stop words; the rest of a long text is not
/// read.
constexpr std::size_t max_words_read = 600;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, text) != list.end();
}

/// What `how much`, `how long`, `how do I` … want. The word after `how` has said it and asks for
/// nothing more.
answer_type type_after_how(std::vector<word>& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i].text != "how") continue;
    auto& next = words[i + 1];
    if (next.text == "much" &&
        (i + 2 == words.size() || is_one_of(words[i + 2].text, {"is", "are", "does", "do", "did",
                                                                "for", "to", "would", "will"}))) {
      next.kind = word_kind::stop;
      return answer_type::price;
    }
    if (is_one_of(next.text, {"to", "can", "should"}) ||
        (next.text == "do" && i + 2 < words.size() &&
         is_one_of(words[i + 2].text, {"i", "you", "we"}))) {
      return answer_type::steps;
    }
    bool amount =
        is_one_of(next.text, {"much", "many", "expensive", "big", "large", "heavy", "hot"});
    bool duration = is_one_of(next.text, {"long", "fast", "quick", "quickly", "soon", "often"});
    if (is_one_of(next.text, {"much", "many", "long"})) next.kind = word_kind::stop;
    if (amount) return answer_type::amount;
    if (duration) return answer_type::duration;
  }
  return answer_type::any;
}

answer_type type_by_word(const std::vector<word>& words) {
  for (const auto& w : words) {
    if (is_one_of(w.text, {"cost", "costs", "price", "prices", "fee", "charge"}))
      return answer_type::price;
    if (w.text == "when") return answer_type::moment;
    if (w.text == "where") return answer_type::place;
  }
  return answer_type::any;
}

bool has_anaphor(const std::vector<word>& words) {
  return std::ranges::any_of(words, [](const word& w) {
    return is_one_of(w.text, {"it", "its", "that", "thats", "they", "them", "those", "these",
                              "this", "there", "one", "ones"});
  });
}

void add_term(question_terms& to, const word& name, double importance, bool from_context) {
  if (to.terms.size() >= max_question_terms) return;
  bool known = std::ranges::any_of(
      to.terms, [&](const question_term& t) { return t.name.stem == name.stem; });
  if (!known) to.terms.push_back({name, importance, from_context});
}

std::size_t count_content(const std::vector<word>& words) {
  return static_cast<std::size_t>(std::ranges::count(words, word_kind::content, &word::kind));
}

/// Cuts after `?`, and after `.`, `!` and line ends where something follows.
std::vector<std::string_view> split_message(std::string_view message) {
  std::vector<std::string_view> sentences;
  std::size_t start = 0;
  auto cut = [&](std::size_t end) {
    if (message.substr(start, end - start).find_first_not_of(" \t\r\n?!.") !=
        std::string_view::npos) {
      sentences.push_back(message.substr(start, end - start));
    }
    start = end;
  };
  for (std::size_t at = 0; at < message.size() && sentences.size() < 64; ++at) {
    char c = message[at];
    bool at_gap = at + 1 >= message.size() || message[at + 1] == ' ' || message[at + 1] == '\n' ||
                  message[at + 1] == '\r';
    if (c == '\n' || ((c == '?' || c == '!' || c == '.') && at_gap)) cut(at + 1);
  }
  cut(message.size());
  return sentences;
}

}  // namespace

question_terms terms_of(std::string_view text) {
  auto words = stemmed_words(text, max_words_read);
  question_terms question;
  question.type = type_after_how(words);
  if (question.type == answer_type::any) question.type = type_by_word(words);
  bool only_weak = count_content(words) == 0;
  for (const auto& w : words) {
    if (w.kind == word_kind::stop) continue;
    add_term(question, w, w.kind == word_kind::weak && !only_weak ? weak_importance : 1.0, false);
  }
  question.is_anaphoric = has_anaphor(words) || count_content(words) < 2;
  return question;
}

question_terms with_context(question_terms question, std::string_view earlier) {
  for (const auto& w : stemmed_words(earlier, max_words_read)) {
    if (w.kind == word_kind::content) add_term(question, w, context_importance, true);
  }
  return question;
}

std::vector<question_part> questions_in(std::string_view message, std::size_t max_parts) {
  std::vector<question_part> parts;
  std::string said;
  auto append = [](std::string& to, std::string_view text) {
    if (!to.empty()) to += ' ';
    to += text;
  };
  for (auto sentence : split_message(message)) {
    if (sentence.find('?') == std::string_view::npos) {
      append(said, sentence);
    } else if (!parts.empty() &&
               (parts.size() == max_parts ||
                (said.empty() && count_content(stemmed_words(sentence, max_words_read)) == 0))) {
      append(parts.back().text, sentence);
    } else {
      parts.push_back({std::string{sentence}, std::move(said)});
      said.clear();
    }
  }
  if (said.empty()) return parts;
  if (parts.empty()) {
    parts.push_back({std::move(said), {}});
  } else {
    append(parts.back().background, said);
  }
  return parts;
}

}  // namespace takeover::answering
