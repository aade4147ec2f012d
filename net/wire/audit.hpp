/// The audit log as JSON: its rows, and the outcome of checking its hash chain. Owns the fields'
/// names; checks nothing.
#pragma once

#include <boost/json/object.hpp>

#include "storage/audit/audit.hpp"

namespace takeover::net::wire {

[[nodiscard]] boost::json::object audit(const storage::audit_entry& entry);
/// `{checked, length, more, fault|null}`.
[[nodiscard]] boost::json::object audit_check(const storage::audit_check& check);

}  // namespace takeover::net::wire
