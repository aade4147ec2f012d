/// A statement that is prepared and bound once, and run often, with the parameters that it reads
/// its values from. Owns its preparation; not the parameters.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "storage/sql/sql_session.hpp"

namespace takeover::storage {

class prepared_statement {
 public:
  /// Exchanges the statement's parameters with it, by their places, each as `bound`.
  using exchange = std::function<void(soci::statement&)>;

  /// What `parameters` exchanges outlives this.
  prepared_statement(sql_session& sql, std::string_view text, exchange parameters)
      : statement_(sql.prepare(text)), parameters_(std::move(parameters)) {
    bind();
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
      bind();
      rethrow_as_db_error();
    }
  }

 private:
  void bind() {
    parameters_(*statement_);
    statement_->define_and_bind();
  }

  std::unique_ptr<soci::statement> statement_;
  exchange parameters_;
};

/// Where a prepared statement reads a `T` from: its value in SOCI's terms, kept so that a run
/// allocates nothing. Set, then executed.
template <class T>
struct parameter;

template <std::integral T>
struct parameter<T> {
  long long value = 0;
  void set(T to) { value = to; }
};
template <>
struct parameter<domain::timestamp> {
  long long value = 0;
  void set(domain::timestamp to) { value = domain::to_ms(to); }
};
template <>
struct parameter<std::string> {
  std::string value;
  void set(std::string to) { value = std::move(to); }
};
template <class Tag>
struct parameter<domain::id<Tag>> {
  std::string value;
  void set(const domain::id<Tag>& to) { value.assign(to.text().view()); }
};
template <stored_by_name E>
struct parameter<E> {
  std::string value;
  void set(E to) { value.assign(name_of(to)); }
};
template <class T>
struct parameter<std::optional<T>> : parameter<T> {
  soci::indicator state = soci::i_null;
  void set(std::optional<T> to) {
    state = to ? soci::i_ok : soci::i_null;
    if (to) parameter<T>::set(std::move(*to));
  }
};

template <class T>
auto bound(const parameter<T>& of) {
  return soci::use(of.value, by_place);
}
template <class T>
auto bound(parameter<std::optional<T>>& of) {
  return soci::use(of.value, of.state, by_place);
}

}  // namespace takeover::storage
