#include "net/realtime/pusher/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace takeover::net::realtime {

std::string signer::sign(std::string_view socket_id, std::string_view channel,
                         std::string_view channel_data) const {
  std::string text;
  text.reserve(socket_id.size() + channel.size() + channel_data.size() + 2);
  text.append(socket_id).append(":").append(channel);
  if (!channel_data.empty()) text.append(":").append(channel_data);

  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest,
           &size) == nullptr)
    throw std::runtime_error("OpenSSL computes no HMAC-SHA256");

  constexpr std::string_view digits = "0123456789abcdef";
  std::string result = key_ + ':';
  for (unsigned int i = 0; i < size; ++i) {
    result += digits[digest[i] >> 4U];
    result += digits[digest[i] & 15U];
  }
  return result;
}

bool signer::accepts(std::string_view auth, std::string_view socket_id, std::string_view channel,
                     std::string_view channel_data) const {
  const auto expected = sign(socket_id, channel, channel_data);
  return auth.size() == expected.size() &&
         CRYPTO_memcmp(auth.data(), expected.data(), expected.size()) == 0;
}

}  // namespace takeover::net::realtime
