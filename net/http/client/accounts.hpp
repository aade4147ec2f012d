/// What each caller occupies at the moment: open connections or requests, and bytes of memory. Owns
/// the counts and their bounds; knows no socket and no meaning of a key.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace takeover::net::http {

/// What may be occupied at once; 0: no bound.
struct account_bounds {
  std::size_t holders = 0;         ///< connections or requests of one key
  std::size_t bytes = 0;           ///< of one key
  std::size_t bytes_together = 0;  ///< of all keys
};

/// Thread-safe. As many keys as have a holder; a key without one is forgotten.
class accounts {
  struct part;
  struct entry {
    explicit entry(part& owner) : in(owner) {}
    part& in;
    std::size_t holders = 0;  ///< guarded by the part's mutex
    std::atomic<std::size_t> bytes = 0;
    const std::string* key = nullptr;
  };

 public:
  explicit accounts(const account_bounds& bounds);
  ~accounts();
  accounts(const accounts&) = delete;
  accounts& operator=(const accounts&) = delete;

  /// One holder of a key, and the bytes that it occupies. Gives everything back at its end, which
  /// must come before that of the accounts. Not thread-safe itself.
  class holder {
   public:
    holder() = default;
    holder(holder&& from) noexcept { swap(from); }
    holder& operator=(holder&& from) noexcept {
      holder taken{std::move(from)};
      swap(taken);
      return *this;
    }
    ~holder();

    /// Occupies exactly so many bytes from now on. False if the bounds allow no growth to that:
    /// then nothing changes. A holder of nothing is not bounded.
    [[nodiscard]] bool occupy(std::size_t bytes) noexcept;
    [[nodiscard]] std::size_t occupied() const noexcept { return bytes_; }
    explicit operator bool() const noexcept { return of_ != nullptr; }

   private:
    friend class accounts;
    holder(accounts& in, entry& of) noexcept : all_(&in), of_(&of) {}
    void swap(holder& other) noexcept {
      std::swap(all_, other.all_);
      std::swap(of_, other.of_);
      std::swap(bytes_, other.bytes_);
    }
    accounts* all_ = nullptr;
    entry* of_ = nullptr;
    std::size_t bytes_ = 0;
  };

  /// nullopt if the key has as many holders as it may have.
  [[nodiscard]] std::optional<holder> open(std::string_view key);

  [[nodiscard]] std::size_t bytes() const noexcept {
    return together_.load(std::memory_order_relaxed);
  }
  /// How many keys have a holder.
  [[nodiscard]] std::size_t size() const;

 private:
  void leave(entry& of) noexcept;
  [[nodiscard]] bool grow(entry& of, std::size_t by) noexcept;
  void shrink(entry& of, std::size_t by) noexcept;

  static constexpr std::size_t part_count = 16;
  const account_bounds bounds_;
  std::atomic<std::size_t> together_ = 0;
  std::unique_ptr<std::array<part, part_count>> parts_;
};

}  // namespace takeover::net::http
