#include "net/outbound/mail/mail_texts.hpp"

#include <fmt/format.h>

#include <vector>

#include "domain/people/people.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {
namespace {

struct line {
  std::string label;
  std::string value;
};

std::vector<line> lines_of(const storage::lead_mail& about) {
  const auto& fields = about.lead.fields;
  std::vector<line> lines;
  const auto add = [&](std::string label, std::string value) {
    if (!value.empty()) lines.push_back({std::move(label), std::move(value)});
  };
  add("Name", fields.name);
  add("Email", fields.email);
  add("Phone", fields.phone);
  for (const auto& [name, value] : fields.extra) add(name, value);
  add("Captured by", about.agent_name);
  add("Captured at", domain::to_rfc3339(about.lead.captured_at));
  return lines;
}

/// A value of several lines stays apart from the labels.
std::string indented(std::string text) {
  for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
    text.insert(at + 1, "    ");
  return text;
}

std::string conversation_link(domain::conversation_id id, std::string_view base_url) {
  return base_url.empty() ? std::string{}
                          : fmt::format("{}/app/inbox?conversation={}", base_url, id.str());
}

std::string link_to(const domain::lead& lead, std::string_view base_url) {
  if (base_url.empty()) return {};
  return lead.conversation ? conversation_link(*lead.conversation, base_url)
                           : fmt::format("{}/app/inbox?lead={}", base_url, lead.id.str());
}

constexpr std::string_view page_begin =
    R"(<!doctype html><html><body style="font:14px/20px system-ui,sans-serif;color:#1a1d1c">)";
constexpr std::string_view page_end = "</body></html>\n";

/// One page in both forms: a headline, its lines, a link, and why the reader gets it.
void write_page(mail& to, const std::string& headline, const std::vector<line>& lines,
                const std::string& link, const std::string& reason) {
  to.text = headline + "\n\n";
  to.html = fmt::format("{}<h1 style=\"font-size:16px\">{}</h1><table cellpadding=\"4\">",
                        page_begin, escape_html(headline));
  for (const auto& [label, value] : lines) {
    to.text += fmt::format("{}: {}\n", label, indented(value));
    to.html += fmt::format(
        "<tr><th align=\"left\" valign=\"top\">{}</th><td "
        "style=\"white-space:pre-wrap\">{}</td></tr>",
        escape_html(label), escape_html(value));
  }
  to.html += "</table>";
  if (!link.empty()) {
    to.text += "\nOpen the conversation: " + link + "\n";
    to.html += fmt::format("<p><a href=\"{}\">Open the conversation</a></p>", escape_html(link));
  }
  to.text += "\n" + reason + "\n";
  to.html += fmt::format("<p style=\"color:#626966\">{}</p>{}", escape_html(reason), page_end);
}

}  // namespace

void write_lead_mail(mail& to, const storage::lead_mail& about, std::string_view base_url) {
  const auto& fields = about.lead.fields;
  to.subject = "New lead: " + (fields.name.empty() ? fields.email : fields.name);
  write_page(to, "New lead at " + about.workspace_name, lines_of(about),
             link_to(about.lead, base_url),
             fmt::format("You're getting this email because you're an owner or admin of {}.",
                         about.workspace_name));
}

void write_handoff_mail(mail& to, const storage::handoff_mail& about, std::string_view base_url) {
  std::vector<line> lines{{"Visitor", domain::visitor_label(about.visitor)},
                          {"Waiting since", domain::to_rfc3339(about.waits_since)}};
  if (!about.page_url.empty()) lines.push_back({"Page", about.page_url});
  to.subject = "A visitor is waiting for a human";
  write_page(to,
             fmt::format("A visitor to {} is waiting, and no one is there", about.workspace_name),
             lines, conversation_link(about.conversation, base_url),
             fmt::format("You're getting this email because you're a member of {}.",
                         about.workspace_name));
}

void write_test_mail(mail& to, std::string_view workspace_name) {
  to.subject = "Takeover can send email";
  to.text = fmt::format(
      "This is the test email requested in the settings of {}.\nYou'll hear about new leads this "
      "way.\n",
      workspace_name);
  to.html = fmt::format(
      "{}<p>This is the test email requested in the settings of {}.</p><p>You'll hear about new "
      "leads this way.</p>{}",
      page_begin, escape_html(workspace_name), page_end);
}

}  // namespace takeover::net::outbound
