/// One page of a list, and where it ends. Owns no order: see cursor.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace takeover::storage {

template <class Row>
struct page {
  std::vector<Row> items;
  std::string next_cursor;  ///< empty: this is the last page
  std::size_t damaged = 0;  ///< rows that could not be read, and are left out
};

/// How many bytes a page's rows may take as JSON. However long what people wrote, a page stays
/// small: it ends at its number of rows or here, whichever comes first.
class page_budget {
 public:
  static constexpr std::size_t max_bytes = 262'144;
  /// What a row takes beside its texts: names of fields, ids, times, numbers.
  static constexpr std::size_t row_bytes = 1'024;

  /// `text_bytes`: those of the row's texts, see `domain::json_size`. False if the row does not fit
  /// on this page any more; the first one always does.
  [[nodiscard]] bool take(std::size_t text_bytes) noexcept {
    const bool is_first = used_ == 0;
    used_ += text_bytes + row_bytes;
    return is_first || used_ <= max_bytes;
  }

 private:
  std::size_t used_ = 0;
};

}  // namespace takeover::storage
