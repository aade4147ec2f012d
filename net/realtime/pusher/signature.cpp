#include "net/realtime/pusher/signature.hpp"

#include "net/crypto/hmac.hpp"
#include "storage/digest.hpp"

namespace takeover::net::realtime {

std::string signer::sign(std::string_view socket_id, std::string_view channel,
                         std::string_view channel_data) const {
  const std::string_view colon = channel_data.empty() ? "" : ":";
  const auto digest = crypto::hmac_sha256(secret_, {socket_id, ":", channel, colon, channel_data});
  return key_ + ':' + storage::to_hex(storage::bytes_of(digest));
}

bool signer::accepts(std::string_view auth, std::string_view socket_id, std::string_view channel,
                     std::string_view channel_data) const {
  const auto expected = sign(socket_id, channel, channel_data);
  return crypto::equal_in_constant_time(auth, expected);
}

}  // namespace takeover::net::realtime
