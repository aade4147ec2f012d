/// The demo shop's documents in a store of their own, and questions to its agent. Owns the
/// temporary database; has no curated answers.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "answering/answerer.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "storage/store.hpp"

namespace takeover::answering::test {

class demo_shop {
 public:
  demo_shop();
  ~demo_shop();
  demo_shop(const demo_shop&) = delete;
  demo_shop& operator=(const demo_shop&) = delete;

  [[nodiscard]] storage::store& knowledge() { return *store_; }
  /// What a visitor asks who wrote these messages, and `earlier` before them.
  [[nodiscard]] question asking(const std::vector<std::string_view>& messages,
                                const std::vector<std::string_view>& earlier = {}) const;
  /// The built-in answerer's answer.
  [[nodiscard]] answer ask(std::string_view message, std::string_view earlier = {});
  void add_curated(std::string_view phrase, std::string_view text, std::string_view url = {});

 private:
  std::filesystem::path folder_;
  domain::random_ids ids_;
  domain::manual_clock clock_{domain::from_ms(1'790'000'000'000)};
  std::unique_ptr<storage::store> store_;
  domain::agent_id agent_;
};

}  // namespace takeover::answering::test
