#include "net/io/await.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <future>
#include <optional>

namespace takeover::net {
namespace {

namespace asio = boost::asio;

/// A coroutine that waits for one answer, on a shard that runs.
struct waiting_coroutine {
  waiting_coroutine() {
    shard.start();
    shard.post([this] {
      call.emplace(shard);
      is_late = call->watch();
      answer = call->promise();
      asio::co_spawn(
          shard.context(), wait(),
          asio::bind_cancellation_slot(give_up.slot(), [this](std::exception_ptr thrown) {
            BOOST_TEST(!thrown);
            ended.set_value();
          }));
    });
  }
  ~waiting_coroutine() { shard.stop(); }
  waiting_coroutine(const waiting_coroutine&) = delete;
  waiting_coroutine& operator=(const waiting_coroutine&) = delete;

  asio::awaitable<void> wait() {
    co_await asio::this_coro::throw_if_cancelled(false);
    outcome = co_await call->within(std::chrono::hours{1});
    awaited<int> next{shard};
    next.promise()(2);
    second = co_await next.within(std::chrono::hours{1});
  }
  void cancel() {
    shard.post([this] { give_up.emit(asio::cancellation_type::terminal); });
  }

  io_shard shard{0};
  asio::cancellation_signal give_up;
  std::optional<awaited<int>> call;
  domain::promise<int> answer;
  std::function<bool()> is_late;
  std::optional<domain::result<int>> outcome;
  std::optional<domain::result<int>> second;
  std::promise<void> ended;
};

BOOST_AUTO_TEST_SUITE(await)

BOOST_FIXTURE_TEST_CASE(an_answer_arrives, waiting_coroutine) {
  shard.post([this] { answer(1); });
  ended.get_future().wait();
  BOOST_TEST(outcome->value() == 1);
  BOOST_TEST(second->value() == 2);
}

BOOST_FIXTURE_TEST_CASE(a_cancelled_wait_is_over_at_once_and_its_answer_is_dropped,
                        waiting_coroutine) {
  cancel();
  ended.get_future().wait();
  BOOST_TEST(is_late());
  BOOST_CHECK(outcome->error().code == domain::errc::unavailable);
  answer(1);
  BOOST_TEST(second->value() == 2);  // the coroutine goes on
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_came_first_is_kept, waiting_coroutine) {
  shard.post([this] {
    answer(1);
    give_up.emit(asio::cancellation_type::terminal);
  });
  ended.get_future().wait();
  BOOST_TEST(outcome->value() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::net
