/// Finds the route of a request in one table. Owns the patterns' grammar; calls no handler.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/people/permissions.hpp"
#include "net/http/request.hpp"

namespace takeover::net::http {

/// Who may call a route; whoever else calls is answered before the handler hears of it.
enum class caller : std::uint8_t {
  anyone,   ///< the handler looks for itself
  member,   ///< a signed-in member, by cookie or bearer token
  visitor,  ///< a visitor, by token
};

/// From callers who show nothing that could tell who they are.
inline constexpr std::size_t strangers_body = 16'384;
inline constexpr std::size_t small_body = 131'072;
/// For texts of 64 KiB, which grow sixfold if a client escapes every byte in JSON.
inline constexpr std::size_t message_body = 524'288;

/// `pattern`: a path; or one with `{id}` for one segment; or one that ends with `*`, for any rest.
template <class Handler>
struct route {
  method verb;
  std::string_view pattern;
  caller who;
  std::size_t max_body;
  Handler handle;
  /// What a member must be allowed to do; none: every member may, or nobody is a member here.
  std::optional<domain::action> needs{};
};

template <class Handler>
class route_table {
 public:
  struct match {
    const route<Handler>* found = nullptr;
    std::string_view id;  ///< what stands for `{id}` or `*`
    /// Methods of routes whose pattern fits, but whose method does not: for `Allow`. Empty: the
    /// path is not known.
    std::string allowed;
  };

  explicit route_table(std::span<const route<Handler>> routes) {
    pieces_.reserve(routes.size());
    for (const auto& one : routes) {
      const auto open = one.pattern.find_first_of("{*");
      const auto close = one.pattern.find('}');
      piece made{&one, one.pattern.substr(0, open), {}, kind::whole};
      if (open != std::string_view::npos)
        made.what = close == std::string_view::npos ? kind::rest : kind::segment;
      if (made.what == kind::segment) made.suffix = one.pattern.substr(close + 1);
      pieces_.push_back(made);
    }
  }

  /// A HEAD request finds the route for GET.
  [[nodiscard]] match find(method verb, std::string_view path) const {
    const auto wanted = verb == method::head ? method::get : verb;
    match outcome;
    for (const auto& one : pieces_) {
      std::string_view id;
      if (!fits(one, path, id)) continue;
      if (one.to->verb == wanted) return {one.to, id, {}};
      if (!outcome.allowed.empty()) outcome.allowed += ", ";
      outcome.allowed += name_of(one.to->verb);
      if (one.to->verb == method::get) outcome.allowed += ", HEAD";
    }
    return outcome;
  }

 private:
  enum class kind : std::uint8_t { whole, segment, rest };
  struct piece {
    const route<Handler>* to;
    std::string_view prefix;
    std::string_view suffix;
    kind what;
  };

  static bool fits(const piece& one, std::string_view path, std::string_view& id) {
    if (one.what == kind::whole) return path == one.prefix;
    if (!path.starts_with(one.prefix)) return false;
    id = path.substr(one.prefix.size());
    if (one.what == kind::rest) return true;
    if (id.size() <= one.suffix.size() || !id.ends_with(one.suffix)) return false;
    id.remove_suffix(one.suffix.size());
    return id.find('/') == std::string_view::npos;
  }

  std::vector<piece> pieces_;
};

}  // namespace takeover::net::http
