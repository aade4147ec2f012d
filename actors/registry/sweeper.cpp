#include "actors/registry/sweeper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "actors/ask_store.hpp"
#include "actors/log.hpp"
#include "actors/registry/conversation_registry.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

constexpr int max_per_sweep = 200;
constexpr int max_expired_per_sweep = 2'000;
/// Less is what time synchronization does every day.
constexpr std::chrono::seconds clock_step{5};

}  // namespace

sweeper_actor::sweeper_actor(caf::actor_config& config, tree_parts parts, tree_options options,
                             conversation_registry& registry,
                             std::shared_ptr<std::atomic<bool>> failing)
    : sweeper_handle::base(config),
      parts_(parts),
      options_(options),
      registry_(registry),
      failing_(std::move(failing)),
      clock_read_(parts.clock.now()) {}

sweeper_actor::behavior_type sweeper_actor::make_behavior() {
  using this_actor = sweeper_actor;
  delayed_send(this, options_.sweep_every, sweep{});
  return {on(this, &this_actor::on_sweep), on(this, &this_actor::on_result),
          on(this, &this_actor::on_shut_down)};
}

void sweeper_actor::on_sweep(sweep&) {
  watch_clock();
  poll();
  delayed_send(this, options_.sweep_every, sweep{});
}

void sweeper_actor::watch_clock() {
  const auto seconds = [](auto time) { return std::chrono::floor<std::chrono::seconds>(time); };
  const auto passed = std::chrono::steady_clock::now() - clock_read_at_;
  const auto counted = parts_.clock.now() - clock_read_;
  clock_read_at_ += passed;
  clock_read_ += counted;
  if (counted - passed >= clock_step)
    log_warning(
        fmt::format("the system clock went {} s ahead, or the machine slept: what waited for a "
                    "time ended early",
                    seconds(counted - passed).count()));
  const auto ahead = parts_.clock.ahead();
  if (std::exchange(clock_is_ahead_, ahead >= clock_step) == clock_is_ahead_) return;
  if (clock_is_ahead_)
    log_warning(
        fmt::format("the system clock was put back by {} s: time passes at half speed here until "
                    "it has caught up",
                    seconds(ahead).count()));
  else
    log_info("the system clock has caught up");
}

void sweeper_actor::poll() {
  const auto now = std::chrono::steady_clock::now();
  if (now - idle_swept_at_ >
      std::max<std::chrono::milliseconds>(options_.passivate_after / 4, options_.sweep_every)) {
    idle_swept_at_ = now;
    registry_.retire_idle(now);
  }
  if (polling_) return;
  const bool expire = options_.keep_unused.count() > 0 && now >= expires_at_;
  polling_ = ask_store(
      parts_.store, sweeper_handle{this},
      [at = parts_.clock.now(), recover = !recovered_, after = recovered_to_, expire,
       keep = options_.keep_unused](storage::reader& rows) {
        sweep_result result;
        result.due = storage::conversations::due(rows, at, max_per_sweep);
        if (recover) result.open = storage::conversations::unanswered(rows, after, max_per_sweep);
        if (expire) {
          result.unused_since = at - keep;
          result.unused = storage::conversations::unused_since(rows, result.unused_since,
                                                               max_expired_per_sweep);
        }
        return result;
      },
      [](const std::exception& problem) {
        log_store_failure("sweeper could not read deadlines", {}, problem);
        sweep_result result;
        result.failed = true;
        return result;
      });
}

void sweeper_actor::on_result(sweep_result& result) {
  polling_ = false;
  failing_->store(result.failed, std::memory_order_relaxed);
  const auto wake = [this](domain::conversation_id id) {
    const auto sent = registry_.send(id, reevaluate{});
    if (!sent)
      log_error_once_a_minute("sweeper wakes", "sweeper could not wake conversation " + id.str() +
                                                   ": " +
                                                   std::string{domain::name_of(sent.error().code)});
    return sent.has_value();
  };
  std::for_each(result.due.begin(), result.due.end(), wake);
  expire(result);
  if (!result.open) return;
  // A conversation that is read from the database takes up its open question by itself.
  for (const auto id : *result.open) {
    if (!wake(id)) return;  // the next sweep begins with it
    recovered_to_ = id;
  }
  recovered_ = result.open->empty();
}

void sweeper_actor::expire(const sweep_result& result) {
  if (result.failed || result.unused_since == domain::timestamp{}) return;
  // A full batch may have more behind it. Those that are in use by now stay, so it must not be
  // looked for at once.
  expires_at_ = std::chrono::steady_clock::now() + options_.expire_every;
  for (const auto& [id, workspace] : result.unused) {
    domain::member nobody;
    nobody.workspace = workspace;
    (void)registry_.send(
        id, delete_request{nobody, {}, domain::deletion::only_unused, result.unused_since});
  }
  if (!result.unused.empty())
    log_info(fmt::format("sweeper deletes {} unused conversations", result.unused.size()));
}

}  // namespace takeover::actors
