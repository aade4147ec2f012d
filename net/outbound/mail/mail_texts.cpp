#include "net/outbound/mail/mail_texts.hpp"

#include <fmt/format.h>

#include <vector>

#include "domain/people/people.hpp"
#include "domain/text/unicode.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {
namespace {

struct line {
  std::string label;
  std::string value;
};

/// What visitors write can be long; the console shows all of it.
constexpr std::size_t longest_value = 200;

std::string shortened(const std::string& text) {
  const auto start = domain::grapheme_prefix(text, longest_value);
  if (start.size() == text.size()) return text;
  return std::string{start} + "…";
}

std::string name_of(const domain::lead& lead) {
  return shortened(lead.fields.name.empty() ? lead.fields.email : lead.fields.name);
}

/// `and 41 more`; empty for none.
std::string and_more(std::int64_t count) {
  return count == 0 ? std::string{} : fmt::format(" and {} more", count);
}

std::vector<line> lines_of(const storage::lead_mail& about) {
  const auto& fields = about.lead.fields;
  std::vector<line> lines;
  const auto add = [&](std::string label, const std::string& value) {
    if (!value.empty()) lines.push_back({shortened(label), shortened(value)});
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

struct page_link {
  std::string words;
  std::string url;  ///< empty: no link
};

/// One page in both forms: a headline, its lines, a link, and why the reader gets it.
void write_page(mail& to, const std::string& headline, const std::vector<line>& lines,
                const page_link& link, const std::string& reason) {
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
  if (!link.url.empty()) {
    to.text += fmt::format("\n{}: {}\n", link.words, link.url);
    to.html +=
        fmt::format("<p><a href=\"{}\">{}</a></p>", escape_html(link.url), escape_html(link.words));
  }
  to.text += "\n" + reason + "\n";
  to.html += fmt::format("<p style=\"color:#626966\">{}</p>{}", escape_html(reason), page_end);
}

}  // namespace

namespace {

void write_lead_digest(mail& to, const storage::lead_mail& about, std::string_view base_url) {
  const auto others = static_cast<std::int64_t>(about.also.size()) + about.others;
  std::vector<line> lines;
  const auto add = [&](const domain::lead& lead) {
    const bool named = !lead.fields.name.empty();
    lines.push_back({domain::to_rfc3339(lead.captured_at),
                     named ? name_of(lead) + ", " + shortened(lead.fields.email) : name_of(lead)});
  };
  add(about.lead);
  for (const auto& lead : about.also) add(lead);
  if (about.others > 0) lines.push_back({"Others", fmt::format("… and {} more", about.others)});
  to.subject = "New leads: " + name_of(about.lead) + and_more(others);
  write_page(to, fmt::format("{} new leads at {}", others + 1, about.workspace_name), lines,
             {"Open the inbox", base_url.empty() ? "" : fmt::format("{}/app/inbox", base_url)},
             fmt::format("You're getting this email because you're an owner or admin of {}.",
                         about.workspace_name));
}

}  // namespace

void write_lead_mail(mail& to, const storage::lead_mail& about, std::string_view base_url) {
  if (!about.also.empty() || about.others > 0) return write_lead_digest(to, about, base_url);
  to.subject = "New lead: " + name_of(about.lead);
  write_page(to, "New lead at " + about.workspace_name, lines_of(about),
             {"Open the conversation", link_to(about.lead, base_url)},
             fmt::format("You're getting this email because you're an owner or admin of {}.",
                         about.workspace_name));
}

void write_handoff_mail(mail& to, const storage::handoff_mail& about, std::string_view base_url) {
  const auto& first = about.visitors.front();
  const auto count = static_cast<std::int64_t>(about.visitors.size()) + about.others;
  std::vector<line> lines;
  for (const auto& visitor : about.visitors) {
    lines.push_back({"Visitor", domain::visitor_label(visitor.visitor)});
    lines.push_back({"Waiting since", domain::to_rfc3339(visitor.waits_since)});
    if (!visitor.page_url.empty()) lines.push_back({"Page", shortened(visitor.page_url)});
  }
  if (about.others > 0) lines.push_back({"Others", fmt::format("… and {} more", about.others)});
  const auto who = count == 1 ? "A visitor" : fmt::format("{} visitors", count);
  const auto* verb = count == 1 ? "is" : "are";
  to.subject = fmt::format("{} {} waiting for a human", who, verb);
  write_page(
      to, fmt::format("{} to {} {} waiting, and no one is there", who, about.workspace_name, verb),
      lines, {"Open the conversation", conversation_link(first.conversation, base_url)},
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
