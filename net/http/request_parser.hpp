/// Turns received bytes into requests, one after the other, with Beast's parser. Owns the limits of
/// a head; reads no socket.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "net/http/request.hpp"
#include "net/http/response.hpp"

namespace takeover::net::http {

inline constexpr std::uint32_t max_head_bytes = 16'384;

class request_parser {
 public:
  request_parser();
  ~request_parser();
  request_parser(const request_parser&) = delete;
  request_parser& operator=(const request_parser&) = delete;

  enum class progress { need_more, head, complete, failed };
  struct step {
    std::size_t used = 0;  ///< bytes of the input that were consumed
    progress where = progress::need_more;
  };

  /// Begins the next request; `into` is cleared and filled.
  void begin(request& into);
  /// Returns `head` once, when the head is complete, or `complete` if the request ends there.
  /// Unused bytes must be passed again, with more behind them.
  [[nodiscard]] step put(std::span<const char> input);
  /// After `head`: how many bytes the body may have.
  void limit_body(std::size_t max_bytes);

  /// After `head`: the body's length if the head names it.
  [[nodiscard]] std::uint64_t announced_length() const;
  [[nodiscard]] bool chunked() const;
  /// The client asks to switch protocols (`Connection: upgrade`).
  [[nodiscard]] bool wants_upgrade() const;
  [[nodiscard]] bool got_some() const;
  /// After `failed`: the answer, after which the connection must be closed.
  [[nodiscard]] response failure() const;

 private:
  struct reader;
  std::unique_ptr<reader> reader_;
};

}  // namespace takeover::net::http
