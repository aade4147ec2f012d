#include "actors/conversations/running_answer.hpp"

#include <algorithm>
#include <iterator>

#include "domain/text/utf8.hpp"

namespace takeover::actors {

std::shared_ptr<const answer_delta> running_answer::so_far() const {
  if (!progress_ || progress_->shown.text.empty()) return nullptr;
  const auto& shown = progress_->shown;
  return std::make_shared<const answer_delta>(
      answer_delta{shown.generation, shown.epoch, 0, shown.text});
}

domain::generation_t running_answer::begin(domain::epoch_t epoch, domain::seq_t covers,
                                           domain::timestamp now, domain::generation_t lane) {
  last_generation_ = std::max(last_generation_ + lanes, domain::to_ms(now) * lanes + lane);
  progress_ = std::make_unique<progress>();
  progress_->shown = {last_generation_, epoch, covers, {}};
  return last_generation_;
}

bool running_answer::is_current(domain::generation_t generation,
                                domain::epoch_t epoch) const noexcept {
  return progress_ && progress_->shown.generation == generation && progress_->shown.epoch == epoch;
}

answer_delta running_answer::append(std::string text) {
  auto& shown = progress_->shown;
  answer_delta piece{shown.generation, shown.epoch, progress_->units, std::move(text)};
  progress_->units += domain::utf16_length(piece.text);
  shown.text += piece.text;
  return piece;
}

void running_answer::forget_stream(const listener& stream) {
  for (auto& waiter : waiters_)
    if (waiter.stream == stream) waiter.stream.reset();
}

template <class Stays>
std::vector<answer_waiter> running_answer::take_unless(Stays stays) {
  const auto first = std::stable_partition(waiters_.begin(), waiters_.end(), stays);
  std::vector<answer_waiter> taken{std::make_move_iterator(first),
                                   std::make_move_iterator(waiters_.end())};
  waiters_.erase(first, waiters_.end());
  return taken;
}

std::vector<answer_waiter> running_answer::take_waiters_up_to(domain::seq_t covers) {
  return take_unless([&](const answer_waiter& waiter) { return waiter.seq > covers; });
}

std::vector<std::pair<answer_waiter, answered>> running_answer::take_waiters_answered_by(
    std::span<const domain::entry> entries) {
  const auto answer_to = [&](const answer_waiter& waiter) {
    return std::ranges::find_if(entries, [&](const domain::entry& e) {
      return e.seq > waiter.seq && e.role == domain::message_role::agent;
    });
  };
  std::vector<std::pair<answer_waiter, answered>> out;
  for (auto& waiter :
       take_unless([&](const answer_waiter& w) { return answer_to(w) == entries.end(); })) {
    const auto answer = answer_to(waiter);
    out.emplace_back(std::move(waiter), answered{{*answer}, answer->meta.interrupted});
  }
  return out;
}

}  // namespace takeover::actors
