#include "net/crypto/base64.hpp"

#include <sodium.h>

#include <algorithm>

namespace takeover::net::crypto {
namespace {

constexpr int padded = sodium_base64_VARIANT_ORIGINAL;
constexpr int for_urls = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string encode(std::string_view bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();  // the terminating NUL
  return text;
}

struct decoded {
  std::string bytes;
  bool is_whole = false;
};

decoded decode(std::string_view text, int variant) {
  // libsodium takes some bytes beyond ASCII for digits: it compares them as negative numbers.
  const auto given = text.size();
  text =
      text.substr(0, static_cast<std::size_t>(std::find_if(text.begin(), text.end(),
                                                           [](char c) { return (c & 0x80) != 0; }) -
                                              text.begin()));
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const bool is_whole =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, variant) == 0;
  bytes.resize(size);
  return {std::move(bytes), is_whole && text.size() == given};
}

}  // namespace

std::string base64(std::string_view bytes) { return encode(bytes, padded); }

std::string from_base64(std::string_view text) { return decode(text, padded).bytes; }

std::string base64url(std::string_view bytes) { return encode(bytes, for_urls); }

std::optional<std::string> from_base64url(std::string_view text) {
  auto all = decode(text, for_urls);
  if (!all.is_whole) return std::nullopt;
  return std::move(all.bytes);
}

}  // namespace takeover::net::crypto
