#include "net/outbound/lead_mail_text.hpp"

#include <fmt/format.h>

#include <vector>

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
  add("E-mail", fields.email);
  add("Phone", fields.phone);
  for (const auto& [name, value] : fields.extra) add(name, value);
  add("Captured by", about.agent_name);
  add("Captured at", domain::to_rfc3339(about.lead.captured_at));
  return lines;
}

/// A value of several lines stays apart from the labels.
std::string indented(std::string text) {
  for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) text.insert(at + 1, "    ");
  return text;
}

std::string link_to(const domain::lead& lead, std::string_view base_url) {
  if (base_url.empty()) return {};
  return lead.conversation ? fmt::format("{}/app/inbox?conversation={}", base_url, lead.conversation->str())
                           : fmt::format("{}/app/inbox?lead={}", base_url, lead.id.str());
}

constexpr std::string_view page_begin = R"(<!doctype html><html><body style="font:14px/20px system-ui,sans-serif;color:#1a1d1c">)";
constexpr std::string_view page_end = "</body></html>\n";

}  // namespace

void write_lead_mail(mail& to, const storage::lead_mail& about, std::string_view base_url) {
  const auto& fields = about.lead.fields;
  const auto reason = fmt::format("You get this mail because you are an owner or admin of {}.", about.workspace_name);
  const auto link = link_to(about.lead, base_url);
  to.subject = "New lead: " + (fields.name.empty() ? fields.email : fields.name);

  to.text = fmt::format("New lead at {}\n\n", about.workspace_name);
  to.html = fmt::format("{}<h1 style=\"font-size:16px\">New lead at {}</h1><table cellpadding=\"4\">", page_begin, escape_html(about.workspace_name));
  for (const auto& [label, value] : lines_of(about)) {
    to.text += fmt::format("{}: {}\n", label, indented(value));
    to.html += fmt::format("<tr><th align=\"left\" valign=\"top\">{}</th><td style=\"white-space:pre-wrap\">{}</td></tr>", escape_html(label),
                           escape_html(value));
  }
  to.html += "</table>";
  if (!link.empty()) {
    to.text += "\nOpen the conversation: " + link + "\n";
    to.html += fmt::format("<p><a href=\"{}\">Open the conversation</a></p>", escape_html(link));
  }
  to.text += "\n" + reason + "\n";
  to.html += fmt::format("<p style=\"color:#626966\">{}</p>{}", escape_html(reason), page_end);
}

void write_test_mail(mail& to, std::string_view workspace_name) {
  to.subject = "Takeover can send mail";
  to.text = fmt::format("This is the test that was asked for in the settings of {}.\nNew leads will be announced this way.\n", workspace_name);
  to.html = fmt::format("{}<p>This is the test that was asked for in the settings of {}.</p><p>New leads will be announced this way.</p>{}",
                        page_begin, escape_html(workspace_name), page_end);
}

}  // namespace takeover::net::outbound
