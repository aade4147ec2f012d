#include "storage/schema/search_columns.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "storage/search_text.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage {
namespace {

constexpr std::string_view select_leads =
    "SELECT id, name, email, phone FROM leads WHERE id > :after ORDER BY id LIMIT :count";
constexpr std::string_view update_lead = "UPDATE leads SET search = :search WHERE id = :id";
constexpr std::string_view select_visitors = R"sql(
  SELECT id, name, email, '' FROM visitors
  WHERE id > :after AND (name <> '' OR email <> '') ORDER BY id LIMIT :count)sql";
constexpr std::string_view update_visitor = "UPDATE visitors SET search = :search WHERE id = :id";

struct person_row {
  std::string id, name, email, phone;
};

std::vector<person_row> read_after(sql_session& sql, std::string_view select,
                                   const std::string& after) {
  const int count = 1'000;
  std::vector<person_row> part;
  person_row row;
  auto result = sql.query(select, in(after), in(count), out(row.id), out(row.name), out(row.email),
                          out(row.phone));
  while (result.next()) part.push_back(row);
  return part;
}

void fill(sql_session& sql, std::string_view select, std::string_view update) {
  std::string last;
  for (auto part = read_after(sql, select, last); !part.empty();
       part = read_after(sql, select, last)) {
    for (const auto& row : part) {
      const auto text = search_text({row.name, row.email, row.phone});
      sql.run(update, in(text), in(row.id));
    }
    last = part.back().id;
  }
}

}  // namespace

void fill_search_columns(sql_session& sql) {
  fill(sql, select_leads, update_lead);
  fill(sql, select_visitors, update_visitor);
}

}  // namespace takeover::storage
