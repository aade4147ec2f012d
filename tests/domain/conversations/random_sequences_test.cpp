#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/domain/fixture.hpp"

using namespace takeover::domain;
using takeover::domain::test::at;
using takeover::domain::test::rules;

namespace {

struct any_command {
  rules& r;
  std::mt19937& dice;
  int number;

  const member& somebody() const {
    const member* people[] = {&r.ada, &r.bob, &r.eve, &r.olga};
    return *people[dice() % 4];
  }
  static person named(const member& who) { return {who.user, who.name}; }
  command operator()() const {
    const auto id = "c" + std::to_string(number);
    switch (dice() % 17) {
      case 0:
      case 1: return post_visitor_message{id, "question"};
      case 2: return take_over{somebody(), dice() % 2 ? takeover_mode::ask : takeover_mode::force};
      case 3: return post_reply{somebody(), id, "reply"};
      case 4: return post_note{somebody(), id, "note"};
      case 5: return release{somebody()};
      case 6: return ask_for_human{"handoff"};
      case 7:
        return finish_answer{number,
                             r.chat.epoch - static_cast<epoch_t>(dice() % 2),
                             r.chat.last_question_seq,
                             "answer",
                             {}};
      case 8: return deadline_passed{dice() % 2 ? presence::away : presence::connected};
      case 9: return holder_is{dice() % 2 ? presence::away : presence::connected};
      case 10: return transfer{somebody(), named(somebody())};
      case 11:
        return post_visitor_message{id, dice() % 2 ? "Can I talk to a human?" : "yes please"};
      case 12:
        return shift_is{dice() % 3 ? std::optional{r.with.now + std::chrono::minutes{dice() % 20}}
                                   : std::nullopt};
      case 13:
      case 14: return end_of_shift{};
      case 15: return keep_going{somebody()};
      default: return capture_lead{id, lead_source::form, {"N", "n@example.com", "", {}}};
    }
  }
};

/// What must hold after every decision, whatever was asked.
void check_step(const conversation& before, const decision& out, const command& asked) {
  const auto& after = out.next;
  BOOST_TEST((after.claim.has_value() == (after.controller == controller::human)));
  BOOST_TEST((after.queued_at.has_value() == (after.controller == controller::queued)));
  BOOST_TEST((after.controller != controller::queued || after.deadline_at.has_value()));
  BOOST_TEST((after.controller != controller::bot || !after.deadline_at.has_value()));
  const bool hands_changed = after.controller != before.controller || after.claim != before.claim;
  BOOST_TEST(after.epoch == before.epoch + (hands_changed ? 1 : 0));
  BOOST_TEST(after.last_seq == before.last_seq + static_cast<seq_t>(out.entries.size()));
  for (std::size_t n = 0; n < out.entries.size(); ++n) {
    const auto& e = out.entries[n];
    BOOST_TEST(e.seq == before.last_seq + 1 + static_cast<seq_t>(n));
    if (e.role == message_role::human_agent)
      BOOST_TEST((before.claim && e.author && before.claim->holder.id == e.author->id));
    if (e.role == message_role::agent && !e.meta.interrupted)
      BOOST_TEST((before.controller == controller::bot));
  }
  const auto* passed = std::get_if<deadline_passed>(&asked);
  const bool was_asked = before.shift && before.shift->asked_at;
  if (passed != nullptr && passed->holder == presence::connected && before.claim && !was_asked)
    BOOST_TEST((after.claim == before.claim));
  BOOST_TEST((!after.shift || after.claim));
  BOOST_TEST((!after.shift || !after.shift->asked_at || after.deadline_at));
  BOOST_TEST(out.shift_changed == (after.shift != before.shift));
  BOOST_TEST((out.empty() || out.changed || !out.entries.empty()));
  BOOST_TEST((!out.notify_members_by_mail || after.controller == controller::queued));
  BOOST_TEST(after.visitor_seq <= after.last_seq);
  BOOST_TEST(after.answered_seq <= after.last_seq);
  BOOST_TEST((!std::holds_alternative<take_over>(asked) || out.empty() == out.audits.empty()));
  if (const auto* given = std::get_if<transfer>(&asked)) {
    BOOST_TEST(out.empty() == out.audits.empty());
    BOOST_TEST((before.claim && after.claim && after.claim->holder == given->to));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_sequence_of_commands_breaks_the_rules) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 dice{seed};
    rules r;
    int accepted = 0;
    for (int number = 1; number <= 500; ++number) {
      r.with.now = at(number * static_cast<int>(dice() % 60));
      r.with.actor_presence = dice() % 3 ? presence::connected : presence::away;
      r.with.answer = nullptr;
      r.with.shift_ends_at =
          dice() % 2 ? std::optional{r.with.now + std::chrono::minutes{dice() % 30}} : std::nullopt;
      r.with.offer_stands = dice() % 2 == 0;
      r.with.availability.now = static_cast<availability>(dice() % 3);
      r.with.availability.closed_notice = "Closed.";
      r.with.availability.closed_notice_shown = dice() % 3 == 0;
      if (r.chat.controller == controller::bot && r.chat.has_open_question() && dice() % 2)
        r.given_running_answer("so far");
      const auto before = r.chat;
      const command asked = any_command{r, dice, number}();
      const auto out = decide(r.chat, asked, r.with);
      if (!out) continue;
      ++accepted;
      BOOST_TEST_CONTEXT("seed " << seed << " command " << number << " kind " << asked.index())
      check_step(before, *out, asked);
      r.chat = out->next;
    }
    BOOST_TEST(accepted > 100);
  }
}
