#include <boost/test/unit_test.hpp>

#include "net/crypto/base64.hpp"
#include "net/outbound/mail/mail_texts.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {
namespace {

using namespace crypto;

mail mail_about(std::string subject) {
  mail made;
  made.id = "01JDPZ8W5R0000000000000000";
  made.from = {"Takeover", "chat@shop.example"};
  made.to = "olga@shop.example";
  made.subject = std::move(subject);
  made.text = "text";
  made.html = "<p>html</p>";
  made.date = domain::from_ms(1'796'781'960'000);
  return made;
}

std::string header(const std::string& message, const std::string& name) {
  const auto head = "\r\n" + message.substr(0, message.find("\r\n\r\n") + 2);
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto value = head.substr(at + name.size() + 4);
  // A line that begins with a blank goes on with the header before it.
  std::size_t end = value.find("\r\n");
  while (end != std::string::npos && end + 2 < value.size() && value[end + 2] == ' ')
    end = value.find("\r\n", end + 2);
  return value.substr(0, end);
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t number = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++number;
  return number;
}

std::string decoded_words(std::string words) {
  std::string text;
  constexpr std::string_view begin = "=?UTF-8?B?";
  for (auto at = words.find(begin); at != std::string::npos; at = words.find(begin, at + 1)) {
    const auto from = at + begin.size();
    text += from_base64(words.substr(from, words.find("?=", from) - from));
  }
  return text;
}

BOOST_AUTO_TEST_SUITE(mail_messages)

BOOST_AUTO_TEST_CASE(a_message_has_its_headers_and_both_texts) {
  const auto message = write_message(mail_about("New lead: Lou"));

  BOOST_TEST(header(message, "From") == "\"Takeover\" <chat@shop.example>");
  BOOST_TEST(header(message, "To") == "olga@shop.example");
  BOOST_TEST(header(message, "Subject") == "New lead: Lou");
  BOOST_TEST(header(message, "Message-ID") == "<01JDPZ8W5R0000000000000000@shop.example>");
  BOOST_TEST(header(message, "Date") == "Wed, 9 Dec 2026 02:06:00 +0000");
  BOOST_TEST(header(message, "Content-Type").starts_with("multipart/alternative; boundary="));
  BOOST_TEST(count(message, base64("text") + "\r\n") == 1U);
  BOOST_TEST(count(message, base64("<p>html</p>") + "\r\n") == 1U);
}

BOOST_AUTO_TEST_CASE(no_subject_can_add_a_header_or_end_the_headers) {
  for (const std::string& evil :
       {std::string{"Lou\r\nBcc: everyone@example.com"}, std::string{"Lou\nX-Evil: 1"},
        std::string{"Lou\r\n\r\n<script>"}, std::string{"Lou\0Bcc", 7},
        std::string{"Søren\r\nBcc: x@example.com"}}) {
    const auto message = write_message(mail_about("New lead: " + evil));
    BOOST_TEST(header(message, "Bcc") == "");
    BOOST_TEST(header(message, "X-Evil") == "");
    BOOST_TEST(header(message, "MIME-Version") == "1.0");
    BOOST_TEST(count(message, "\n") == count(message, "\r\n"));
  }
}

BOOST_AUTO_TEST_CASE(header_text_beyond_ascii_becomes_encoded_words_of_at_most_75_characters) {
  for (const std::string& name :
       {std::string{"Søren Ångström"}, std::string{"=?UTF-8?Q?=0D=0ABcc:_x?="},
        std::string(150, 'x') + "ü", std::string{"名前"} + "😀😀😀😀😀😀😀😀😀😀😀😀😀"}) {
    const auto subject = header(write_message(mail_about(name)), "Subject");
    BOOST_TEST(decoded_words(subject) == name);
    std::size_t begin = 0;
    for (auto end = subject.find("\r\n"); begin < subject.size();
         end = subject.find("\r\n", begin)) {
      if (end == std::string::npos) end = subject.size();
      BOOST_TEST(end - begin <= 76U);
      begin = end + 2;
    }
  }
}

BOOST_AUTO_TEST_CASE(address_with_special_characters_is_not_plain) {
  for (const auto* plain : {"olga@shop.example", "o.l+ga_1@mail.shop.example"})
    BOOST_TEST(is_plain_address(plain), plain);
  for (const auto* evil :
       {"", "olga", "@shop.example", "olga@", "a@b@c", "a b@c", "<a@b>", "a@b,c@d",
        "a@b\r\nRCPT TO:<x@y>", "ölga@shop.example", "\"a\"@b", "a@b>"})
    BOOST_TEST(!is_plain_address(evil), evil);
}

BOOST_AUTO_TEST_CASE(a_sender_may_have_a_name) {
  BOOST_TEST(parse_mailbox("chat@shop.example").value().address == "chat@shop.example");
  const auto named = parse_mailbox("\"Shop, Inc.\" <chat@shop.example>").value();
  BOOST_TEST(named.name == "Shop, Inc.");
  BOOST_TEST(named.address == "chat@shop.example");
  BOOST_TEST(!parse_mailbox("Shop <nowhere>").has_value());
  BOOST_TEST(!parse_mailbox("A\nB <a@b>").has_value());
}

BOOST_AUTO_TEST_CASE(text_of_visitors_is_escaped_in_html) {
  storage::lead_mail about;
  about.workspace_name = "A & B";
  about.agent_name = "Wren";
  about.lead.fields = {"<img src=x onerror=alert(1)>",
                       "lou@example.com",
                       "\"1\"",
                       {{"<b>", "</td><script>alert('x')</script>"}}};
  mail to;

  write_lead_mail(to, about, "https://chat.example");

  BOOST_TEST(to.html.find("<img") == std::string::npos);
  BOOST_TEST(to.html.find("<script") == std::string::npos);
  BOOST_TEST(to.html.find("<b>") == std::string::npos);
  BOOST_TEST(to.html.find("A &amp; B") != std::string::npos);
  BOOST_TEST(to.html.find("&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)") != std::string::npos);
  BOOST_TEST(to.text.find("Phone: \"1\"") != std::string::npos);
  BOOST_TEST(to.text.find("https://chat.example/app/inbox?lead=") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(mail_of_several_leads_names_the_first_and_counts_the_others) {
  storage::lead_mail about;
  about.workspace_name = "Northline";
  about.lead.fields = {"Lou", "lou@example.com", "", {}};
  for (int n = 0; n < 9; ++n) {
    domain::lead one;
    one.fields.email = "lead" + std::to_string(n) + "@example.com";
    about.also.push_back(one);
  }
  about.others = 32;
  mail to;

  write_lead_mail(to, about, "https://chat.example");

  BOOST_TEST(to.subject == "New leads: Lou and 41 more");
  BOOST_TEST(to.text.find("42 new leads at Northline") != std::string::npos);
  BOOST_TEST(to.text.find("Lou, lou@example.com") != std::string::npos);
  BOOST_TEST(to.text.find("lead8@example.com") != std::string::npos);
  BOOST_TEST(to.text.find("… and 32 more") != std::string::npos);
  BOOST_TEST(to.text.find("Open the inbox: https://chat.example/app/inbox") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_visitors_write_is_shortened) {
  storage::handoff_mail about;
  about.visitors.push_back({{}, {}, "https://shop.example/" + std::string(2'000, 'x'), {}});
  storage::lead_mail lead;
  lead.lead.fields = {
      std::string(5'000, 'n'), "lou@example.com", "", {{"note", std::string(5'000, 'z')}}};
  mail waiting;
  mail captured;

  write_handoff_mail(waiting, about, {});
  write_lead_mail(captured, lead, {});

  BOOST_TEST(waiting.text.find(std::string(180, 'x')) == std::string::npos);
  BOOST_TEST(waiting.text.find("https://shop.example/xxx") != std::string::npos);
  BOOST_TEST(captured.text.find(std::string(201, 'z')) == std::string::npos);
  BOOST_TEST(captured.subject.size() < 250U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::net::outbound
