/// The installation's keys, as the rest of the program sees them. Made and kept by storage/schema.
#pragma once

#include <string>

namespace takeover::storage {

/// Made once per database by `migrate`; they survive a kill.
struct secrets {
  std::string visitor_token_key;  ///< 32 random bytes, for HS256
  std::string realtime_key;       ///< public, 20 hex characters
  std::string realtime_secret;    ///< 32 hex characters
};

}  // namespace takeover::storage
