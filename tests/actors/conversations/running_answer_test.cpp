#include "actors/conversations/running_answer.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover;
using actors::answer_waiter;
using actors::running_answer;

namespace {

const auto noon = domain::from_ms(1'790'000'000'000);

domain::entry agent_message(domain::seq_t seq, bool interrupted = false) {
  domain::entry e;
  e.seq = seq;
  e.role = domain::message_role::agent;
  e.meta.interrupted = interrupted;
  return e;
}

std::vector<domain::seq_t> seqs(const std::vector<answer_waiter>& waiters) {
  std::vector<domain::seq_t> out;
  for (const auto& waiter : waiters) out.push_back(waiter.seq);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(running_answers)

BOOST_AUTO_TEST_CASE(generations_ascend_within_a_millisecond_and_stay_in_their_lane) {
  running_answer answer;
  const auto first = answer.begin(1, 1, noon, 7);
  const auto second = answer.begin(1, 2, noon, 7);
  BOOST_TEST(second > first);
  BOOST_TEST(first % running_answer::lanes == 7);
  BOOST_TEST(second % running_answer::lanes == 7);
}

BOOST_AUTO_TEST_CASE(output_of_another_generation_or_epoch_is_not_current) {
  running_answer answer;
  BOOST_TEST(!answer.is_current(1, 1));
  const auto generation = answer.begin(3, 1, noon, 0);
  BOOST_TEST(answer.is_current(generation, 3));
  BOOST_TEST(!answer.is_current(generation, 4));
  BOOST_TEST(!answer.is_current(generation + 1, 3));
  answer.end();
  BOOST_TEST(!answer.is_current(generation, 3));
}

BOOST_AUTO_TEST_CASE(pieces_have_offsets_in_utf16_units) {
  running_answer answer;
  answer.begin(1, 1, noon, 0);
  BOOST_TEST(!answer.so_far());
  BOOST_TEST(answer.append("a\xF0\x9F\x98\x80").offset == 0U);
  BOOST_TEST(answer.append("b").offset == 3U);
  BOOST_REQUIRE(answer.so_far());
  BOOST_TEST(answer.so_far()->text ==
             "a\xF0\x9F\x98\x80"
             "b");
  BOOST_TEST(answer.so_far()->offset == 0U);
}

BOOST_AUTO_TEST_CASE(an_answer_releases_only_the_waiters_it_covers) {
  running_answer answer;
  answer.begin(1, 4, noon, 0);
  for (const domain::seq_t seq : {2, 5, 4}) answer.add({seq, {}, {}});
  BOOST_TEST(seqs(answer.take_waiters_up_to(4)) == (std::vector<domain::seq_t>{2, 4}));
  answer.end();
  BOOST_TEST(!answer.is_idle());
  BOOST_TEST(seqs(answer.take_waiters()) == (std::vector<domain::seq_t>{5}));
  BOOST_TEST(answer.is_idle());
}

BOOST_AUTO_TEST_CASE(waiters_get_the_answer_that_another_process_stored) {
  running_answer answer;
  for (const domain::seq_t seq : {1, 3}) answer.add({seq, {}, {}});
  const std::vector<domain::entry> entries{agent_message(2, true)};
  const auto answered = answer.take_waiters_answered_by(entries);
  BOOST_REQUIRE(answered.size() == 1U);
  BOOST_TEST(answered[0].first.seq == 1);
  BOOST_TEST(answered[0].second.replies.at(0).seq == 2);
  BOOST_TEST(answered[0].second.interrupted);
  BOOST_TEST(seqs(answer.take_waiters()) == (std::vector<domain::seq_t>{3}));
}

BOOST_AUTO_TEST_CASE(a_waiter_outlives_its_stream) {
  running_answer answer;
  answer.add({1, {}, actors::listener{0, 9}});
  answer.forget_stream({0, 9});
  const auto waiters = answer.take_waiters();
  BOOST_REQUIRE(waiters.size() == 1U);
  BOOST_TEST(!waiters[0].stream.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
