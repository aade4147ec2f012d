#include "app/cli/opened_store.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "app/audit_key.hpp"
#include "domain/text/utf8.hpp"
#include "storage/people/workspaces.hpp"

namespace takeover::app::cli {

constexpr std::size_t max_name_bytes = 200;

opened_store::~opened_store() {
  if (store) store->stop();
}

domain::result<void> opened_store::open(const config& settings) {
  if (sodium_init() < 0)
    return domain::fail(domain::errc::internal, "the system has no source of random numbers");
  storage::open_options options;
  options.url = settings.database.url;
  options.readers = 1;
  auto key = read_audit_key(settings);
  if (!key) return key.error();
  has_audit_key = !key->empty();
  options.audit_key = std::move(*key);
  auto opened = storage::open_store(options, ids, clock);
  if (!opened) return opened.error();
  store = std::move(*opened);
  return {};
}

domain::error refused(std::string line) {
  return domain::fail(domain::errc::invalid, std::move(line));
}

domain::result<void> check_name(std::string_view what, const std::string& name) {
  const bool blank = name.find_first_not_of(" \t") == std::string::npos;
  const bool control = std::any_of(name.begin(), name.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (blank || control || name.size() > max_name_bytes || !domain::is_utf8(name))
    return refused(fmt::format("{} must be a single line of 1 to {} bytes", what, max_name_bytes));
  return {};
}

domain::result<domain::workspace_id> known_workspace(storage::reader& rows, const std::string& id) {
  const auto parsed = domain::workspace_id::parse(id);
  if (!parsed || !storage::people::workspace(rows, *parsed))
    return refused(fmt::format("there is no workspace {}", id));
  return *parsed;
}

}  // namespace takeover::app::cli
