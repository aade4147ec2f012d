/// The columns of `conversations` that decisions change, as one table: feeds the statements and
/// parameters of change_writer, the JSON rows of change_batch, and the reading of whole rows. A new
/// column is one entry here. Owns no statement.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "domain/conversations/views.hpp"

namespace takeover::storage {

/// When a decision may change a column.
enum class column_group {
  activity,  ///< with every message
  control,   ///< when the controller or a deadline changes; other indexes hold these columns
  epoch,     ///< like `control`; part of the fence
};

/// One row of `conversations`, as it is read. A claim is spread over three columns.
struct conversation_row {
  domain::conversation_view view;
  std::optional<domain::user_id> holder;
  std::optional<std::string> holder_name;
  std::optional<domain::timestamp> claimed_at;
  std::optional<domain::lead_id> lead;
};

template <class Get, class Target>
struct conversation_column {
  std::string_view name;
  column_group group;
  Get get;        ///< the value that is stored of a conversation
  Target target;  ///< where the value goes that is read

  using value_type = std::decay_t<std::invoke_result_t<Get, const domain::conversation&>>;
};

/// A column that is a field of the conversation.
template <class Field>
constexpr auto field_column(std::string_view name, column_group group,
                            Field domain::conversation::*field) {
  const auto get = [field](const domain::conversation& of) { return of.*field; };
  const auto target = [field](conversation_row& of) -> Field& { return of.view.state.*field; };
  return conversation_column<decltype(get), decltype(target)>{name, group, get, target};
}

template <class Get, class Target>
constexpr auto claim_column(std::string_view name, Get get, Target target) {
  return conversation_column<Get, Target>{name, column_group::control, get, target};
}

inline constexpr auto conversation_columns = std::tuple{
    field_column("last_seq", column_group::activity, &domain::conversation::last_seq),
    field_column("visitor_seq", column_group::activity, &domain::conversation::visitor_seq),
    field_column("last_question_seq", column_group::activity,
                 &domain::conversation::last_question_seq),
    field_column("answered_seq", column_group::activity, &domain::conversation::answered_seq),
    field_column("visitor_message_count", column_group::activity,
                 &domain::conversation::visitor_message_count),
    field_column("last_activity_at", column_group::activity,
                 &domain::conversation::last_activity_at),
    field_column("visitor_wrote_at", column_group::activity,
                 &domain::conversation::visitor_wrote_at),
    field_column("controller", column_group::control, &domain::conversation::controller),
    claim_column(
        "claimed_by_user_id",
        [](const domain::conversation& of) {
          return of.claim ? std::optional{of.claim->holder.id} : std::nullopt;
        },
        [](conversation_row& of) -> auto& { return of.holder; }),
    claim_column(
        "claimed_at",
        [](const domain::conversation& of) {
          return of.claim ? std::optional{of.claim->since} : std::nullopt;
        },
        [](conversation_row& of) -> auto& { return of.claimed_at; }),
    field_column("queued_at", column_group::control, &domain::conversation::queued_at),
    field_column("deadline_at", column_group::control, &domain::conversation::deadline_at),
    field_column("epoch", column_group::epoch, &domain::conversation::epoch)};

/// Calls `visit` with each column, in their order.
template <class Visit>
constexpr void for_each_column(Visit visit) {
  std::apply([&](const auto&... column) { (visit(column), ...); }, conversation_columns);
}

/// A column as the texts of statements need it.
struct column_text {
  std::string_view name;
  column_group group;
  std::string_view postgresql_type;
  enum class nulls { never, allowed } null;
};

template <class T>
struct column_type {
  static constexpr std::string_view name = "bigint";
};
template <>
struct column_type<domain::controller> {
  static constexpr std::string_view name = "text";
};
template <class Tag>
struct column_type<domain::id<Tag>> {
  static constexpr std::string_view name = R"(text COLLATE "C")";
};
template <class T>
struct column_type<std::optional<T>> : column_type<T> {};

template <class T>
inline constexpr auto nulls_of = column_text::nulls::never;
template <class T>
inline constexpr auto nulls_of<std::optional<T>> = column_text::nulls::allowed;

/// Those of `conversation_columns`, in their order.
inline constexpr auto column_texts = std::apply(
    []<class... Columns>(const Columns&... column) {
      return std::array{column_text{column.name, column.group,
                                    column_type<typename Columns::value_type>::name,
                                    nulls_of<typename Columns::value_type>}...};
    },
    conversation_columns);

/// `piece(column)` of each column for which it is not empty, separated.
[[nodiscard]] std::string joined_columns(std::string_view separator,
                                         std::string (*piece)(const column_text&));

}  // namespace takeover::storage
