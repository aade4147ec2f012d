#include "answering/builtin/small_talk.hpp"

#include <boost/test/unit_test.hpp>

namespace takeover::answering::test {

BOOST_AUTO_TEST_SUITE(small_talk_answers)

BOOST_AUTO_TEST_CASE(greeting_thanks_and_goodbye_are_answered) {
  for (const auto* message : {"Hi", "hello there!", "Thanks a lot", "thank you so much, bye",
                              "Good morning Wren", "how are you?", "who are you", "ok great"}) {
    const auto reply = small_talk(message, "Wren");
    BOOST_TEST(reply.has_value(), message);
    if (reply) BOOST_TEST(!reply->offer_human, message);
  }
}

BOOST_AUTO_TEST_CASE(last_meaning_of_a_greeting_counts) {
  BOOST_TEST(small_talk("Hi, how are you?", "")->text ==
             "I'm doing well, thank you. What can I help you with?");
  BOOST_TEST(small_talk("Thanks, bye", "")->text == "Goodbye, and thanks for stopping by!");
}

BOOST_AUTO_TEST_CASE(agent_says_its_name_when_asked) {
  BOOST_TEST(small_talk("Are you a bot?", "Wren")->text.starts_with("I'm Wren, an AI"));
}

BOOST_AUTO_TEST_CASE(wish_for_a_person_gets_an_offer) {
  for (const auto* message :
       {"I want to talk to a human", "support", "agent", "can I speak to a real person please",
        "get me someone from your team", "put me through to someone"}) {
    const auto reply = small_talk(message, "Wren");
    BOOST_TEST(reply.has_value(), message);
    if (reply) BOOST_TEST(reply->offer_human, message);
  }
}

BOOST_AUTO_TEST_CASE(what_calls_a_human_gets_the_offer_in_any_language) {
  for (const auto* message : {"talk to a representative", "Kan jag prata med en människa?",
                              "Je voudrais parler à quelqu’un", "我想转人工", "人と話したい"}) {
    const auto reply = small_talk(message, "Wren");
    BOOST_TEST((reply && reply->offer_human), message);
  }
}

BOOST_AUTO_TEST_CASE(who_wants_no_person_is_offered_none) {
  for (const auto* message : {"no i do not want a human", "I don't want to talk to a person",
                              "Nein, ich möchte nicht mit einem Menschen sprechen"}) {
    const auto reply = small_talk(message, "Wren");
    BOOST_TEST(!(reply && reply->offer_human), message);
  }
}

BOOST_AUTO_TEST_CASE(question_about_the_shop_is_no_small_talk) {
  for (const auto* message : {"", "Hi, do you ship to Norway?", "I need support with my grinder",
                              "How many grams per person?", "Thanks, and the price?"})
    BOOST_TEST(!small_talk(message, "Wren").has_value(), message);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::answering::test
