#include "net/auth/member_sessions.hpp"

#include <algorithm>

#include "net/auth/random.hpp"
#include "storage/audit/audit.hpp"
#include "storage/digest.hpp"
#include "storage/people/sessions.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::auth {

namespace asio = boost::asio;

namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t max_token_bytes = 128;

domain::error signed_out() {
  return domain::fail(domain::errc::unauthenticated,
                      "Your session has ended. Please sign in again.");
}

}  // namespace

std::string token_hash(std::string_view token) {
  return storage::to_hex(storage::bytes_of(storage::sha256(token)));
}

shared_session member_sessions::cached(std::string_view token) {
  if (token.empty() || token.size() > max_token_bytes) return nullptr;
  const auto hash = token_hash(token);
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  const auto entry = by_hash_.find(hash);
  if (entry == by_hash_.end() || now >= entry->second.until ||
      now >= entry->second.session->expires_at)
    return nullptr;
  return entry->second.session;
}

asio::awaitable<domain::result<shared_session>> member_sessions::find(io_shard& shard,
                                                                      std::string token) {
  if (token.empty() || token.size() > max_token_bytes) co_return signed_out();
  if (auto known = cached(token)) co_return known;
  const auto hash = token_hash(token);
  const auto seen = version();
  const auto find_row = [hash](storage::reader& rows) {
    return storage::people::session_by_hash(rows, hash);
  };
  auto stored = co_await on_reader(shard, store_, find_row);
  if (!stored) co_return stored.error();
  if (!*stored || has_ended(**stored)) co_return signed_out();
  note_use(**stored);
  auto session = std::make_shared<const storage::session_record>(std::move(**stored));
  cache(hash, session, seen);
  co_return session;
}

asio::awaitable<domain::result<opened_session>> member_sessions::open(
    io_shard& shard, domain::user_id user, domain::workspace_id workspace, std::string address) {
  opened_session opened{random_base64url(token_bytes), nullptr};
  const auto now = clock_.now();
  const auto hash = token_hash(opened.token);
  const storage::new_session created{
      ids_.make<domain::session_id>(now), user, workspace, hash, now, now + options_.lifetime};
  const auto seen = version();
  const auto create_row = [created, address = std::move(address)](storage::writer& rows)
      -> domain::result<std::pair<storage::session_record, std::vector<domain::session_id>>> {
    auto ended = storage::people::create_session(rows, created);
    if (auto made = storage::people::session_by_hash(rows, created.token_hash)) {
      storage::audit::append(rows, made->who,
                             {"session.sign_in", "user", created.user.str(),
                              storage::audit::details({{"address", address}})},
                             created.created_at);
      return std::pair{std::move(*made), std::move(ended)};
    }
    return domain::fail(domain::errc::forbidden, "You are not a member of this workspace.");
  };
  auto stored = co_await on_writer(shard, store_, create_row);
  if (!stored) co_return stored.error();
  opened.session = std::make_shared<const storage::session_record>(std::move(stored->first));
  opened.ended = std::move(stored->second);
  cache(hash, opened.session, seen);
  if (!opened.ended.empty()) forget(opened.ended);
  co_return opened;
}

asio::awaitable<domain::result<void>> member_sessions::close(io_shard& shard, std::string token,
                                                             domain::member who) {
  const auto hash = token_hash(token);
  const auto delete_row = [hash, who = std::move(who), now = clock_.now()](
                              storage::writer& rows) -> domain::result<std::monostate> {
    if (storage::people::delete_session(rows, hash))
      storage::audit::append(rows, who, {"session.sign_out", "user", who.user.str()}, now);
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
  std::erase_if(by_hash_, [&](const auto& entry) {
    const auto& who = entry.second.session->who;
    return who.workspace == workspace && who.user == user;
  });
}

void member_sessions::forget(const std::vector<domain::session_id>& sessions) {
  const std::lock_guard lock{mutex_};
  ++version_;
  std::erase_if(by_hash_, [&](const auto& entry) {
    return std::ranges::find(sessions, entry.second.session->who.session) != sessions.end();
  });
}

bool member_sessions::has_ended(const storage::session_record& session) const {
  const auto now = clock_.now();
  if (now >= session.expires_at) return true;
  return options_.idle.count() > 0 && now >= session.seen_at + options_.idle;
}

void member_sessions::note_use(const storage::session_record& session) {
  const auto now = clock_.now();
  const auto precise = std::min<std::chrono::milliseconds>(
      storage::seen_every, options_.idle.count() > 0 ? options_.idle / 4 : storage::seen_every);
  if (now - session.seen_at < precise) return;
  store_.write(
      [id = session.who.session, now](storage::writer& rows) -> domain::result<void> {
        storage::people::touch_session(rows, id, now);
        return {};
      },
      [](const domain::result<void>&) {});  // the next use tries again
}

void member_sessions::cache(const std::string& hash, shared_session session,
                            std::uint64_t seen_version) {
  const std::lock_guard lock{mutex_};
  if (seen_version != version_) return;
  const auto now = clock_.now();
  if (by_hash_.size() >= max_cached)
    std::erase_if(by_hash_, [now](const auto& entry) { return now >= entry.second.until; });
  if (by_hash_.size() >= max_cached) by_hash_.erase(by_hash_.begin());
  by_hash_.insert_or_assign(
      hash, cached_session{std::move(session),
                           now + (store_.is_shared() ? cached_for_if_shared : cached_for)});
}

std::uint64_t member_sessions::version() const {
  const std::lock_guard lock{mutex_};
  return version_;
}

}  // namespace takeover::net::auth
