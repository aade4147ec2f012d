#include "actors/conversations/answer_streamer.hpp"

#include <algorithm>
#include <caf/send.hpp>
#include <cmath>
#include <exception>

#include "domain/leads/behavior_rule.hpp"
#include "domain/text/intent.hpp"

namespace takeover::actors {
namespace {

constexpr std::chrono::milliseconds shortest_step{33};
constexpr int context_entries = 20;
constexpr int question_entries = 200;
/// The newest ones say what somebody wants now.
constexpr std::size_t searched_messages = 10;

/// Reads the open question and what was said before it. Runs on a reader's thread.
answering::question read_question(storage::reader& rows, const answer_order& order) {
  answering::question asked{order.agent, order.conversation, {}, {}};
  const auto is_said = [](const domain::entry& e) { return e.kind == domain::entry_kind::message; };
  auto open = rows.timeline({order.conversation, storage::timeline_audience::visitor,
                             order.answered, std::nullopt, question_entries});
  for (auto& e : open.entries) {
    if (is_said(e) && e.role == domain::message_role::visitor && e.seq <= order.covers)
      asked.open.push_back(std::move(e));
  }
  auto earlier = rows.timeline({order.conversation, storage::timeline_audience::visitor,
                                std::nullopt, order.answered + 1, context_entries});
  std::copy_if(std::make_move_iterator(earlier.entries.begin()),
               std::make_move_iterator(earlier.entries.end()), std::back_inserter(asked.context),
               is_said);
  return asked;
}

answering::intent_matches match_intents(storage::reader& rows, const answer_order& order,
                                        const answering::question& asked) {
  std::vector<std::string_view> said;
  for (const auto& e : asked.open) said.emplace_back(e.body);
  if (said.size() > searched_messages)
    said.erase(said.begin(), said.end() - static_cast<std::ptrdiff_t>(searched_messages));
  answering::intent_matches found;
  found.rules = domain::matching_rules(rows.rules(order.agent), said, order.visitor_messages);
  for (const auto words : said)
    if (const auto phrase = domain::wants_contact(words)) found.contact_phrase = *phrase;
  return found;
}

class agent_runner : public runner_handle::base {
 public:
  agent_runner(caf::actor_config& config, answer_order order)
      : runner_handle::base(config), order_(std::move(order)) {}

  behavior_type make_behavior() override {
    ask();
    return {[this](answer_ready& news) { begin(news); }, [this](next_words) { write(); },
            [this](cancel_answer) { quit(); }};
  }

 private:
  void ask() {
    const domain::promise<answering::answer> heard{
        [me = runner_handle{this}](domain::result<answering::answer> outcome) {
          caf::anon_send(me, answer_ready{std::move(outcome)});
        }};
    const bool queued = order_.parts.store.read([order = order_, heard](storage::reader& rows) {
      try {
        auto asked = read_question(rows, order);
        const auto pass_on = [heard, intents = match_intents(rows, order, asked)](
                                 domain::result<answering::answer> outcome) {
          if (outcome) outcome->intents = intents;
          heard(std::move(outcome));
        };
        order.parts.agent.answer(std::move(asked), domain::promise<answering::answer>{pass_on});
      } catch (const std::exception& problem) {
        heard(domain::fail(domain::errc::internal, problem.what()));
      }
    });
    if (!queued) heard(domain::fail(domain::errc::overloaded));
  }

  void begin(answer_ready& news) {
    if (!news.outcome || order_.words_per_second <= 0) {
      if (news.outcome && !news.outcome->text.empty())
        caf::anon_send(order_.to, answer_text{order_.generation, news.outcome->text});
      finish(std::move(news.outcome));
      return;
    }
    answer_ = std::move(*news.outcome);
    const double words_per_step = std::max(
        1.0, order_.words_per_second * static_cast<double>(shortest_step.count()) / 1000.0);
    words_ = static_cast<std::size_t>(std::lround(words_per_step));
    step_ = std::chrono::milliseconds{
        std::lround(1000.0 * static_cast<double>(words_) / order_.words_per_second)};
    write();
  }

  void write() {
    const auto piece = next_piece(std::string_view{answer_.text}.substr(written_), words_);
    written_ += piece.size();
    if (!piece.empty())
      caf::anon_send(order_.to, answer_text{order_.generation, std::string{piece}});
    // Whole as soon as all of it was shown: a takeover after the last word cuts nothing.
    if (written_ == answer_.text.size()) {
      finish(std::move(answer_));
    } else {
      delayed_send(this, step_, next_words{});
    }
  }

  void finish(domain::result<answering::answer> outcome) {
    caf::anon_send(order_.to, answer_whole{order_.generation, std::move(outcome)});
    quit();
  }

  answer_order order_;
  answering::answer answer_;
  std::size_t written_ = 0;
  std::size_t words_ = 1;
  std::chrono::milliseconds step_{33};
};

}  // namespace

runner_handle start_answer(caf::actor_system& system, answer_order order) {
  return system.spawn<agent_runner>(std::move(order));
}

std::string_view next_piece(std::string_view text, std::size_t words) noexcept {
  constexpr std::string_view blank = " \t\n";
  std::size_t end = 0;
  for (std::size_t word = 0; word < words && end < text.size(); ++word) {
    end = std::min(text.find_first_not_of(blank, end), text.size());
    end = std::min(text.find_first_of(blank, end), text.size());
    end = std::min(text.find_first_not_of(blank, end), text.size());
  }
  return text.substr(0, end);
}

}  // namespace takeover::actors
