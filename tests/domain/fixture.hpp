/// People and a conversation for the tests of the rules.
#pragma once

#include "domain/conversations/decision.hpp"

namespace takeover::domain::test {

inline timestamp at(std::int64_t seconds) { return from_ms(1'790'000'000'000 + seconds * 1'000); }

/// Ids that count, so that a test can name them.
class counted_ids final : public id_source {
 public:
  ulid next(timestamp) override {
    ulid out;
    ++count_;
    out.bytes[14] = static_cast<std::uint8_t>(count_ >> 8);
    out.bytes[15] = static_cast<std::uint8_t>(count_ & 0xFF);
    return out;
  }

 private:
  unsigned count_ = 0;
};

struct rules {
  counted_ids ids;
  workspace_id shop = ids.make<workspace_id>(at(0));
  member ada = person_of("Ada", role::member);
  member bob = person_of("Bob", role::member);
  member eve = person_of("Eve", role::admin);
  member olga = person_of("Olga", role::owner);
  conversation chat = fresh();
  running_answer answer;
  context with{at(10), milliseconds{120'000}, milliseconds{120'000}, presence::connected, nullptr,
               &ids};

  member person_of(std::string name, role as) {
    return {shop,
            ids.make<user_id>(at(0)),
            ids.make<session_id>(at(0)),
            std::move(name),
            "x@example.com",
            as};
  }
  conversation fresh() {
    conversation made;
    made.id = ids.make<conversation_id>(at(0));
    made.workspace = shop;
    made.created_at = made.last_activity_at = at(0);
    return made;
  }
  /// The agent is in the middle of an answer and has shown `text`.
  void given_running_answer(std::string text) {
    answer = {77, chat.epoch, chat.last_question_seq, std::move(text)};
    with.answer = &answer;
  }
  /// Decides and applies; the decision for a look.
  decision run(const command& wanted) {
    auto out = decide(chat, wanted, with).value();
    chat = out.next;
    with.answer = nullptr;
    return out;
  }
  error refused(const command& wanted) {
    const auto out = decide(chat, wanted, with);
    return out ? error{} : out.error();
  }
};

}  // namespace takeover::domain::test
