#include "domain/ids.hpp"

#include <random>

namespace takeover::domain {
namespace {

/// 128 bits in one value: a ULID is base 32 of it. An extension that both compilers have.
__extension__ using bits128 = unsigned __int128;

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The value of one character in Crockford's base 32, or -1. I and L read as 1, O as 0.
constexpr int digit(char c) noexcept {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'I' || c == 'L') return 1;
  if (c == 'O') return 0;
  const auto at = alphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::mt19937_64 seeded_generator() {
  std::random_device source;
  std::seed_seq seed{source(), source(), source(), source(),
                     source(), source(), source(), source()};
  return std::mt19937_64{seed};
}

}  // namespace

ulid_text::ulid_text(const ulid& value) noexcept : chars_{} {
  // 128 bits in 26 digits of 5: the first digit carries the top 3 bits.
  bits128 rest = 0;
  for (const auto byte : value.bytes) rest = (rest << 8) | byte;
  for (std::size_t at = chars_.size(); at-- > 0;) {
    chars_[at] = alphabet[static_cast<std::size_t>(rest & 31)];
    rest >>= 5;
  }
}

std::optional<ulid> parse_ulid(std::string_view text) noexcept {
  if (text.size() != 26 || digit(text[0]) > 7) return std::nullopt;
  bits128 bits = 0;
  for (const char c : text) {
    const int value = digit(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 5) | static_cast<unsigned>(value);
  }
  ulid out;
  for (std::size_t at = out.bytes.size(); at-- > 0;) {
    out.bytes[at] = static_cast<std::uint8_t>(bits & 0xFF);
    bits >>= 8;
  }
  return out;
}

ulid random_ids::next(timestamp now) {
  thread_local std::mt19937_64 generator = seeded_generator();
  ulid out;
  auto ms = static_cast<std::uint64_t>(to_ms(now));
  for (std::size_t at = 6; at-- > 0;) {
    out.bytes[at] = static_cast<std::uint8_t>(ms & 0xFF);
    ms >>= 8;
  }
  const std::uint64_t high = generator();
  const std::uint64_t low = generator();
  std::memcpy(out.bytes.data() + 6, &high, 8);
  std::memcpy(out.bytes.data() + 14, &low, 2);
  return out;
}

}  // namespace takeover::domain
