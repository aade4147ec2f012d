#include "net/outbound/curl_call.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace takeover::net::outbound {
namespace {

/// Nothing of a receiver's answer is used.
constexpr std::size_t max_received = 65'536;

CURL* new_handle() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return curl_easy_init();
}

}  // namespace

curl_call::curl_call(const call_limits& limits, const std::atomic<bool>& stopping)
    : stopping_(stopping), reach_(limits.reach), handle_(new_handle()) {
  usable_ = handle_ != nullptr;
  if (!usable_) return;
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.timeout.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.timeout.count()));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!limits.ca_file.empty()) set(CURLOPT_CAINFO, limits.ca_file.c_str());
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &go_on);
  set(CURLOPT_XFERINFODATA, this);
  set(CURLOPT_WRITEFUNCTION, &receive);
  set(CURLOPT_WRITEDATA, this);
}

void curl_call::add_line(const std::string& line) {
  auto* longer = curl_slist_append(lines_.get(), line.c_str());
  if (longer == nullptr) {
    usable_ = false;
    return;
  }
  (void)lines_.release();
  lines_.reset(longer);
}

void curl_call::upload(std::string_view what) {
  unsent_ = what;
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, &send);
  set(CURLOPT_READDATA, this);
  set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(what.size()));
}

CURLcode curl_call::run() { return usable_ ? curl_easy_perform(handle_.get()) : CURLE_FAILED_INIT; }

long curl_call::status() const {
  long code = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
  return code;
}

std::string curl_call::header(const char* name) const {
  curl_header* found = nullptr;
  const auto outcome = curl_easy_header(handle_.get(), name, 0, CURLH_HEADER, -1, &found);
  return outcome == CURLHE_OK ? std::string{found->value} : std::string{};
}

curl_socket_t curl_call::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& call = *static_cast<curl_call*>(self);
  if (call.reach_ == private_addresses::refused && !is_public(address->addr)) {
    call.refused_ = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int curl_call::go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<curl_call*>(self)->stopping_ ? 1 : 0;
}

std::size_t curl_call::receive(const char*, std::size_t size, std::size_t count, void* self) {
  auto& received = static_cast<curl_call*>(self)->received_;
  received += size * count;
  return received > max_received ? 0 : size * count;
}

std::size_t curl_call::send(char* to, std::size_t size, std::size_t count, void* self) {
  auto& unsent = static_cast<curl_call*>(self)->unsent_;
  const auto taken = std::min(size * count, unsent.size());
  std::memcpy(to, unsent.data(), taken);
  unsent.remove_prefix(taken);
  return taken;
}

}  // namespace takeover::net::outbound
