#include "net/auth/member_sessions.hpp"

#include "net/auth/random.hpp"
#include "storage/tokens.hpp"
#include "storage/people/sessions.hpp"
#include "storage/digest.hpp"

namespace takeover::net::auth {

namespace asio = boost::asio;

namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t max_token_bytes = 128;

domain::error signed_out() {
  return domain::fail(domain::errc::unauthenticated, "There is no such session. Sign in again.");
}

}  // namespace

std::string token_hash(std::string_view token) {
  return storage::to_hex(storage::bytes_of(storage::sha256(token)));
}

shared_session member_sessions::remembered(std::string_view token) {
  if (token.empty() || token.size() > max_token_bytes) return nullptr;
  const auto hash = token_hash(token);
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  const auto found = by_hash_.find(hash);
  if (found == by_hash_.end() || now >= found->second.until ||
      now >= found->second.session->expires_at)
    return nullptr;
  return found->second.session;
}

asio::awaitable<domain::result<shared_session>> member_sessions::find(io_shard& shard,
                                                                      std::string token) {
  if (token.empty() || token.size() > max_token_bytes) co_return signed_out();
  if (auto known = remembered(token)) co_return known;
  const auto hash = token_hash(token);
  const auto seen = version();
  const auto find_row = [hash](storage::reader& from) {
    return storage::people::session_by_hash(from, hash);
  };
  auto stored = co_await on_reader(shard, store_, find_row);
  if (!stored) co_return stored.error();
  if (!*stored || clock_.now() >= (*stored)->expires_at) co_return signed_out();
  auto session = std::make_shared<const storage::session_record>(std::move(**stored));
  remember(hash, session, seen);
  co_return session;
}

asio::awaitable<domain::result<opened_session>> member_sessions::open(
    io_shard& shard, domain::user_id user, domain::workspace_id workspace) {
  opened_session opened{random_base64url(token_bytes), nullptr};
  const auto now = clock_.now();
  const auto hash = token_hash(opened.token);
  const storage::new_session wanted{
      ids_.make<domain::session_id>(now), user, workspace, hash, now, now + lifetime_};
  const auto seen = version();
  const auto create_row = [wanted](storage::writer& to) -> domain::result<storage::session_record> {
    storage::people::create_session(to, wanted);
    if (auto made = storage::people::session_by_hash(to, wanted.token_hash))
      return std::move(*made);
    return domain::fail(domain::errc::forbidden, "You are not a member of this workspace.");
  };
  auto stored = co_await on_writer(shard, store_, create_row);
  if (!stored) co_return stored.error();
  opened.session = std::make_shared<const storage::session_record>(std::move(*stored));
  remember(hash, opened.session, seen);
  co_return opened;
}

asio::awaitable<domain::result<void>> member_sessions::close(io_shard& shard, std::string token) {
  const auto hash = token_hash(token);
  const auto delete_row = [hash](storage::writer& to) -> domain::result<std::monostate> {
    storage::people::delete_session(to, hash);
    return std::monostate{};
  };
  auto done = co_await on_writer(shard, store_, delete_row);
  {
    const std::lock_guard lock{mutex_};
    ++version_;
    by_hash_.erase(hash);
  }
  if (!done) co_return done.error();
  co_return domain::result<void>{};
}

void member_sessions::forget(domain::workspace_id workspace, domain::user_id user) {
  const std::lock_guard lock{mutex_};
  ++version_;
  std::erase_if(by_hash_, [&](const auto& one) {
    const auto& who = one.second.session->who;
    return who.workspace == workspace && who.user == user;
  });
}

void member_sessions::remember(const std::string& hash, shared_session session,
                               std::uint64_t seen_version) {
  const std::lock_guard lock{mutex_};
  if (seen_version != version_) return;
  const auto now = clock_.now();
  if (by_hash_.size() >= max_remembered)
    std::erase_if(by_hash_, [now](const auto& one) { return now >= one.second.until; });
  if (by_hash_.size() >= max_remembered) by_hash_.erase(by_hash_.begin());
  by_hash_.insert_or_assign(hash, memory{std::move(session), now + remembered_for});
}

std::uint64_t member_sessions::version() const {
  const std::lock_guard lock{mutex_};
  return version_;
}

}  // namespace takeover::net::auth
