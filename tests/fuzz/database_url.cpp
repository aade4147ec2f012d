/// Addresses of databases: what is shown of one never holds the password.
#include "storage/sql/dialect.hpp"
#include "tests/fuzz/fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace takeover;
  const std::string text{fuzz::text_of(data, size)};
  (void)storage::parse_database_url(text);
  constexpr std::string_view password = "pass-word";
  if (text.find(password) != std::string::npos) return 0;
  for (const std::string_view scheme : {"postgresql://", "mysql://"}) {
    const auto url = std::string{scheme} + "user:" + std::string{password} + "@" + text;
    fuzz::require(storage::shown_database_url(url).find(password) == std::string::npos,
                  "a password is not shown");
    const auto place = storage::parse_database_url(url);
    fuzz::require((place ? place->shown : place.error().detail).find(password) == std::string::npos,
                  "a password stands in no message");
  }
  return 0;
}
