/// One client of the Pusher protocol: who it is, what it has subscribed, and how it is answered.
/// Owns no bytes and no group.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/realtime/websocket/websocket.hpp"
#include "net/wire/pusher.hpp"

namespace takeover::net::realtime {

class pusher_socket final : public websocket {
 public:
  pusher_socket(hub& home, boost::asio::ip::tcp::socket socket);

  /// Begins with the answer to the upgrade.
  void open(std::string head, const upgrade& request, std::string_view unread);

  void admitted(const actors::channel& where, actors::listener_kind kind,
                const shared_frame& joined, const shared_frame& so_far) override;
  void refused(const actors::channel& where, const domain::error& why) override;
  void told(const actors::channel& where, const shared_frame& what) override;
  void channel_ended(const actors::channel& where, actors::announcer::ending how) override;
  void session_ended(const domain::session_id& session) override;
  void drain() override;
  void sweep(steady_time now) override;

 private:
  /// A channel that was asked for. `waiting` counts questions whose answer has not come: only the
  /// last one counts.
  struct subscription {
    actors::channel where;
    steady_time asked_at{};
    std::uint16_t waiting = 0;
    bool wanted = true;  ///< not unsubscribed meanwhile
    bool admitted = false;
  };
  enum class failure { unauthorized, bad_name, limit, busy };

  void greet() override;
  void on_message(std::string_view text) override;
  void on_end() override;
  void ask_for_life(ping_kind how) override;
  void on_silence() override;

  void handle(const wire::subscribe& asked);
  void handle(const wire::unsubscribe& asked);
  void handle(const wire::ping&);
  void handle(const wire::pong&) {}
  void handle(const wire::client_event& asked);
  void handle(const wire::unknown_event&) {}

  [[nodiscard]] domain::result<void> check(const wire::subscribe& asked,
                                           const actors::channel& where);
  [[nodiscard]] domain::result<void> take_identity(wire::signed_identity from);
  /// Whether what was signed still counts: it is fresh, and its session goes on.
  [[nodiscard]] bool counts(const wire::signed_identity& what) const;
  [[nodiscard]] bool may_hear(const actors::channel& where, const wire::identity& as) const;
  [[nodiscard]] domain::result<void> ask_to_join(const actors::channel& where);
  /// False: over the limit; the client is told once a second.
  [[nodiscard]] bool within_rate();

  void say_error(int code, std::string_view message);
  void say_refused(std::string_view channel, failure why);
  void reject(int code, std::string_view message);
  [[nodiscard]] subscription* find(const actors::channel& where);
  void forget(const actors::channel& where);

  std::string socket_id_;
  std::vector<subscription> subscriptions_;
  std::unique_ptr<const wire::identity> who_;    ///< once a subscription was signed for somebody
  std::optional<domain::timestamp> expires_at_;  ///< the end of the member's session
  steady_time rate_window_{};
  int events_in_window_ = 0;
  close_code greeting_ = no_close_code;  ///< not 0: the connection is refused with this code
};

}  // namespace takeover::net::realtime
