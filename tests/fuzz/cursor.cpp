/// Cursors of lists, and ids.
#include "storage/sql/cursor.hpp"

#include "tests/fuzz/fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace takeover;
  const std::string text{fuzz::text_of(data, size)};
  const auto at = storage::decode_cursor(text);
  fuzz::require(!at || at->has_value() == !text.empty(), "only no text is no cursor");
  if (at && *at) {
    const auto again = storage::decode_cursor(storage::encode_cursor(**at));
    fuzz::require(again && *again && (*again)->key == (*at)->key && (*again)->id == (*at)->id,
                  "a cursor reads the same when it is written again");
  }
  if (const auto id = domain::parse_ulid(text)) {
    fuzz::require(text.size() == 26, "an id has 26 characters");
    fuzz::require(domain::parse_ulid(domain::ulid_text{*id}) == id,
                  "an id reads the same when it is written again");
  }
  return 0;
}
