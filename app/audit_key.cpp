#include "app/audit_key.hpp"

#include <fstream>
#include <iterator>

namespace takeover::app {
namespace {

constexpr std::size_t min_key_bytes = 16;

domain::error bad_key(std::string line) {
  return domain::fail(domain::errc::invalid, std::move(line));
}

}  // namespace

domain::result<std::string> read_audit_key(const config& settings) {
  auto key = settings.audit.key;
  const auto& file = settings.audit.key_file;
  if (!key.empty() && !file.empty())
    return bad_key("audit.key and audit.key_file are both set: use one of them");
  if (key.empty() && file.empty()) return std::string{};
  if (!file.empty()) {
    std::ifstream in{file, std::ios::binary};
    key.assign(std::istreambuf_iterator<char>{in}, {});
    if (!in.is_open() || in.bad()) return bad_key("cannot read audit.key_file " + file);
    while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  }
  if (key.size() < min_key_bytes) return bad_key("the audit key must have at least 16 bytes");
  return key;
}

}  // namespace takeover::app
