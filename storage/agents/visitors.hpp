/// The table `visitors`: the people whom an agent talks to. A lead names them later: see leads.hpp.
#pragma once

#include <optional>
#include <string>

#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct visitor_record {
  domain::visitor_id id;
  domain::agent_id agent;
  std::string anon_id;
  std::string name;
  std::string email;
};

}  // namespace takeover::storage

namespace takeover::storage::visitors {

[[nodiscard]] std::optional<visitor_record> by_id(reader& rows, domain::visitor_id id);
[[nodiscard]] std::optional<visitor_record> by_anon_id(reader& rows, domain::agent_id agent,
                                                       const std::string& anon_id);
/// Stores the visitor unless the id is known; a known one stays as it is.
void insert_if_new(writer& rows, const visitor_record& visitor, domain::timestamp now);

/// What a visitor calls themselves; an empty name leaves the known one.
void name(writer& rows, domain::visitor_id id, const std::string& name, const std::string& email);

/// Takes everything personal from a visitor whom no conversation and no lead refers to any more;
/// their browser is not known again.
void forget_if_unused(writer& rows, domain::visitor_id id);

}  // namespace takeover::storage::visitors
