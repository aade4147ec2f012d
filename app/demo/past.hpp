/// Plays a past conversation of the demo by the conversation's own rules, so that sequence numbers,
/// epochs and audit rows are what they would have been. Owns no content and no SQL.
#pragma once

#include <map>
#include <string>

#include "app/demo/content.hpp"
#include "storage/store.hpp"

namespace takeover::app {

/// The people and pages that the entries of past conversations name.
struct demo_cast {
  domain::workspace_id workspace;
  domain::agent_id agent;
  std::map<std::string, domain::member, std::less<>> members;  ///< by e-mail
  std::map<std::string, std::string, std::less<>> titles;      ///< of pages, by url
};

/// Errors: those of the rules, with the entry's place in the conversation.
[[nodiscard]] domain::result<void> play_demo_conversation(storage::writer& to,
                                                          const demo_cast& cast,
                                                          const demo_conversation& talk,
                                                          domain::id_source& ids,
                                                          domain::timestamp now);

}  // namespace takeover::app
