/// How much of a page a lead takes up, see `page_budget`. Reads no row.
#pragma once

#include "domain/leads/lead.hpp"
#include "domain/text/text.hpp"

namespace takeover::storage::leads {

/// The bytes of what people wrote into it, as JSON; what was also given counts.
[[nodiscard]] inline std::size_t text_bytes(const domain::lead& lead) {
  using domain::json_size;
  const auto all = [](const std::map<std::string, std::string>& fields) {
    std::size_t sum = 0;
    for (const auto& [name, value] : fields) sum += json_size(name) + json_size(value);
    return sum;
  };
  const auto& own = lead.fields;
  std::size_t sum = json_size(own.name) + json_size(own.email) + json_size(own.phone) +
                    json_size(lead.triggered_by) + all(own.extra);
  for (const auto& other : lead.others)
    sum += json_size(other.name) + json_size(other.phone) + all(other.extra);
  return sum;
}

}  // namespace takeover::storage::leads
