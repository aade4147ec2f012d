#include "bench/support/bare_fanout.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <stdexcept>
#include <string>

#include "bench/support/measuring.hpp"

namespace takeover::bench {
namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using std::chrono::nanoseconds;

class bare_fanout::pair {
 public:
  pair(bare_fanout& all, tcp::acceptor& acceptor)
      : arrived_(all.arrived_), reading_(all.context_), writing_(all.context_) {
    reading_.connect(acceptor.local_endpoint());
    acceptor.accept(writing_);
    writing_.set_option(tcp::no_delay(true));
    writing_.non_blocking(true);
    read_more();
  }

  [[nodiscard]] bool write(const std::string& bytes) {
    return ::send(writing_.native_handle(), bytes.data(), bytes.size(),
                  MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(bytes.size());
  }

 private:
  void read_more() {
    reading_.async_read_some(
        asio::buffer(part_), [this](boost::system::error_code error, std::size_t size) {
          if (error == asio::error::operation_aborted) return;
          if (error) throw std::runtime_error("a bare connection ended: " + error.message());
          arrived_ += size;
          read_more();
        });
  }

  std::uint64_t& arrived_;
  tcp::socket reading_;
  tcp::socket writing_;
  std::array<char, 4'096> part_{};
};

bare_fanout::bare_fanout(asio::io_context& context) : context_(context) {}

bare_fanout::~bare_fanout() = default;

void bare_fanout::grow_to(std::size_t count) {
  tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
  while (pairs_.size() < count) pairs_.push_back(std::make_unique<pair>(*this, acceptor));
}

nanoseconds bare_fanout::run(std::size_t rounds, std::size_t bytes) {
  const std::string frame(bytes, 'x');
  nanoseconds spent{};
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto wanted = arrived_ + pairs_.size() * bytes;
    const auto begin = cpu_of_this_thread();
    for (const auto& each : pairs_) {
      if (!each->write(frame)) throw std::runtime_error("a bare write did not fit");
    }
    spent += cpu_of_this_thread() - begin;
    run_until(
        context_, [&] { return arrived_ >= wanted; }, "what was written bare");
  }
  return spent;
}

}  // namespace takeover::bench
