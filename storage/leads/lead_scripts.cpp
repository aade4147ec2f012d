#include "storage/leads/lead_scripts.hpp"

#include <algorithm>

#include "storage/agents/visitors.hpp"
#include "storage/audit/audit.hpp"
#include "storage/conversations/entry_meta_codec.hpp"
#include "storage/people/membership_scripts.hpp"
#include "storage/sql/row_locks.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::leads {
namespace {

// What members do with a lead is no activity of its visitor: the row stays where it is in the list.
constexpr const char* update_status =
    "UPDATE leads SET status = :status WHERE id = :id AND workspace_id = :workspace";
constexpr const char* select_conversation_ids = R"sql(
  SELECT id FROM conversations WHERE lead_id = :lead
  UNION
  SELECT conversation_id FROM leads WHERE id = :lead AND conversation_id IS NOT NULL
  UNION
  SELECT conversation_id FROM lead_values
  WHERE lead_id = :lead AND conversation_id IS NOT NULL)sql";
constexpr const char* select_visitors = R"sql(
  SELECT visitor_id FROM leads WHERE id = :lead AND visitor_id IS NOT NULL
  UNION
  SELECT visitor_id FROM lead_values WHERE lead_id = :lead
  UNION
  SELECT visitor_id FROM conversations WHERE lead_id = :lead)sql";
constexpr const char* select_captures = R"sql(
  SELECT seq, meta
  FROM timeline_entries
  WHERE conversation_id = :conversation AND kind = 'lead_captured')sql";
constexpr const char* update_meta = R"sql(
  UPDATE timeline_entries SET meta = :meta
  WHERE conversation_id = :conversation AND seq = :seq)sql";
constexpr const char* clear_visitor = R"sql(
  UPDATE visitors SET name = '', email = '', search = ''
  WHERE id = :visitor AND email = :email)sql";
constexpr const char* delete_jobs =
    "DELETE FROM jobs WHERE workspace_id = :workspace AND payload LIKE :lead";
constexpr const char* delete_lead = "DELETE FROM leads WHERE id = :id";

template <class Id>
std::vector<Id> ids_in(reader& rows, const char* select, domain::lead_id lead) {
  Id row;
  auto result = rows.sql().query(select, in(lead), out(row));
  std::vector<Id> list;
  while (result.next()) list.push_back(row);
  return list;
}

/// The entries stay, without the name and the email.
void erase_from_timeline(writer& rows, domain::conversation_id conversation, domain::lead_id lead) {
  struct capture {
    domain::seq_t seq = 0;
    std::string meta;
  };
  std::vector<capture> captures;
  {
    capture row;
    auto result = rows.sql().query(select_captures, in(conversation), out(row.seq), out(row.meta));
    while (result.next()) captures.push_back(row);
  }
  for (const auto& row : captures) {
    auto meta = decode_meta(row.meta);
    if (meta.lead != lead) continue;
    meta.name.clear();
    meta.email.clear();
    const auto text = encode_meta(meta);
    rows.sql().run(update_meta, in(text), in(conversation), in(row.seq));
  }
}

}  // namespace

domain::result<domain::lead_view> set_status(writer& rows, const domain::member& by,
                                             domain::lead_id id, domain::lead_status status,
                                             domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::change_lead); !may) return may.error();
  const auto before = by_id(rows, id);
  if (!before || before->workspace != by.workspace) return domain::fail(domain::errc::not_found);
  rows.sql().run(update_status, in(status), in(id), in(by.workspace));
  if (before->status != status)
    audit::append(
        rows, by,
        {"lead.status", "lead", id.str(),
         audit::change("status", domain::name_of(before->status), domain::name_of(status))},
        now);
  return view(rows, by.workspace, id).value();
}

domain::result<deleted_lead> remove(writer& rows, const domain::member& by, domain::lead_id id,
                                    domain::timestamp now) {
  if (auto may = people::require(rows, by, domain::action::delete_lead); !may) return may.error();
  const auto lead = by_id(rows, id);
  if (!lead || lead->workspace != by.workspace) return domain::fail(domain::errc::not_found);
  deleted_lead gone{lead->fields.email,
                    ids_in<domain::conversation_id>(rows, select_conversation_ids, id)};
  row_locks::conversations(rows.sql(), gone.conversations);
  for (const auto& conversation : gone.conversations) erase_from_timeline(rows, conversation, id);
  const auto visitors = ids_in<domain::visitor_id>(rows, select_visitors, id);
  for (const auto& visitor : visitors) rows.sql().run(clear_visitor, in(visitor), in(gone.email));
  const auto named = "%" + id.str() + "%";
  rows.sql().run(delete_jobs, in(by.workspace), in(named));
  rows.sql().run(delete_lead, in(id));
  rows.sql().note_erasure();
  for (const auto& visitor : visitors) visitors::forget_if_unused(rows, visitor);
  audit::append(rows, by, {"lead.delete", "lead", id.str()}, now);
  return gone;
}

}  // namespace takeover::storage::leads
