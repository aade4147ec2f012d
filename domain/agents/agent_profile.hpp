/// What members decide of an agent: its name, how it greets, where it may appear, what its form
/// asks for. Owns what of it is valid.
#pragma once

#include <string>
#include <vector>

#include "domain/errors.hpp"

namespace takeover::domain {

struct form_field {
  std::string name;
  std::string label;
  std::string type;  ///< text, email, tel
  bool required = false;
  friend bool operator==(const form_field&, const form_field&) = default;
};

struct lead_form {
  std::string title;
  std::string text;
  std::vector<form_field> fields;
  friend bool operator==(const lead_form&, const lead_form&) = default;
};

struct agent_profile {
  std::string name;
  std::string greeting;                      ///< empty: it waits to be spoken to
  std::vector<std::string> allowed_origins;  ///< empty: nobody; `*`: anyone
  lead_form form;
  friend bool operator==(const agent_profile&, const agent_profile&) = default;
};

inline constexpr std::size_t max_form_fields = 10;

/// `scheme://host[:port]` in lower case, without the scheme's own port; empty: the text is no
/// origin.
[[nodiscard]] std::string normal_origin(std::string_view text);

/// Trims, normalizes and checks. The form asks for an e-mail, which is required: a lead is known by
/// it. Error: invalid; the fields are `name`, `greeting`, `allowed_origins`, `lead_form.title`,
/// `lead_form.fields[0].label` and the like.
[[nodiscard]] result<agent_profile> check_profile(agent_profile profile);

}  // namespace takeover::domain
