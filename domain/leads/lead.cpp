#include "domain/leads/lead.hpp"

#include <algorithm>

#include "domain/conversations/timeline.hpp"
#include "domain/text/email_address.hpp"
#include "domain/text/text.hpp"
#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::domain {
namespace {

constexpr std::size_t max_value_bytes = 2'000;
constexpr std::size_t max_extra_fields = 20;
constexpr std::size_t max_name_bytes = 64;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
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
  fields.name = clean_name(fields.name);
  fields.email = normal_email(fields.email);
  fields.phone = trimmed(fields.phone);

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
  if (fields.extra.size() > max_extra_fields)
    problems.fields["fields"] = "At most 20 additional fields are allowed";
  for (auto& [name, value] : fields.extra) {
    value = trimmed(value);
    if (name.empty() || trimmed(name) != name || name.size() > max_name_bytes || !is_utf8(name) ||
        has_control(name)) {
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
