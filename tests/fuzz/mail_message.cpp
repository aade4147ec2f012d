/// Mails about what visitors and members wrote: no header and no tag comes in with their words.
/// Input, one a line: the sender, a name, an address, a page's URL; the rest is a field's value.
#include "net/outbound/mail/mail_message.hpp"

#include <array>

#include "domain/text/utf8.hpp"
#include "net/crypto/base64.hpp"
#include "net/outbound/mail/mail_texts.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;
namespace outbound = net::outbound;

constexpr std::array<std::string_view, 8> header_names{
    "From: ",           "To: ",           "Subject: ",     "Date: ", "Message-ID: ",
    "Auto-Submitted: ", "MIME-Version: ", "Content-Type: "};

/// Each line of the head is one of ours, in our order, or continues one.
void check_head(std::string_view head) {
  std::size_t next = 0;
  for (std::string_view line; !head.empty();) {
    const auto end = head.find("\r\n");
    line = head.substr(0, end);
    head.remove_prefix(end + 2);
    fuzz::require(!fuzz::has_control(line), "a header is one line");
    fuzz::require(line.size() <= 998, "a line is not too long");
    if (line.starts_with(' ')) continue;
    fuzz::require(next < header_names.size() && line.starts_with(header_names[next]),
                  "words add no header");
    ++next;
  }
  fuzz::require(next == header_names.size(), "all headers are there");
}

void check_html(std::string_view html) {
  constexpr std::array<std::string_view, 10> ours{"!doctype", "html", "body", "h1", "table",
                                                  "tr",       "th",   "td",   "p",  "a "};
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    auto name = html.substr(at + 1);
    if (name.starts_with('/')) name.remove_prefix(1);
    fuzz::require(std::any_of(ours.begin(), ours.end(),
                              [&](std::string_view known) {
                                return name.starts_with(known) || name.starts_with("a>");
                              }),
                  "words add no tag");
  }
  for (auto at = html.find("href=\""); at != std::string_view::npos;
       at = html.find("href=\"", at + 1))
    fuzz::require(html.substr(at + 6).starts_with("https://chat.example.com/app/"),
                  "links lead to the inbox");
}

void check(outbound::mail& mail) {
  const auto message = outbound::write_message(mail);
  const auto end = message.find("\r\n\r\n");
  fuzz::require(end != std::string::npos, "the head ends");
  check_head(std::string_view{message}.substr(0, end + 2));
  fuzz::require(std::all_of(message.begin(), message.end(),
                            [](char c) { return static_cast<unsigned char>(c) < 0x7F; }),
                "a message is ASCII");
  check_html(mail.html);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = fuzz::text_of(data, size);
  if (!domain::is_utf8(rest)) return 0;  // as all that is stored
  const auto sender = outbound::parse_mailbox(fuzz::take_until(rest));
  outbound::mail mail;
  mail.id = "01JDZ6V8C3AAAAAAAAAAAAAAAA";
  mail.from = sender.value_or(outbound::mailbox{"Takeover", "chat@example.com"});
  mail.to = "owner@example.com";
  fuzz::require(outbound::is_plain_address(mail.from.address), "a sender's address is plain");

  storage::lead_mail lead;
  lead.lead.fields.name = fuzz::take_until(rest);
  lead.lead.fields.email = fuzz::take_until(rest);
  storage::handoff_mail handoff;
  auto& visitor = handoff.visitors.emplace_back();
  visitor.page_url = fuzz::take_until(rest);
  lead.lead.fields.extra["note"] = rest;
  lead.agent_name = lead.workspace_name = handoff.workspace_name = rest;
  lead.lead.fields.extra[std::string{rest.substr(0, 64)}] = visitor.page_url;
  lead.also.push_back(lead.lead);

  outbound::write_lead_mail(mail, lead, "https://chat.example.com");
  check(mail);
  outbound::write_handoff_mail(mail, handoff, "https://chat.example.com");
  check(mail);
  outbound::write_test_mail(mail, handoff.workspace_name);
  check(mail);
  mail.subject = rest;
  check(mail);
  return 0;
}
