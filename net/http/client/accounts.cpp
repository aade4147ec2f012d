#include "net/http/client/accounts.hpp"

namespace takeover::net::http {

struct accounts::part {
  mutable std::mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<entry>> entries;
};

accounts::accounts(const account_bounds& bounds)
    : bounds_(bounds), parts_(std::make_unique<std::array<part, part_count>>()) {}

accounts::~accounts() = default;

accounts::holder::~holder() {
  if (of_ == nullptr) return;
  all_->shrink(*of_, bytes_);
  all_->leave(*of_);
}

bool accounts::holder::occupy(std::size_t bytes) noexcept {
  if (of_ == nullptr) return true;
  if (bytes > bytes_ && !all_->grow(*of_, bytes - bytes_)) return false;
  if (bytes < bytes_) all_->shrink(*of_, bytes_ - bytes);
  bytes_ = bytes;
  return true;
}

std::optional<accounts::holder> accounts::open(std::string_view key) {
  auto& in = (*parts_)[(std::hash<std::string_view>{}(key) >> 7U) % part_count];
  const std::lock_guard lock{in.mutex};
  auto [known, is_new] = in.entries.try_emplace(std::string{key});
  if (is_new) {
    known->second = std::make_unique<entry>(in);
    known->second->key = &known->first;
  }
  auto& of = *known->second;
  if (bounds_.holders != 0 && of.holders >= bounds_.holders) return std::nullopt;
  ++of.holders;
  return holder{*this, of};
}

void accounts::leave(entry& of) noexcept {
  auto& in = of.in;
  const std::lock_guard lock{in.mutex};
  if (--of.holders == 0) in.entries.erase(in.entries.find(*of.key));
}

bool accounts::grow(entry& of, std::size_t by) noexcept {
  const auto own = of.bytes.fetch_add(by, std::memory_order_relaxed) + by;
  const auto all = together_.fetch_add(by, std::memory_order_relaxed) + by;
  const bool over = (bounds_.bytes != 0 && own > bounds_.bytes) ||
                    (bounds_.bytes_together != 0 && all > bounds_.bytes_together);
  if (over) shrink(of, by);
  return !over;
}

void accounts::shrink(entry& of, std::size_t by) noexcept {
  of.bytes.fetch_sub(by, std::memory_order_relaxed);
  together_.fetch_sub(by, std::memory_order_relaxed);
}

std::size_t accounts::size() const {
  std::size_t sum = 0;
  for (const auto& each : *parts_) {
    const std::lock_guard lock{each.mutex};
    sum += each.entries.size();
  }
  return sum;
}

}  // namespace takeover::net::http
