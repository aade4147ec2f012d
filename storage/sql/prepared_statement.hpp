/// A statement that is prepared and bound once, and run often. Owns its preparation; not the values
/// that it is bound to.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "storage/sql/sql_session.hpp"

namespace takeover::storage {

class kept_statement {
 public:
  /// `values`: by their places, each with its indicator if it may be null; they outlive this.
  template <class... Values>
  kept_statement(sql_session& sql, std::string_view text, const Values&... values)
      : statement_(sql.prepare(text)), bind_([values...](soci::statement& to) {
          (to.exchange(values), ...);
          to.define_and_bind();
        }) {
    bind_(*statement_);
  }

  /// Returns how many rows it changed.
  long long execute() {
    try {
      statement_->execute(true);
      return statement_->get_affected_rows();
    } catch (...) {
      // What SOCI bound for a run that failed would stay: a null of the next run would be the old
      // value.
      statement_->bind_clean_up();
      bind_(*statement_);
      rethrow_as_db_error();
    }
  }

 private:
  std::unique_ptr<soci::statement> statement_;
  std::function<void(soci::statement&)> bind_;
};

/// What a kept statement is bound to, by its place.
template <class T>
auto bound(const T& of) {
  return soci::use(of, by_place);
}
template <class T>
auto bound(const T& of, soci::indicator& is_set) {
  return soci::use(of, is_set, by_place);
}

}  // namespace takeover::storage
