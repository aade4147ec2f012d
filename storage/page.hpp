/// One page of a list. Owns no order: see cursor.hpp.
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

}  // namespace takeover::storage
