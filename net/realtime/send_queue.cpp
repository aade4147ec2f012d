#include "net/realtime/send_queue.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

namespace takeover::net::realtime {

namespace {
/// How many frames an empty queue keeps capacity for.
constexpr std::size_t max_idle_capacity = 8;
constexpr int send_flags = MSG_NOSIGNAL | MSG_DONTWAIT;

bool is_old(const shared_frame& f, const domain::ulid& conversation,
            domain::epoch_t before) noexcept {
  return f->delta && f->delta->epoch < before && f->delta->conversation == conversation;
}
}  // namespace

bool send_queue::push(shared_frame what) {
  if (bytes_ + what->bytes.size() > max_bytes_) return false;
  bytes_ += what->bytes.size();
  frames_.push_back(std::move(what));
  return true;
}

void send_queue::push_first(shared_frame what) {
  bytes_ += what->bytes.size();
  frames_.insert(frames_.begin() + static_cast<std::ptrdiff_t>(next_), std::move(what));
}

bool send_queue::has_delta(const domain::ulid& conversation,
                           domain::epoch_t before) const noexcept {
  return std::any_of(frames_.begin() + static_cast<std::ptrdiff_t>(next_), frames_.end(),
                     [&](const shared_frame& f) { return is_old(f, conversation, before); });
}

std::size_t send_queue::drop_deltas(const domain::ulid& conversation, domain::epoch_t before) {
  if (empty()) return 0;
  const auto begun = offset_ == 0 ? 0 : 1;
  const auto first = frames_.begin() + static_cast<std::ptrdiff_t>(next_) + begun;
  const auto kept = std::remove_if(first, frames_.end(), [&](const shared_frame& f) {
    const bool old = is_old(f, conversation, before);
    if (old) bytes_ -= f->bytes.size();
    return old;
  });
  const auto dropped = static_cast<std::size_t>(frames_.end() - kept);
  frames_.erase(kept, frames_.end());
  return dropped;
}

send_queue::flushed send_queue::flush(int socket) {
  if (empty()) return {};
  std::array<iovec, IOV_MAX> parts;  // NOLINT: filled below as far as it is used
  std::size_t count = 0;
  std::size_t total = 0;
  for (std::size_t i = next_; i < frames_.size() && count < parts.size(); ++i, ++count) {
    const auto& bytes = frames_[i]->bytes;
    const auto skip = count == 0 ? offset_ : 0;
    parts[count] = {const_cast<char*>(bytes.data()) + skip, bytes.size() - skip};
    total += parts[count].iov_len;
  }
  ssize_t written = 0;
  do {
    if (count == 1) {
      written = ::send(socket, parts[0].iov_base, parts[0].iov_len, send_flags);
    } else {
      msghdr message{};
      message.msg_iov = parts.data();
      message.msg_iovlen = count;
      written = ::sendmsg(socket, &message, send_flags);
    }
  } while (written < 0 && errno == EINTR);

  if (written < 0)
    return {errno == EAGAIN || errno == EWOULDBLOCK ? outcome::blocked : outcome::broken};
  const auto bytes = static_cast<std::size_t>(written);
  flushed result{outcome::empty, consume(bytes), bytes};
  if (bytes < total) {
    result.how = outcome::blocked;
  } else if (!empty()) {
    result.how = outcome::more;
  }
  return result;
}

/// Releases what was written; returns how many frames are finished.
std::size_t send_queue::consume(std::size_t written) {
  bytes_ -= written;
  written += offset_;
  std::size_t finished = 0;
  while (next_ < frames_.size() && written >= frames_[next_]->bytes.size()) {
    written -= frames_[next_]->bytes.size();
    frames_[next_++].reset();
    ++finished;
  }
  offset_ = written;
  if (empty()) {
    frames_.clear();
    next_ = 0;
    if (frames_.capacity() > max_idle_capacity) frames_.shrink_to_fit();
  } else if (next_ > frames_.size() / 2) {
    frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(next_));
    next_ = 0;
  }
  return finished;
}

void send_queue::clear() noexcept {
  frames_.clear();
  frames_.shrink_to_fit();
  next_ = 0;
  offset_ = 0;
  bytes_ = 0;
}

}  // namespace takeover::net::realtime
