#include "net/http/rate_limit.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "storage/digest.hpp"

namespace takeover::net::http {

using std::chrono::nanoseconds;

namespace {

/// How many keys are sampled to find one to forget.
constexpr std::size_t sample_size = 64;
constexpr std::size_t max_plain_key = 64;

}  // namespace

rate_limit::rate_limit(int tokens, nanoseconds period, std::size_t max_keys)
    : tokens_(std::max(0, tokens)),
      period_(period),
      max_keys_per_part_(std::max<std::size_t>(1, max_keys / parts)) {}

void rate_limit::set_rate(int tokens) noexcept {
  tokens_.store(std::max(0, tokens), std::memory_order_relaxed);
}

domain::result<void> rate_limit::take(std::string_view key, int count, time_point now) {
  const int tokens = tokens_.load(std::memory_order_relaxed);
  if (tokens == 0) return {};
  const auto interval = period_ / tokens;  // between two tokens
  const auto burst = interval * tokens;
  if (key.size() > max_plain_key) return take(bucket_key(key), count, now);
  auto& mine = parts_[(hash{}(key) >> 7) % parts];
  const std::lock_guard lock{mine.mutex};
  const auto known = mine.full_again.find(key);
  const auto full_again = known == mine.full_again.end() ? now : std::max(known->second, now);
  const auto after = full_again + std::min(interval * count, burst);
  if (after - now > burst) {
    auto error = domain::fail(domain::errc::too_many_requests, "Please slow down.");
    error.retry_after = std::chrono::ceil<std::chrono::seconds>(after - now - burst);
    return error;
  }
  if (known != mine.full_again.end()) {
    known->second = after;
    return {};
  }
  if (mine.full_again.size() >= max_keys_per_part_) make_room(mine, now);
  mine.full_again.emplace(std::string{key}, after);
  return {};
}

void rate_limit::make_room(part& in, time_point now) {
  auto least = in.full_again.begin();
  std::size_t seen = 0;
  for (auto bucket = in.full_again.begin(); bucket != in.full_again.end() && seen < sample_size;
       ++seen) {
    if (bucket->second < least->second) least = bucket;
    ++bucket;
  }
  if (least->second > now) {  // none of the sample is full: sweep them all
    const auto erased =
        std::erase_if(in.full_again, [now](const auto& bucket) { return bucket.second <= now; });
    if (erased > 0) return;
  }
  in.full_again.erase(least);
}

std::size_t rate_limit::size() const {
  std::size_t sum = 0;
  for (const auto& each : parts_) {
    const std::lock_guard lock{each.mutex};
    sum += each.full_again.size();
  }
  return sum;
}

std::string bucket_key(std::string_view key) {
  if (key.size() <= max_plain_key) return std::string{key};
  return std::string{storage::bytes_of(storage::sha256(key))};
}

std::string address_key(std::string_view address) {
  boost::system::error_code ec;
  const auto parsed = boost::asio::ip::make_address(address, ec);
  if (ec || !parsed.is_v6()) return std::string{address};
  const auto bytes = parsed.to_v6().to_bytes();
  return {reinterpret_cast<const char*>(bytes.data()), 8};
}

}  // namespace takeover::net::http
