/// Leads as JSON: the row, the feed, and the bodies that make and change one. Owns the fields'
/// names; what a lead may be is the domain's.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "domain/leads/lead.hpp"
#include "storage/leads/leads.hpp"

namespace takeover::net::wire {

/// `visitor`: whether they are on the site.
[[nodiscard]] boost::json::object lead(const domain::lead_view& row,
                                       const domain::visitor_presence& visitor);
/// `{leads, cursor, more}`.
[[nodiscard]] boost::json::object feed(boost::json::array leads, const storage::lead_feed& page);

// Errors of both: malformed (not JSON …), invalid (which fields).

struct lead_body {
  std::string client_id;
  domain::lead_source source = domain::lead_source::form;
  domain::lead_fields fields;
  std::optional<domain::rule_id> rule{};  ///< that brought the form up
};
[[nodiscard]] domain::result<lead_body> read_lead(std::string_view body);
/// `{status}`.
[[nodiscard]] domain::result<domain::lead_status> read_lead_status(std::string_view body);

}  // namespace takeover::net::wire
