/// A statement's text from parts, joined at compile time. Owns no query.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace takeover::storage {

template <const std::string_view&... Parts>
struct joined_text {
  static constexpr auto text = [] {
    std::array<char, (Parts.size() + ... + 1)> all{};
    auto* end = all.data();
    ((end = std::copy(Parts.begin(), Parts.end(), end)), ...);
    return all;
  }();
  static constexpr std::string_view view{text.data(), text.size() - 1};
};

/// The parts, one after the other. They are constants of a namespace.
template <const std::string_view&... Parts>
inline constexpr std::string_view joined = joined_text<Parts...>::view;

}  // namespace takeover::storage
