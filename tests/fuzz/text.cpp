/// Visitors' and members' words: UTF-8, lengths and cuts, words and phrases, fields, durations.
#include "domain/live_chat/business_hours.hpp"
#include "domain/text/email_address.hpp"
#include "domain/text/intent.hpp"
#include "domain/text/text_field.hpp"
#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"
#include "domain/text/words.hpp"
#include "domain/time.hpp"
#include "net/outbound/mail/mail_message.hpp"
#include "net/realtime/websocket/utf8_check.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;

void check_utf8(std::string_view text) {
  const bool valid = domain::is_utf8(text);
  for (const auto how : {fuzz::arrival::whole, fuzz::arrival::single, fuzz::arrival::pieces}) {
    net::realtime::utf8_check check;
    bool fed = true;
    fuzz::arrive(text, how, [&](std::string_view piece) { fed = fed && check.feed(piece); });
    fuzz::require((fed && check.complete()) == valid, "a stream of text is judged as the text is");
  }
  if (!valid) return;
  const auto characters = domain::characters_in(text);
  const auto units = domain::utf16_length(text);
  fuzz::require(characters <= units && units <= text.size() && text.size() <= 4 * characters,
                "the lengths agree");
  for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{7}, text.size()}) {
    const auto bytes = domain::utf8_prefix(text, most);
    fuzz::require(bytes.size() <= most && domain::is_utf8(bytes), "no character is cut");
    const auto first = domain::first_characters(text, most);
    fuzz::require(domain::characters_in(first) == std::min(most, characters),
                  "so many characters are taken");
  }
}

void check_words(std::string_view text) {
  const auto sentences = domain::sentences_of(text);
  fuzz::require(!sentences.empty(), "there is always a sentence");
  std::size_t count = 0;
  for (const auto& sentence : sentences) {
    count += sentence.size();
    for (const auto& word : sentence) {
      const auto& letters = word.letters;
      fuzz::require(!letters.empty(), "no word is empty");
      if (!domain::is_utf8(text)) continue;
      fuzz::require(letters.find_first_of(" .,ABCXYZ\n") == std::string::npos, "words are plain");
      fuzz::require(domain::is_utf8(letters), "words stay text");
    }
  }
  fuzz::require(domain::words_of(text).size() == count, "all words are in a row");
  if (!sentences[0].empty())
    fuzz::require(domain::contains_words(sentences[0], sentences[0]), "a text contains itself");
  (void)domain::asks_for_human(text);
  (void)domain::accepts_offer(text);
  (void)domain::wants_contact(text);
}

void check_unicode(std::string_view text) {
  const auto trimmed = domain::trimmed(text);
  fuzz::require(domain::trimmed(trimmed) == trimmed, "trimmed text stays as it is");
  fuzz::require(trimmed.empty() == domain::is_blank(text), "what is blank is trimmed away");
  const auto folded = domain::folded(text);
  const auto name = domain::clean_name(text);
  if (!domain::is_utf8(text)) return;
  fuzz::require(domain::is_utf8(folded) && domain::is_utf8(domain::folded_to_base(text)),
                "folded text stays text");
  fuzz::require(domain::is_utf8(name), "a name stays text");
  for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{7}, text.size()}) {
    const auto part = domain::grapheme_prefix(text, most);
    fuzz::require(part.size() <= most && domain::is_utf8(part), "no character is cut");
  }
}

void check_addresses(std::string_view text) {
  const auto email = domain::normal_email(text);
  fuzz::require(domain::normal_email(email) == email, "an address has one spelling");
  if (!domain::email_problem(email).empty()) return;
  fuzz::require(net::outbound::is_plain_address(domain::mailable(email)),
                "what is accepted can be mailed");
}

void check_fields(std::string_view text) {
  if (domain::line_problem(text, 50).empty())
    fuzz::require(!text.empty() && !fuzz::has_control(text) && domain::characters_in(text) <= 50,
                  "a line is one");
  if (domain::text_problem(text, 50, domain::requirement::optional).empty())
    fuzz::require(domain::is_utf8(text), "a text is UTF-8");
  const auto escaped = net::outbound::escape_html(text);
  fuzz::require(escaped.find_first_of("<>\"'") == std::string::npos, "escaped text holds no tag");
}

void check_times(std::string_view text) {
  if (const auto duration = domain::parse_duration(text))
    fuzz::require(duration->count() >= 0, "a duration is not negative");
  if (const auto time = domain::parse_time_of_day(text))
    fuzz::require(domain::time_of_day_text(*time) == text, "a time has one spelling");
  if (const auto date = domain::parse_date(text))
    fuzz::require(date->ok() && domain::date_text(*date) == text, "a date has one spelling");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  check_utf8(text);
  check_words(text);
  check_unicode(text);
  check_addresses(text);
  check_fields(text);
  check_times(text);
  const auto part = domain::trim(text);
  fuzz::require(
      part.empty() || (!domain::is_whitespace(part.front()) && !domain::is_whitespace(part.back())),
      "trimmed text has no blanks around it");
  return 0;
}
