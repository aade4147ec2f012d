/// The audit log's key, read from where the settings say. Owns no key.
#pragma once

#include <string>

#include "app/config.hpp"

namespace takeover::app {

/// The bytes of `audit.key`, or of the file `audit.key_file` without what ends its last line;
/// empty: there is none. Errors: invalid (both are set, the file cannot be read, or less than 16
/// bytes).
[[nodiscard]] domain::result<std::string> read_audit_key(const config& settings);

}  // namespace takeover::app
