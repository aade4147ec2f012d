#include "bench/support/chat_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

#include "bench/support/realtime_connection.hpp"

namespace takeover::bench {
namespace asio = boost::asio;
using steady = std::chrono::steady_clock;
using std::chrono::nanoseconds;

namespace {

/// What people write: about the length of a chat message.
constexpr std::string_view sentence =
    "Thank you, that helps. One more thing: does the hand grinder come with the brush, or do I "
    "have to order it apart from it?";
/// A client id says when its message was sent: `b.` and nanoseconds, so that every reader can tell
/// how old it is.
constexpr std::string_view stamp_mark = "b.";
constexpr std::size_t stamp_digits = 20;
/// How long the last deliveries may take.
constexpr std::chrono::seconds delivery_timeout{5};

nanoseconds now() {
  return std::chrono::duration_cast<nanoseconds>(steady::now().time_since_epoch());
}

}  // namespace

/// What posters and listeners count. Samples are kept only inside the window.
struct chat_load::window_state {
  bool measuring = false;
  bool stopping = false;
  std::uint64_t sent = 0;
  std::uint64_t heard = 0;
  std::size_t running = 0;
  load_result result;
};

class chat_load::listener {
 public:
  listener(chat_load& load, const shop& place, http_client& client, const visitor& to)
      : window_(*load.window_),
        connection_(load.context_, load.port_, place, client, place.owner(),
                    "private-conversation." + to.conversation) {
    connection_.listen([this](std::string_view payload) { hear(payload); });
  }

 private:
  void hear(std::string_view payload) {
    if (payload.find("message.created") == std::string_view::npos) return;
    const auto at = payload.find(std::string("\"") + std::string(stamp_mark));
    if (at == std::string_view::npos) return;
    ++window_.heard;
    if (!window_.measuring) return;
    const auto digits = payload.substr(at + 1 + stamp_mark.size(), stamp_digits);
    window_.result.until_delivered.push_back(now() - nanoseconds(std::stoll(std::string(digits))));
    ++window_.result.delivered;
  }

  window_state& window_;
  realtime_connection connection_;
};

/// One kept-alive connection that writes for its visitors, one message after the other.
class chat_load::poster {
 public:
  poster(chat_load& load, std::vector<const visitor*> visitors)
      : window_(*load.window_), visitors_(std::move(visitors)), socket_(load.context_) {
    socket_.connect({asio::ip::address_v4::loopback(), load.port_});
    socket_.set_option(asio::ip::tcp::no_delay(true));
    const auto length = fmt::format(R"({{"client_id":"{}{:0{}}","body":"{}"}})", stamp_mark, 0,
                                    stamp_digits, sentence)
                            .size();
    for (const auto* who : visitors_) {
      heads_.push_back(fmt::format(
          "POST /v1/widget/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
          "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
          who->token, length));
    }
  }

  void send_next() {
    if (window_.stopping) {
      --window_.running;
      return;
    }
    sent_at_ = now();
    request_ = heads_[turn_++ % heads_.size()];
    fmt::format_to(std::back_inserter(request_), R"({{"client_id":"{}{:0{}}","body":"{}"}})",
                   stamp_mark, sent_at_.count(), stamp_digits, sentence);
    ++window_.sent;
    asio::async_write(
        socket_, asio::buffer(request_), [this](boost::system::error_code error, std::size_t) {
          if (error) throw std::runtime_error("a message could not be sent: " + error.message());
          read_answer();
        });
  }

 private:
  void read_answer() {
    socket_.async_read_some(
        asio::buffer(part_), [this](boost::system::error_code error, std::size_t size) {
          if (error) throw std::runtime_error("a message was not answered: " + error.message());
          answer_.append(part_.data(), size);
          if (!answer_is_whole()) return read_answer();
          if (!answer_.starts_with("HTTP/1.1 201"))
            throw std::runtime_error("a message was refused: " + answer_);
          answer_.clear();
          if (window_.measuring) {
            ++window_.result.acknowledged;
            window_.result.order.push_back(visitors_[(turn_ - 1) % visitors_.size()]);
            window_.result.until_acknowledged.push_back(now() - sent_at_);
          }
          send_next();
        });
  }

  [[nodiscard]] bool answer_is_whole() const {
    const auto head = answer_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    constexpr std::string_view name = "content-length:";
    const auto field = std::search(
        answer_.begin(), answer_.begin() + static_cast<std::ptrdiff_t>(head), name.begin(),
        name.end(), [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
    const auto length =
        std::stoull(std::string(field + static_cast<std::ptrdiff_t>(name.size()), answer_.end()));
    return answer_.size() >= head + 4 + length;
  }

  window_state& window_;
  std::vector<const visitor*> visitors_;
  asio::ip::tcp::socket socket_;
  std::vector<std::string> heads_;  // of each visitor's requests
  std::size_t turn_ = 0;
  nanoseconds sent_at_{};
  std::string request_;
  std::string answer_;
  std::array<char, 4'096> part_{};
};

chat_load::chat_load(const server_process& server, const shop& place,
                     std::span<const visitor> visitors)
    : port_(server.port()), visitors_(visitors), window_(std::make_unique<window_state>()) {
  http_client client(port_);
  for (const auto& each : visitors_)
    listeners_.push_back(std::make_unique<listener>(*this, place, client, each));
}

chat_load::~chat_load() = default;

load_result chat_load::run(const load_plan& plan) {
  *window_ = {};
  std::vector<std::unique_ptr<poster>> posters;
  for (std::size_t n = 0; n < plan.connections; ++n) {
    std::vector<const visitor*> own;
    for (std::size_t at = n; at < std::min(plan.conversations, visitors_.size());
         at += plan.connections)
      own.push_back(&visitors_[at]);
    posters.push_back(std::make_unique<poster>(*this, std::move(own)));
  }
  window_->running = posters.size();
  for (auto& each : posters) each->send_next();

  const auto run_until = [this](steady::time_point end) {
    while (steady::now() < end) context_.run_one_until(end);
  };
  run_until(steady::now() + plan.warm_up);
  if (plan.window_begins) plan.window_begins();
  const auto begin = steady::now();
  window_->measuring = true;
  run_until(begin + plan.window);
  window_->measuring = false;
  window_->result.wall = steady::now() - begin;
  if (plan.window_ends) plan.window_ends();

  window_->stopping = true;
  const auto deadline = steady::now() + delivery_timeout;
  while (window_->running > 0 || window_->heard < window_->sent) {
    context_.run_one_until(deadline);
    if (steady::now() >= deadline) {
      throw std::runtime_error(
          fmt::format("{} messages were sent, {} were delivered", window_->sent, window_->heard));
    }
  }
  return std::move(window_->result);
}

nanoseconds percentile(std::vector<nanoseconds>& samples, double share) {
  if (samples.empty()) return {};
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(samples.size() - 1));
  std::nth_element(samples.begin(), samples.begin() + at, samples.end());
  return samples[static_cast<std::size_t>(at)];
}

}  // namespace takeover::bench
