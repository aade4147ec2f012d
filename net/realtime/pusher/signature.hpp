/// Signatures of subscriptions in the Pusher protocol. Owns the key and its secret.
#pragma once

#include <string>
#include <string_view>

namespace takeover::net::realtime {

class signer {
 public:
  signer(std::string key, std::string secret) : key_(std::move(key)), secret_(std::move(secret)) {}

  [[nodiscard]] const std::string& key() const noexcept { return key_; }
  /// `key:hex(HMAC-SHA256(secret, socket_id:channel[:channel_data]))`; without data, the last part
  /// is left out.
  [[nodiscard]] std::string sign(std::string_view socket_id, std::string_view channel,
                                 std::string_view channel_data) const;
  /// Whether `auth` is that signature, key included. Compares in constant time.
  [[nodiscard]] bool accepts(std::string_view auth, std::string_view socket_id,
                             std::string_view channel, std::string_view channel_data) const;

 private:
  std::string key_;
  std::string secret_;
};

}  // namespace takeover::net::realtime
