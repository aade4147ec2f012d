#include "net/io/workers.hpp"

#include <boost/test/unit_test.hpp>
#include <future>
#include <memory>

using takeover::net::workers;

namespace {

/// A job that runs until it is told to end.
class gate {
 public:
  [[nodiscard]] std::function<void()> job() {
    return [started = started_, open = opened_] {
      started->set_value();
      open.wait();
    };
  }
  void wait_until_running() { started_->get_future().wait(); }
  void open() { open_.set_value(); }

 private:
  std::shared_ptr<std::promise<void>> started_ = std::make_shared<std::promise<void>>();
  std::promise<void> open_;
  std::shared_future<void> opened_ = open_.get_future().share();
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fair_workers)

BOOST_AUTO_TEST_CASE(one_key_leaves_a_thread_to_the_others) {
  workers pool{{3, 2, 8, 64}};
  gate first, second;
  BOOST_REQUIRE(pool.run("loud", first.job()));
  BOOST_REQUIRE(pool.run("loud", second.job()));
  first.wait_until_running();
  second.wait_until_running();
  bool ran_third = false;
  BOOST_REQUIRE(pool.run("loud", [&] { ran_third = true; }));
  std::promise<bool> other;
  BOOST_REQUIRE(pool.run("quiet", [&] { other.set_value(ran_third); }));
  BOOST_TEST(!other.get_future().get());  // it ran, and before the third of the loud one
  first.open();
  second.open();
  pool.stop();
}

BOOST_AUTO_TEST_CASE(keys_take_turns) {
  workers pool{{1, 1, 8, 64}};
  gate busy;
  BOOST_REQUIRE(pool.run("first", busy.job()));
  busy.wait_until_running();
  std::string order;
  std::promise<void> done;
  for (int i = 0; i < 3; ++i) BOOST_REQUIRE(pool.run("a", [&] { order += 'a'; }));
  BOOST_REQUIRE(pool.run("b", [&] { order += 'b'; }));
  BOOST_REQUIRE(pool.run("b", [&] {
    order += 'b';
    done.set_value();
  }));
  busy.open();
  done.get_future().wait();
  pool.stop();
  BOOST_TEST(order.substr(0, 4) == "abab");
}

BOOST_AUTO_TEST_CASE(a_key_has_a_bound_of_its_own) {
  workers pool{{1, 1, 2, 4}};
  gate busy;
  BOOST_REQUIRE(pool.run("first", busy.job()));
  busy.wait_until_running();
  BOOST_TEST(pool.run("a", [] {}));
  BOOST_TEST(pool.run("a", [] {}));
  BOOST_TEST(!pool.run("a", [] {}));
  BOOST_TEST(pool.run("b", [] {}));
  BOOST_TEST(pool.run("b", [] {}));
  BOOST_TEST(!pool.run("c", [] {}));  // all together
  busy.open();
  pool.stop();
  BOOST_TEST(!pool.run("a", [] {}));
}

BOOST_AUTO_TEST_SUITE_END()
