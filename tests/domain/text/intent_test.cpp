// Which words ask for a human, which only sound like it, and which say yes to an offer.
#include <boost/test/unit_test.hpp>

#include "domain/text/intent.hpp"
#include "domain/text/phrases.hpp"

using namespace takeover::domain;

namespace {

std::vector<std::string> english(std::string_view language_phrases::*which) {
  std::vector<std::string> phrases(1);
  for (const char c : all_phrases().front().*which)
    if (c == '|')
      phrases.emplace_back();
    else
      phrases.back() += c;
  return phrases;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(intent)

BOOST_AUTO_TEST_CASE(every_english_phrase_asks_for_a_human_alone_and_in_a_sentence) {
  const auto phrases = english(&language_phrases::human);
  BOOST_TEST(phrases.size() >= 40U);
  for (const auto& words : phrases) {
    BOOST_TEST_CONTEXT(words) {
      BOOST_TEST(asks_for_human(words));
      BOOST_TEST(asks_for_human("Hello! Could I please " + words + ", about my order?"));
      BOOST_TEST(!asks_for_human("I don't want to " + words));
    }
  }
}

BOOST_AUTO_TEST_CASE(words_that_ask_for_a_human) {
  for (const auto* words : {
           "I want to talk to a human",
           "CAN I SPEAK TO A REAL PERSON???",
           "can i talk to the person who packs the beans",
           "Please connect me with someone",
           "talk   to\na human",
           "I can't talk to a person here",
           "This is not working I want to talk to a human",
           "You are not helpful. Get me a human!",
           "no, I need a human",
           "Don't you see? I want a real person",
           "I\xE2\x80\x99"
           "d like to speak with a representative",
           "I said: human, please.",
       })
    BOOST_TEST(asks_for_human(words), words);
}

BOOST_AUTO_TEST_CASE(words_that_only_sound_like_it) {
  for (const auto* words : {
           "",
           " ",
           "Are you a human?",
           "Am I talking to a human or to a bot?",
           "Is this a human error?",
           "Do you use an agent for shipping?",
           "The agent of my bank wrote to me",
           "I don't want to talk to a human",
           "I do not need a human for this",
           "I don\xE2\x80\x99t want to speak to a person",
           "No need to talk to someone",
           "Can I order without having to speak to someone?",
           "I never want to talk to a human about coffee",
           "You don't have to connect me to a person",
           "How many grams per person?",
           "Is the coffee fit for human consumption?",
           "superhuman please",
           "talk to a humanist",
           "I talked to your colleague yesterday",
           "speak to a",
           "talk to. a human being would know",
           "What do humans say about it?",
       })
    BOOST_TEST(!asks_for_human(words), words);
}

BOOST_AUTO_TEST_CASE(words_that_say_yes_to_an_offer) {
  for (const auto* words : {"yes", "Yes!", "Yes, please.", "OK", "Okay, please", "sure", "Go ahead",
                            "please do", "Yes. Please do!", "That would be great"})
    BOOST_TEST(accepts_offer(words), words);
}

BOOST_AUTO_TEST_CASE(words_that_are_more_than_a_yes_or_no_yes_at_all) {
  for (const auto* words :
       {"", "no", "no thanks", "yes but how long does it take?", "Is that a yes?", "yesterday",
        "not ok", "Do you ship to Norway?", "pleased", "sure thing, what about tea"})
    BOOST_TEST(!accepts_offer(words), words);
}

BOOST_AUTO_TEST_CASE(long_text_of_any_bytes_is_read_to_its_end) {
  std::string words(60'000, 'a');
  words += "\xF0\x9F\x98\x80\x01\x7F ";
  BOOST_TEST(!asks_for_human(words));
  BOOST_TEST(asks_for_human(words + "I want to talk to a human"));
}

BOOST_AUTO_TEST_CASE(every_english_phrase_wants_to_be_written_to_alone_and_in_a_sentence) {
  const auto phrases = english(&language_phrases::contact);
  BOOST_TEST(phrases.size() >= 40U);
  for (const auto& words : phrases) {
    BOOST_TEST_CONTEXT(words) {
      BOOST_TEST(wants_contact(words).has_value());
      BOOST_TEST(wants_contact("Hello! Could you " + words + ", for our office?").has_value());
      BOOST_TEST(!wants_contact("Please don't " + words).has_value());
      BOOST_TEST(!asks_for_human(words));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_phrase_that_wants_contact_is_told) {
  BOOST_TEST(wants_contact("Can I GET A QUOTE for 20 kg?").value() == "get a quote");
  BOOST_TEST(wants_contact("Could you please e-mail me the list").value() == "e mail me");
  BOOST_TEST(wants_contact("I'd like to get the quote from you").value() == "get a quote");
}

BOOST_AUTO_TEST_CASE(words_that_only_sound_like_wanting_contact) {
  for (const auto* words :
       {"", "What does it cost?", "Is there a contact page?", "The e-mail did not arrive",
        "Nobody will ever email you", "You never call me back", "I do not want to buy anything"})
    BOOST_TEST(!wants_contact(words).has_value(), words);
}

BOOST_AUTO_TEST_SUITE_END()
