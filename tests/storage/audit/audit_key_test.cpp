// A key outside of the database: whoever rewrites the log there, hash for hash, is found out.
#include <boost/test/unit_test.hpp>

#include "storage/audit/audit.hpp"
#include "storage/audit/audit_chain.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using kind = audit_fault::kind;

namespace {

struct audit_key_fixture : workspace_fixture {
  /// Appends rows with this key; empty: without one.
  void append(const std::string& key, int count) {
    const auto store = open(key);
    for (int n = 0; n < count; ++n)
      write(*store, [&](writer& to) {
        audit::append(to, bob, {"member.role", "user", ada.user.str(), "{}"}, at(n));
      });
    store->stop();
  }
  audit_check checked(const std::string& key) {
    const auto store = open(key);
    auto result =
        read(*store, [&](reader& from) { return audit::check(from, workspace, 0, 1'000); });
    store->stop();
    return result;
  }
  std::optional<kind> fault(const std::string& key) {
    const auto found = checked(key).fault;
    return found ? std::optional{found->what} : std::nullopt;
  }
  /// As somebody who can write the database would, without the key: every hash is right again.
  void rewrite_from(std::int64_t position) {
    tamper("UPDATE audit_logs SET target_id = 'forged' WHERE position >= " +
           std::to_string(position));
    const auto store = open({});
    std::string previous;
    for (const auto& row : all(*store)) {
      if (row.position >= position) {
        const auto hash = chain_hash(previous, workspace, row.position, text_of(row.row));
        tamper("UPDATE audit_logs SET prev_hash = '" + previous + "', hash = '" + hash +
               "' WHERE position = " + std::to_string(row.position));
        tamper("UPDATE audit_heads SET hash = '" + hash +
               "' WHERE position = " + std::to_string(row.position));
        previous = hash;
      } else {
        previous = row.hash;
      }
    }
    store->stop();
  }
  std::vector<audit_entry> all(store& from) {
    audit_query query;
    query.workspace = workspace;
    query.limit = 200;
    auto list = read(from, [&](reader& rows) { return audit::list(rows, query).value(); }).items;
    std::ranges::reverse(list);
    return list;
  }
  std::unique_ptr<store> open(const std::string& key) {
    close();
    open_options how;
    how.url = url();
    how.audit_key = key;
    return open_store(how, ids, clock).value();
  }
};

const std::string key(32, 'k');

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_key, audit_key_fixture)

BOOST_AUTO_TEST_CASE(a_log_that_was_written_with_the_key_passes_with_it_and_without_it) {
  append(key, 3);

  BOOST_TEST(!fault(key).has_value());
  BOOST_TEST(!fault({}).has_value());
  BOOST_TEST((checked(key).proved_from == 1));
  BOOST_TEST(!checked({}).proved_from.has_value());
  BOOST_TEST((fault(std::string(32, 'x')) == kind::unproved));
}

BOOST_AUTO_TEST_CASE(a_key_that_comes_later_proves_from_then_on_and_all_that_is_followed) {
  append({}, 2);
  BOOST_TEST(!fault(key).has_value());
  BOOST_TEST(!checked(key).proved_from.has_value());

  append(key, 2);
  BOOST_TEST(!fault(key).has_value());
  BOOST_TEST((checked(key).proved_from == 3));

  rewrite_from(1);  // also what was there before the key
  BOOST_TEST(!fault({}).has_value());
  BOOST_TEST((fault(key) == kind::unproved));
}

BOOST_AUTO_TEST_CASE(a_rewritten_chain_that_holds_is_found_out_with_the_key) {
  append(key, 4);
  rewrite_from(2);

  BOOST_TEST(!fault({}).has_value());
  BOOST_TEST((fault(key) == kind::unproved));
  append(key, 1);  // writing on does not make it good
  BOOST_TEST((fault(key) == kind::unproved));
}

BOOST_AUTO_TEST_CASE(a_tail_that_was_cut_off_with_the_end_moved_back_is_found_out) {
  append(key, 4);
  std::string hash;
  {
    const auto store = open({});
    hash = all(*store)[2].hash;
    store->stop();
  }
  tamper("DELETE FROM audit_logs WHERE position > 3");
  tamper("UPDATE audit_heads SET position = 3, hash = '" + hash + "'");

  BOOST_TEST(!fault({}).has_value());
  BOOST_TEST((fault(key) == kind::unproved));
  append(key, 2);
  BOOST_TEST((fault(key) == kind::unproved));
}

BOOST_AUTO_TEST_CASE(what_is_written_without_the_key_after_it_was_used_is_named) {
  append(key, 2);
  append({}, 1);

  BOOST_TEST(!fault({}).has_value());
  BOOST_TEST((fault(key) == kind::unproved));
}

BOOST_AUTO_TEST_SUITE_END()
