/// One blocking call through libcurl, with the safety rules that all of them share. Knows no mail
/// and no webhook.
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "net/outbound/webhook/webhook_url.hpp"

namespace takeover::net::outbound {

struct call_limits {
  std::chrono::milliseconds timeout{10'000};  ///< of the whole call, name resolution included
  std::string ca_file;                        ///< trusted authorities; empty: the system's
  private_addresses reach = private_addresses::refused;
};

/// Certificates are verified, no proxy of the environment is used, no redirect is followed, and
/// what is read is bounded. Addresses are checked when the socket is created, after name
/// resolution, which closes the door to DNS rebinding.
class curl_call {
 public:
  /// `stopping`: ends the call when it turns true; outlives it.
  curl_call(const call_limits& limits, const std::atomic<bool>& stopping);

  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK) usable_ = false;
  }
  /// Adds a line to the list that `use_list` hands over.
  void add_line(const std::string& line);
  void use_list(CURLoption option) { set(option, lines_.get()); }
  /// The body to send; must live until the call is over.
  void upload(std::string_view what);

  [[nodiscard]] CURLcode run();
  /// The peer's last status; 0 if none came.
  [[nodiscard]] long status() const;
  /// A header of the peer's answer; empty if it has none of this name.
  [[nodiscard]] std::string header(const char* name) const;
  /// The name resolved to an address that may not be reached.
  [[nodiscard]] bool was_refused() const noexcept { return refused_; }
  [[nodiscard]] bool was_stopped() const noexcept { return stopping_; }

 private:
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static std::size_t receive(const char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t send(char* to, std::size_t size, std::size_t count, void* self);

  struct handle_end {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
  };
  struct list_end {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
  };

  const std::atomic<bool>& stopping_;
  const private_addresses reach_;
  std::unique_ptr<curl_slist, list_end> lines_;
  std::unique_ptr<CURL, handle_end> handle_;
  std::string_view unsent_;
  std::size_t received_ = 0;
  bool refused_ = false;
  bool usable_ = true;
};

}  // namespace takeover::net::outbound
