#include "actors/registry/sweeper.hpp"

#include <algorithm>
#include <caf/send.hpp>
#include <exception>

#include "actors/log.hpp"
#include "actors/registry/conversation_registry.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

constexpr int most_at_once = 200;

}  // namespace

sweeper_actor::sweeper_actor(caf::actor_config& config, tree_parts parts, tree_options options,
                             directory& home)
    : sweeper_handle::base(config), parts_(parts), options_(options), home_(home) {}

sweeper_actor::behavior_type sweeper_actor::make_behavior() {
  delayed_send(this, options_.sweep_every, sweep{});
  return {[this](sweep) {
            look();
            delayed_send(this, options_.sweep_every, sweep{});
          },
          [this](due_found& news) { wake(news); }, [this](shut_down) { quit(); }};
}

void sweeper_actor::look() {
  const auto now = std::chrono::steady_clock::now();
  if (now - idle_looked_at_ >
      std::max<std::chrono::milliseconds>(options_.passivate_after / 4, options_.sweep_every)) {
    idle_looked_at_ = now;
    home_.retire_idle(now);
  }
  if (looking_) return;
  looking_ =
      parts_.store.read([me = sweeper_handle{this}, at = parts_.clock.now(), recover = !recovered_,
                         after = recovered_to_](storage::reader& rows) {
        due_found news;
        try {
          news.due = storage::conversations::due(rows, at, most_at_once);
          if (recover) news.open = storage::conversations::unanswered(rows, after, most_at_once);
        } catch (const std::exception& problem) {
          log_error("sweeper could not read deadlines", {}, problem.what());
          news.open.reset();
        }
        caf::anon_send(me, std::move(news));
      });
}

void sweeper_actor::wake(const due_found& news) {
  looking_ = false;
  const auto send = [this](domain::conversation_id id) {
    const auto sent = home_.send(id, look_again{});
    if (!sent)
      log_error("sweeper could not wake conversation", id.str(),
                domain::name_of(sent.error().code));
    return sent.has_value();
  };
  std::for_each(news.due.begin(), news.due.end(), send);
  if (!news.open) return;
  // A conversation that is read from the database takes up its open question by itself.
  for (const auto id : *news.open) {
    if (!send(id)) return;  // it is the first one of the next look
    recovered_to_ = id;
  }
  recovered_ = news.open->empty();
}

}  // namespace takeover::actors
