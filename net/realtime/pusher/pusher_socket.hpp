/// One client of the Pusher protocol: its identity, the channels it asked for, and the answers it
/// gets. Owns no bytes and decides no delivery.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/realtime/broadcaster.hpp"
#include "net/realtime/websocket/websocket.hpp"
#include "net/wire/realtime/pusher.hpp"

namespace takeover::net::realtime {

class pusher_socket final : public websocket {
 public:
  pusher_socket(shard_hub& hub, boost::asio::ip::tcp::socket socket, http::accounts::holder client);

  /// Starts with `head`, the answer to the upgrade.
  void open(std::string head, const upgrade_request& request, std::string_view unread);

  void admitted(const actors::channel& channel, actors::listener_kind kind,
                const shared_frame& joined, const shared_frame& so_far) override;
  void refused(const actors::channel& channel, const domain::error& why) override;
  void told(const actors::channel& channel, const shared_frame& what) override;
  void channel_ended(const actors::channel& channel, actors::announcer::ending how) override;
  void session_ended(const domain::session_id& session) override;
  void drain() override;
  void sweep(steady_time now) override;

 private:
  /// A channel that the client asked for. A client may leave and ask again while answers are under
  /// way: of `unanswered` join requests only the last answer counts.
  struct channel_state {
    actors::channel channel;
    steady_time requested_at{};
    std::uint16_t unanswered = 0;
    bool subscribed = true;  ///< in the eyes of the client, which may leave before the answer
    bool admitted = false;
  };
  enum class failure { unauthorized, bad_name, limit, busy };

  void greet() override;
  void on_message(std::string_view text) override;
  void on_end() override;
  void ping(ping_kind how) override;
  void on_idle_timeout() override;

  void handle(const wire::subscribe& request);
  void handle(const wire::unsubscribe& request);
  void handle(const wire::ping&);
  void handle(const wire::pong&) {}
  void handle(const wire::client_event& event);
  void handle(const wire::unknown_event&) {}

  [[nodiscard]] domain::result<void> check(const wire::subscribe& request,
                                           const actors::channel& channel);
  [[nodiscard]] domain::result<void> take_identity(wire::signed_identity from);
  /// Whether the signature is fresh, and its session has not ended.
  [[nodiscard]] bool is_current(const wire::signed_identity& what) const;
  [[nodiscard]] bool may_hear(const actors::channel& channel, const wire::identity& as) const;
  [[nodiscard]] domain::result<void> request_join(const actors::channel& channel);
  /// False over the limit; the client is told once a second.
  [[nodiscard]] bool within_rate();

  void send_error(int code, std::string_view message);
  void send_refusal(std::string_view channel, failure why);
  void reject(int code, std::string_view message);
  [[nodiscard]] channel_state* find(const actors::channel& channel);
  void forget(const actors::channel& channel);

  std::string socket_id_;
  std::vector<channel_state> channels_;
  std::unique_ptr<const wire::identity> who_;    ///< from the first signed subscription on
  std::optional<domain::timestamp> expires_at_;  ///< the end of the member's session
  steady_time subscribed_at_;                    ///< or opened, or last seen with a subscription
  steady_time rate_window_{};
  int events_in_window_ = 0;
  close_code greeting_ = no_close_code;  ///< not 0: close with this code instead of greeting
};

}  // namespace takeover::net::realtime
