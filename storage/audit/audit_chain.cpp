#include "storage/audit/audit_chain.hpp"

#include <sodium.h>

#include <array>
#include <string_view>

#include "storage/digest.hpp"

namespace takeover::storage {

audit_text text_of(const audit_record& row) {
  return {row.id.str(),  row.actor ? row.actor->str() : std::string{},
          row.action,    row.target_type,
          row.target_id, domain::to_ms(row.created_at),
          row.details};
}

std::string chain_hash(const std::string& previous, domain::workspace_id workspace,
                       std::int64_t position, const audit_text& row) {
  std::string text;
  const auto add = [&text](std::string_view field) {
    text += std::to_string(field.size());
    text += ':';
    text += field;
    text += ',';
  };
  add(previous);
  add(workspace.text());
  add(std::to_string(position));
  add(row.id);
  add(row.actor);
  add(row.action);
  add(row.target_type);
  add(row.target_id);
  add(std::to_string(row.created_at));
  if (!row.details.empty()) add(row.details);

  return to_hex(bytes_of(sha256(text)));
}

std::string chain_code(const std::string& key, proved what, domain::workspace_id workspace,
                       std::int64_t position, const std::string& hash) {
  const std::string text = std::string{what == proved::row ? "row" : "end"} + ' ' +
                           workspace.str() + ' ' + std::to_string(position) + ' ' + hash;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()),
                              key.size());
  crypto_auth_hmacsha256_update(&state, bytes, text.size());
  crypto_auth_hmacsha256_final(&state, code.data());
  return to_hex({reinterpret_cast<const char*>(code.data()), code.size()});
}

}  // namespace takeover::storage
