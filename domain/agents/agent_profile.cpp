#include "domain/agents/agent_profile.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "domain/text/host_name.hpp"
#include "domain/text/text.hpp"
#include "domain/text/text_field.hpp"
#include "domain/text/unicode.hpp"

namespace takeover::domain {
namespace {

constexpr std::size_t max_origins = 50;
constexpr std::array types{std::string_view{"text"}, std::string_view{"email"},
                           std::string_view{"tel"}};

void note(error& problems, const std::string& field, std::string wrong) {
  if (!wrong.empty()) problems.fields.emplace(field, std::move(wrong));
}

void check_origins(std::vector<std::string>& origins, error& problems) {
  std::vector<std::string> normal;
  for (const auto& given : origins) {
    const auto text = trimmed(given);
    if (text.empty()) continue;
    auto origin = text == "*" ? text : normal_origin(text);
    if (origin.empty()) {
      const auto shown =
          text.size() <= 80 ? "\u201C" + text + "\u201D" : std::string{"One of the lines"};
      return note(problems, "allowed_origins",
                  shown + " is not a valid site address, e.g. https://shop.example.com");
    }
    if (std::find(normal.begin(), normal.end(), origin) != normal.end()) continue;
    if (normal.size() == max_origins)
      return note(problems, "allowed_origins", "At most 50 sites are allowed");
    normal.push_back(std::move(origin));
  }
  origins = std::move(normal);
}

std::string name_problem(const std::string& name) {
  if (auto wrong = line_problem(name, 40); !wrong.empty()) return wrong;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  return plain ? std::string{} : "Use only lowercase letters, digits and underscores";
}

void check_form(lead_form& form, error& problems) {
  form.title = trimmed(form.title);
  form.text = trimmed(form.text);
  note(problems, "lead_form.title", line_problem(form.title, 120));
  note(problems, "lead_form.text", text_problem(form.text, 500, requirement::optional));
  if (form.fields.size() > max_form_fields)
    note(problems, "lead_form.fields", "A form can have at most 10 fields");
  bool asks_email = false;
  for (std::size_t i = 0; i < std::min(form.fields.size(), max_form_fields); ++i) {
    auto& field = form.fields[i];
    const auto at = "lead_form.fields[" + std::to_string(i) + "].";
    field.name = trimmed(field.name);
    field.label = clean_name(field.label);
    note(problems, at + "name", name_problem(field.name));
    note(problems, at + "label", line_problem(field.label, 80));
    if (std::find(types.begin(), types.end(), field.type) == types.end())
      note(problems, at + "type", "Must be text, email or tel");
    const bool twice =
        std::any_of(form.fields.begin(), form.fields.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const form_field& other) { return other.name == field.name; });
    if (twice) note(problems, at + "name", "Another field is already saved under this name");
    if (field.name != "email") continue;
    asks_email = true;
    if (field.type != "email")
      note(problems, at + "type", "The email field must have the type email");
    if (!field.required) note(problems, at + "required", "The email field must be required");
  }
  if (!asks_email)
    note(problems, "lead_form.fields", "The form needs an email field, saved as email");
}

}  // namespace

std::string normal_origin(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return {};
  std::string scheme{text.substr(0, scheme_end)};
  make_ascii_lower(scheme);
  if (scheme != "http" && scheme != "https") return {};
  auto authority = text.substr(scheme_end + 3);
  if (authority.ends_with('/')) authority.remove_suffix(1);  // as an address bar shows it
  const auto normal = normal_authority(authority, scheme == "https" ? 443 : 80);
  return normal ? scheme + "://" + *normal : std::string{};
}

result<agent_profile> check_profile(agent_profile profile) {
  error problems{errc::invalid, std::string{invalid_fields}};
  profile.name = clean_name(profile.name);
  profile.greeting = trimmed(profile.greeting);
  note(problems, "name", line_problem(profile.name, 60));
  note(problems, "greeting", text_problem(profile.greeting, 1'000, requirement::optional));
  check_origins(profile.allowed_origins, problems);
  check_form(profile.form, problems);
  if (!problems.fields.empty()) return problems;
  return profile;
}

}  // namespace takeover::domain
