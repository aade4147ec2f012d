#include "domain/leads/lead.hpp"

#include <algorithm>
#include <array>

#include "domain/conversations/timeline.hpp"
#include "domain/text/text.hpp"
#include "domain/text/text_field.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::domain {
namespace {

constexpr std::size_t max_value_bytes = 2'000;
constexpr std::size_t max_extra_fields = 20;
constexpr std::size_t max_name_bytes = 64;
/// Source: RFC 5321, 4.5.3.1.3 (a path has at most 256 octets with its
/// brackets).
constexpr std::size_t max_email_bytes = 254;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

/// What a `mailto:` link cannot carry as it is. Source: RFC 6068, section 2.
constexpr std::string_view not_for_links = "%/?#[]&;=";

/// What keeps an address from being one; empty if it could exist. Deliberately loose: only delivery
/// proves an address.
std::string email_problem(std::string_view email) {
  if (email.empty()) return "Please enter an email address";
  if (email.size() > max_email_bytes) return "This email address is too long";
  const auto bad = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F ||
           std::string_view{"<>()[],;:\\\""}.find(c) != std::string_view::npos ||
           not_for_links.find(c) != std::string_view::npos;
  };
  if (std::any_of(email.begin(), email.end(), bad))
    return "Email addresses cannot contain this character";
  const auto at = email.find('@');
  if (at == std::string_view::npos) return "The part after the @ is missing";
  if (at == 0) return "The part before the @ is missing";
  const auto host = email.substr(at + 1);
  if (host.find('@') != std::string_view::npos) return "There is more than one @";
  if (host.empty()) return "The part after the @ is missing";
  if (host.find('.') == std::string_view::npos || host.front() == '.' || host.back() == '.' ||
      host.find("..") != std::string_view::npos)
    return "The part after the @ is incomplete";
  return {};
}

}  // namespace

std::string_view name_of(lead_status status) noexcept {
  switch (status) {
    case lead_status::incoming: return "new";
    case lead_status::qualified: return "qualified";
    case lead_status::contacted: return "contacted";
    case lead_status::won: return "won";
    case lead_status::lost: return "lost";
  }
  return "new";
}

std::optional<lead_status> parse_lead_status(std::string_view text) noexcept {
  for (const auto status : {lead_status::incoming, lead_status::qualified, lead_status::contacted,
                            lead_status::won, lead_status::lost})
    if (text == name_of(status)) return status;
  return std::nullopt;
}

std::string_view name_of(lead_source source) noexcept {
  switch (source) {
    case lead_source::rule: return "rule";
    case lead_source::intent: return "intent";
    case lead_source::cta: return "cta";
    case lead_source::form: return "form";
  }
  return "form";
}

std::optional<lead_source> parse_lead_source(std::string_view text) noexcept {
  for (const auto source :
       {lead_source::rule, lead_source::intent, lead_source::cta, lead_source::form})
    if (text == name_of(source)) return source;
  return std::nullopt;
}

result<lead_fields> check_lead(lead_fields fields) {
  error problems{errc::invalid, std::string{invalid_fields}};
  fields.name = trimmed(fields.name);
  fields.email = trimmed(fields.email);
  fields.phone = trimmed(fields.phone);
  make_ascii_lower(fields.email);

  const auto check_value = [&](const std::string& field, const std::string& value) {
    if (value.size() > max_value_bytes) problems.fields[field] = "This is too long";
    if (!is_utf8(value)) problems.fields[field] = "This is not valid text";
  };
  check_value("name", fields.name);
  check_value("phone", fields.phone);
  if (has_control(fields.name)) problems.fields["name"] = "Must be a single line";
  if (has_control(fields.phone)) problems.fields["phone"] = "Must be a single line";
  if (auto problem = email_problem(fields.email); !problem.empty())
    problems.fields["email"] = std::move(problem);
  if (!is_utf8(fields.email)) problems.fields["email"] = "This is not valid text";
  if (fields.extra.size() > max_extra_fields)
    problems.fields["fields"] = "At most 20 additional fields are allowed";
  for (auto& [name, value] : fields.extra) {
    value = trimmed(value);
    if (name.empty() || name.size() > max_name_bytes || !is_utf8(name) || has_control(name)) {
      problems.fields["fields"] = "Field names must be a single line of 1 to 64 bytes";
      continue;
    }
    check_value(name, value);
  }
  if (!problems.fields.empty()) return problems;
  return fields;
}

std::optional<also_given> differing(const lead_fields& known, const lead_fields& given) {
  also_given other;
  if (given.name != known.name) other.name = given.name;
  if (given.phone != known.phone) other.phone = given.phone;
  for (const auto& [name, value] : given.extra) {
    const auto there = known.extra.find(name);
    if (!value.empty() && (there == known.extra.end() || there->second != value))
      other.extra.emplace(name, value);
  }
  if (other.name.empty() && other.phone.empty() && other.extra.empty()) return std::nullopt;
  return other;
}

void correct(lead_fields& known, const lead_fields& given) {
  if (!given.name.empty()) known.name = given.name;
  if (!given.phone.empty()) known.phone = given.phone;
  for (const auto& [name, value] : given.extra)
    if (!value.empty()) known.extra[name] = value;
}

}  // namespace takeover::domain
