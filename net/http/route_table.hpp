/// Finds the route of a request. Owns the patterns' grammar and which of several matches wins;
/// calls no handler and does not know what an endpoint is.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "net/http/request.hpp"

namespace takeover::net::http {

/// `pattern`: a path; or one with `{id}` for one segment; or one that ends with `*`, for any rest.
/// Both wildcards stand after a slash. An endpoint that is an aggregate needs no braces of its own.
template <class Endpoint>
struct route {
  method verb;
  std::string_view pattern;
  Endpoint endpoint;
};

/// Sorted by what stands before the wildcard, so that a look-up is a few binary searches however
/// many routes there are. The most specific pattern wins: a plain path, then the longest text
/// before a wildcard. The routes must outlive the table.
template <class Endpoint>
class route_table {
 public:
  using routes = std::span<const route<Endpoint>>;

  struct match {
    const Endpoint* found = nullptr;
    std::string_view id;         ///< what stands for `{id}` or `*`
    bool path_is_known = false;  ///< if nothing was found: the path has other methods
  };

  /// Throws std::invalid_argument for a pattern that cannot be matched.
  explicit route_table(routes all) : route_table({all}) {}
  explicit route_table(std::initializer_list<routes> features)
      : route_table(std::span<const routes>{features.begin(), features.size()}) {}
  /// One span for each feature.
  explicit route_table(std::span<const routes> features) {
    for (const routes& feature : features)
      for (const auto& declared : feature) declared_.push_back(parsed(declared));
    for (const entry& each : declared_)
      (each.kind == wildcard::none ? plain_ : wildcards_).push_back(each);
    for (auto* sorted : {&plain_, &wildcards_})
      std::stable_sort(sorted->begin(), sorted->end(), [](const entry& a, const entry& b) {
        return comes_before(a.prefix, b.prefix);
      });
  }

  /// A HEAD request finds the route for GET. Allocates nothing.
  [[nodiscard]] match find(method verb, std::string_view path) const {
    const auto looked_for = verb == method::head ? method::get : verb;
    auto outcome = find_among(plain_, path, path, looked_for);
    // From the longest prefix that ends with a slash to the shortest.
    for (auto end = path.size(); !outcome.found && end > 0; --end) {
      const auto slash = path.rfind('/', end - 1);
      if (slash == std::string_view::npos) break;
      end = slash + 1;
      const auto shorter = find_among(wildcards_, path.substr(0, end), path, looked_for);
      outcome = {shorter.found, shorter.id, outcome.path_is_known || shorter.path_is_known};
    }
    return outcome;
  }

  /// The methods of all routes that fit the path, in the order of their declaration: for `Allow`.
  [[nodiscard]] std::string allowed_methods(std::string_view path) const {
    std::string allowed;
    for (const entry& each : declared_) {
      if (!each.fits(path)) continue;
      if (!allowed.empty()) allowed += ", ";
      allowed += name_of(each.verb);
      if (each.verb == method::get) allowed += ", HEAD";
    }
    return allowed;
  }

 private:
  enum class wildcard : std::uint8_t { none, segment, rest };
  struct entry {
    method verb;
    wildcard kind;
    std::string_view prefix;  ///< before the wildcard
    std::string_view suffix;  ///< after `{id}`
    const Endpoint* endpoint;

    [[nodiscard]] bool fits(std::string_view path) const {
      if (kind == wildcard::none) return path == prefix;
      if (!path.starts_with(prefix)) return false;
      if (kind == wildcard::rest) return true;
      const auto tail = path.substr(prefix.size());
      return tail.size() > suffix.size() && tail.ends_with(suffix) &&
             tail.substr(0, tail.size() - suffix.size()).find('/') == std::string_view::npos;
    }
    [[nodiscard]] std::string_view id_in(std::string_view path) const {
      return path.substr(prefix.size(), path.size() - prefix.size() - suffix.size());
    }
  };

  /// By length first: most comparisons of a look-up are then of two numbers.
  static bool comes_before(std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }

  static entry parsed(const route<Endpoint>& declared) {
    const auto pattern = declared.pattern;
    entry made{declared.verb, wildcard::none, pattern, {}, &declared.endpoint};
    const auto open = pattern.find_first_of("{*");
    if (open == std::string_view::npos) return made;
    made.prefix = pattern.substr(0, open);
    made.kind = pattern[open] == '*' ? wildcard::rest : wildcard::segment;
    const auto end = made.kind == wildcard::rest ? open : pattern.find('}', open);
    if (!made.prefix.ends_with('/') || end == std::string_view::npos)
      throw std::invalid_argument{"not a route's pattern: " + std::string{pattern}};
    made.suffix = pattern.substr(end + 1);
    if (made.suffix.find_first_of("{*") != std::string_view::npos ||
        (made.kind == wildcard::rest && !made.suffix.empty()))
      throw std::invalid_argument{"more than one wildcard: " + std::string{pattern}};
    return made;
  }

  /// Looks among the entries that have this prefix.
  static match find_among(const std::vector<entry>& sorted, std::string_view prefix,
                          std::string_view path, method verb) {
    match outcome;
    auto each = std::lower_bound(
        sorted.begin(), sorted.end(), prefix,
        [](const entry& a, std::string_view b) { return comes_before(a.prefix, b); });
    for (; each != sorted.end() && each->prefix == prefix; ++each) {
      if (!each->fits(path)) continue;
      outcome.path_is_known = true;
      if (each->verb == verb) return {each->endpoint, each->id_in(path), true};
    }
    return outcome;
  }

  std::vector<entry> plain_;      ///< by path
  std::vector<entry> wildcards_;  ///< by what stands before the wildcard
  std::vector<entry> declared_;   ///< in the order of their declaration
};

}  // namespace takeover::net::http
