#include "storage/audit/audit_chain.hpp"

#include <string_view>

#include "storage/digest.hpp"

namespace takeover::storage {

audit_text text_of(const audit_record& row) {
  return {row.id.str(),  row.actor ? row.actor->str() : std::string{},
          row.action,    row.target_type,
          row.target_id, domain::to_ms(row.created_at)};
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

  return to_hex(bytes_of(sha256(text)));
}

}  // namespace takeover::storage
